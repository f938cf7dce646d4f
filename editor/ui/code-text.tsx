import { Fragment } from 'react'

/** Text with paths and expressions between backticks, as findings and changes have it. */
export function CodeText({ text }: { text: string }) {
  return text.split(/`([^`]*)`/).map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>))
}
