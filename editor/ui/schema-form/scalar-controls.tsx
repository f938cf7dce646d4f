import { JsonInput, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ControlProps } from './form-context.ts'
import { typeOf } from './form-schema.ts'

const shared = ({ label, description, error, required, readOnly }: ControlProps) => ({ label, description, error, required, readOnly, withAsterisk: required })

const exampleOf = ({ schema }: ControlProps): string => (schema.examples?.[0] === undefined ? '' : String(schema.examples[0]))

/** Text; several lines where the schema says `x-control: text` or allows more than 400 characters. */
export function TextControl(props: ControlProps) {
  const { schema, value, onChange, required } = props
  const text = typeof value === 'string' ? value : ''
  const change = (next: string): void => onChange(next === '' && !required ? undefined : next)
  const input = {
    ...shared(props),
    value: text,
    placeholder: exampleOf(props),
    onChange: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
  }
  if (schema['x-control'] === 'text' || (schema.maxLength ?? 0) > 400) return <Textarea autosize minRows={2} maxRows={12} {...input} />
  return <TextInput {...input} />
}

/** A number; an empty field takes it away. */
export function NumberControl(props: ControlProps) {
  const { schema, value, onChange } = props
  const change = (next: number | string): void => onChange(typeof next === 'number' ? next : undefined)
  return (
    <NumberInput
      {...shared(props)}
      value={typeof value === 'number' ? value : ''}
      placeholder={exampleOf(props) || (schema.default === undefined ? '' : String(schema.default))}
      onChange={change}
      allowDecimal={typeOf(schema) === 'number'}
      min={schema.minimum}
      max={schema.maximum}
      clampBehavior="none"
      hideControls
    />
  )
}

/** Yes or no. */
export function BooleanControl({ schema, value, onChange, label, description, error, readOnly }: ControlProps) {
  const checked = typeof value === 'boolean' ? value : schema.default === true
  return (
    <Switch
      size="sm"
      label={label}
      description={description}
      error={error}
      checked={checked}
      disabled={readOnly}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** One of a few values; `x-labels` may give them names by their text. */
export function ChoiceControl(props: ControlProps) {
  const { schema, value, onChange, required, readOnly } = props
  const options = schema.enum ?? []
  const names = (schema['x-labels'] ?? {}) as Record<string, string>
  const data = options.map((option) => ({ value: String(option), label: names[String(option)] ?? String(option) }))
  const chosen = value ?? schema.default
  return (
    <Select
      {...shared(props)}
      data={data}
      value={chosen === undefined ? null : String(chosen)}
      onChange={(next) => onChange(options.find((option) => String(option) === next))}
      searchable={options.length > 8}
      allowDeselect={false}
      clearable={!required && !readOnly && schema.default === undefined}
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

/** Any JSON value as text; what does not parse yet is kept in the field and not handed on. */
export function JsonControl(props: ControlProps) {
  const { value, onChange } = props
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? (value === undefined ? '' : JSON.stringify(value, null, 2))
  const change = (next: string): void => {
    setDraft(next)
    const parsed = parse(next)
    if (parsed) onChange(parsed.value)
  }
  const wrong = draft !== null && parse(draft) === null ? 'This is not JSON yet.' : undefined
  return (
    <JsonInput
      {...shared(props)}
      error={props.error ?? wrong}
      value={text}
      onChange={change}
      onBlur={() => !wrong && setDraft(null)}
      autosize
      minRows={2}
      maxRows={16}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}

function parse(text: string): { value: unknown } | null {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}
