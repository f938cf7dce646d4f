import { Group, SegmentedControl, Switch, TextInput } from '@mantine/core'
import type { DiscountDraft } from './discount-draft.ts'

export interface DiscountPartProps {
  draft: DiscountDraft
  /** By dotted path in the rule. */
  errors: Record<string, string>
  readOnly: boolean
  onChange: (next: DiscountDraft) => void
}

const MODES = [
  { value: 'only', label: 'Only these customers' },
  { value: 'except', label: 'Everybody but these' },
]

/** Name, percent, time and mode. */
export function DiscountFields({ draft, errors, readOnly, onChange }: DiscountPartProps) {
  const change = (part: Partial<DiscountDraft>): void => onChange({ ...draft, ...part })
  const field = (name: keyof DiscountDraft, label: string) => ({
    label,
    value: String(draft[name]),
    error: errors[name],
    readOnly,
    onChange: (event: { currentTarget: { value: string } }) => change({ [name]: event.currentTarget.value }),
  })
  return (
    <>
      <TextInput {...field('name', 'Name')} maxLength={120} data-autofocus />
      <Group grow align="flex-start">
        <TextInput {...field('percent', 'Percent')} inputMode="decimal" />
        <TextInput {...field('validFrom', 'From')} type="date" />
        <TextInput {...field('validTo', 'To')} type="date" />
      </Group>
      <Switch label="Active" checked={draft.active} disabled={readOnly} onChange={(event) => change({ active: event.currentTarget.checked })} />
      <SegmentedControl
        aria-label="Who gets it"
        data={MODES}
        value={draft.mode}
        readOnly={readOnly}
        onChange={(mode) => change({ mode: mode as DiscountDraft['mode'] })}
      />
    </>
  )
}
