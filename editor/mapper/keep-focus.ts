import type { MouseEvent } from 'react'

/** Puts the focus onto the panel around a button whose entry is about to go, so that the keyboard stays where it was. */
export function focusPanel({ currentTarget }: MouseEvent): void {
  currentTarget.closest<HTMLElement>('[role=tabpanel]')?.focus({ preventScroll: true })
}
