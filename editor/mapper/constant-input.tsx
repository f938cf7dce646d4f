import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { RowSource } from '../../server/model/mapping.ts'
import type { Field } from '../document/mapping-fields.ts'
import { useMapper } from './mapper-context.ts'

type Constant = Extract<RowSource, { kind: 'constant' }>

/** A fixed value: a choice where the target has codes or yes/no, typed text for text targets, JSON elsewhere. */
export function ConstantInput({ from, field }: { from: Constant | undefined; field: Field | undefined }) {
  const { canEdit, write } = useMapper()
  const choices = field?.type === 'boolean' ? [true, false] : (field?.choices ?? [])
  if (choices.length > 0) {
    const value = JSON.stringify(from?.value)
    const data = choices.map((choice) => ({ value: JSON.stringify(choice), label: String(choice) }))
    return (
      <Select
        size="xs"
        label="Value"
        disabled={!canEdit}
        data={data}
        value={value ?? null}
        placeholder={value === undefined ? undefined : `${value} is none of the codes`}
        onChange={(next) => next !== null && write({ kind: 'constant', value: JSON.parse(next) as Constant['value'] })}
        allowDeselect={false}
      />
    )
  }
  return field?.type === 'text' && field.lists === 0 && (from === undefined || typeof from.value === 'string') ? (
    <TextValue from={from} />
  ) : (
    <JsonValue from={from} />
  )
}

function TextValue({ from }: { from: Constant | undefined }) {
  const { canEdit, write } = useMapper()
  return (
    <TextInput
      size="xs"
      label="Value"
      disabled={!canEdit}
      value={from === undefined ? '' : String(from.value)}
      onChange={(event) => write({ kind: 'constant', value: event.currentTarget.value }, true)}
    />
  )
}

function JsonValue({ from }: { from: Constant | undefined }) {
  const { canEdit, write } = useMapper()
  const [text, setText] = useState(() => (from === undefined ? '' : JSON.stringify(from.value)))
  const value = readJson(text)
  return (
    <TextInput
      size="xs"
      label="Value (JSON: text in double quotes)"
      disabled={!canEdit}
      value={text}
      error={value === undefined ? 'Not JSON yet; the value before stays.' : undefined}
      onChange={(event) => {
        const next = event.currentTarget.value
        setText(next)
        const read = readJson(next)
        if (read !== undefined) write({ kind: 'constant', value: read }, true)
      }}
    />
  )
}

function readJson(text: string): Constant['value'] | undefined {
  try {
    return JSON.parse(text) as Constant['value']
  } catch {
    return undefined
  }
}
