import { NumberInput, Stack } from '@mantine/core'
import type { Connection } from '../../../server/model/connection.ts'
import { Panel, Section } from '../../ui/page.tsx'

export interface LimitFieldsProps {
  limits: Connection['limits']
  onChange: (next: Connection['limits']) => void
  /** By field. */
  errors: Record<string, string>
  readOnly: boolean
}

/** How much a connection may ask of its system. */
export function LimitFields({ limits, onChange, errors, readOnly }: LimitFieldsProps) {
  const change = (field: 'concurrency' | 'perSecond', next: number | string): void => {
    const { [field]: _before, ...rest } = limits ?? {}
    const changed = typeof next === 'number' ? { ...rest, [field]: next } : rest
    onChange(Object.keys(changed).length === 0 ? undefined : changed)
  }
  const common = { readOnly, hideControls: true }
  return (
    <Section title="Limits" description="What the system stands. All servers of Patchbay keep them together; a field that is left empty follows the connector.">
      <Panel>
        <Stack gap="sm">
          <NumberInput
            label="Calls at the same time"
            description="With 1 the system is called strictly one by one, in the order of arrival."
            value={limits?.concurrency ?? ''}
            onChange={(next) => change('concurrency', next)}
            error={errors['concurrency']}
            min={1}
            max={1000}
            allowDecimal={false}
            {...common}
          />
          <NumberInput
            label="Calls per second"
            description="0.5 is one call in two seconds."
            value={limits?.perSecond ?? ''}
            onChange={(next) => change('perSecond', next)}
            error={errors['perSecond']}
            min={0.01}
            max={100_000}
            {...common}
          />
        </Stack>
      </Panel>
    </Section>
  )
}
