import { Button, Group } from '@mantine/core'

export interface FormButtonsProps {
  /** What the form does, as the button says it. */
  verb: string
  busy: boolean
  disabled?: boolean
  onCancel: () => void
}

/** The end of a form: cancel, and the button that sends it. */
export function FormButtons({ verb, busy, disabled = false, onCancel }: FormButtonsProps) {
  return (
    <Group justify="flex-end" mt="sm">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={busy} disabled={disabled}>
        {verb}
      </Button>
    </Group>
  )
}
