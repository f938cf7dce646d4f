import { Textarea, TextInput } from '@mantine/core'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { shared } from './field-shared.ts'

/** Names and titles have one line; only longer texts get several. */
const ONE_LINE = 200

/** Text of an author; several lines where it may be long. */
export function TextControl(props: ControlProps) {
  const { schema, value, onChange, required } = props
  const input = {
    ...shared(props),
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value === '' && !required ? undefined : event.currentTarget.value),
  }
  return (schema.maxLength ?? Infinity) > ONE_LINE ? <Textarea autosize minRows={2} maxRows={16} {...input} /> : <TextInput {...input} />
}
