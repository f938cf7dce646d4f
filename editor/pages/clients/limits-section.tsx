import { Button, Group, NumberInput, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Client } from '../../../server/model/client.ts'
import { useChange } from '../../api/use-api.tsx'
import { notifyDone } from '../../ui/notify-problem.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'

interface ClientSectionProps {
  revision: number
  client: Client
  mayEdit: boolean
}

/** How many requests the client may send. Both fields empty: no limit of its own. */
export function LimitsSection({ revision, client, mayEdit }: ClientSectionProps) {
  const [perSecond, setPerSecond] = useState<number | string>(client.limits?.perSecond ?? '')
  const [burst, setBurst] = useState<number | string>(client.limits?.burst ?? '')
  const save = useChange('clients.save', { quiet: true })
  const wanted = limitsOf(perSecond, burst)
  const changed = JSON.stringify(wanted) !== JSON.stringify(client.limits)
  const submit = (): void => {
    const { limits: _before, ...rest } = client
    save.mutate(
      { params: { id: client.id }, body: { revision, value: wanted ? { ...rest, limits: wanted } : rest } },
      { onSuccess: () => notifyDone(wanted ? 'The limits hold from now on.' : 'The client has no limits of its own.') },
    )
  }
  const half = (perSecond === '') !== (burst === '')
  return (
    <Section title="Limits" description="What is more than this is answered with 429 and Retry-After. Left empty, the client has no limit of its own.">
      <Panel>
        <form onSubmit={(event) => (event.preventDefault(), submit())}>
          <Stack gap="sm">
            <Group align="flex-end">
              <NumberInput label="Requests a second" value={perSecond} onChange={setPerSecond} min={0.1} max={100_000} disabled={!mayEdit} />
              <NumberInput label="At once" value={burst} onChange={setBurst} min={1} max={1_000_000} allowDecimal={false} disabled={!mayEdit} />
              {mayEdit && (
                <Button type="submit" variant="default" loading={save.isPending} disabled={!changed || half}>
                  Save
                </Button>
              )}
            </Group>
            {save.error && <ProblemView problem={save.error.document} />}
          </Stack>
        </form>
      </Panel>
    </Section>
  )
}

function limitsOf(perSecond: number | string, burst: number | string): Client['limits'] {
  return perSecond === '' || burst === '' ? undefined : { perSecond: Number(perSecond), burst: Number(burst) }
}
