import { TextInput } from '@mantine/core'

interface NoteFieldProps {
  label: string
  description?: string
  required?: boolean
  focused?: boolean
  value: string
  onChange: (value: string) => void
}

/** Words of an operator that are kept in the audit. */
export function NoteField({ description = 'For the audit; no personal data.', focused, onChange, ...field }: NoteFieldProps) {
  return (
    <TextInput
      {...field}
      description={description}
      maxLength={400}
      autoComplete="off"
      data-autofocus={focused || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
