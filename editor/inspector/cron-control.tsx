import { Select, Text, TextInput } from '@mantine/core'
import { Cron } from 'croner'
import type { ControlProps } from '../ui/schema-form/form-context.ts'
import { isRecord } from '../ui/schema-form/form-schema.ts'
import { AT_ONCE, shared } from './field-shared.ts'
import { useFacts } from './inspector-facts.ts'

const USUAL = [
  { value: '*/5 * * * *', label: 'Every 5 minutes' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '0 6 * * *', label: 'Every day at 6:00' },
  { value: '0 6 * * 1-5', label: 'Working days at 6:00' },
  { value: '0 6 1 * *', label: 'First of the month at 6:00' },
]

/** A cron expression with the usual ones to choose from, and the next times. */
export function CronControl(props: ControlProps) {
  const { spec } = useFacts()
  const zoneField = Object.entries(spec.config.properties ?? {}).find(([, field]) => field['x-control'] === 'time-zone')?.[0]
  const zone = zoneField !== undefined && isRecord(props.root) ? props.root[zoneField] : undefined
  const text = typeof props.value === 'string' ? props.value : ''
  return (
    <div>
      <TextInput
        {...shared(props)}
        value={text}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
      {!props.readOnly && (
        <Select
          mt={4}
          aria-label="Usual times"
          placeholder="Usual times"
          data={USUAL}
          value={USUAL.some((each) => each.value === text) ? text : null}
          onChange={(next) => next !== null && props.onChange(next)}
          comboboxProps={AT_ONCE}
        />
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {nextTimes(text, typeof zone === 'string' ? zone : 'UTC')}
      </Text>
    </div>
  )
}

function nextTimes(cron: string, zone: string): string {
  try {
    const times = new Cron(cron, { timezone: zone, mode: '5-part', paused: true }).nextRuns(3)
    const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
    return times.length === 0 ? 'Never again.' : `Next: ${times.map((time) => format.format(time)).join(' · ')} (${zone})`
  } catch {
    return 'Five parts: minute, hour, day of month, month, day of week.'
  }
}
