import { JsonInput } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import classes from './drawer.module.css'

export interface JsonFieldProps<T> {
  label: string
  description?: string
  schema: z.ZodType<T>
  value: T
  readOnly: boolean
  onChange: (value: T) => void
}

/** A value as JSON text. It is taken over whenever it is what the schema describes; until then the error stands beside it. */
export function JsonField<T>({ label, description, schema, value, readOnly, onChange }: JsonFieldProps<T>) {
  const [text, setText] = useState<string | null>(null)
  const wrong = text === null ? undefined : readJson(text, schema).error
  return (
    <JsonInput
      label={label}
      description={description}
      classNames={{ input: classes.sampleText }}
      value={text ?? JSON.stringify(value, null, 2)}
      error={wrong}
      readOnly={readOnly}
      spellCheck={false}
      onBlur={() => wrong === undefined && setText(null)}
      onChange={(next) => {
        setText(next)
        const read = readJson(next, schema)
        if ('value' in read) onChange(read.value!)
      }}
    />
  )
}

/** The value of a JSON text, or why it cannot be taken over. */
function readJson<T>(text: string, schema: z.ZodType<T>): { value?: T; error?: string } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { error: 'This is not JSON yet; the last text that was stays.' }
  }
  const read = schema.safeParse(parsed)
  if (read.success) return { value: read.data }
  const issue = read.error.issues[0]
  return { error: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') }
}
