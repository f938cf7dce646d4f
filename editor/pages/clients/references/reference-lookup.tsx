import { Button, Group, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReferenceRecord } from '../../../../server/model/crosswalk.ts'
import { Ref } from '../../../../server/model/reference.ts'
import { useEndpoint } from '../../../api/use-api.tsx'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { EmptyState, Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'
import { When } from '../../../ui/when.tsx'
import { ReferenceChanges } from './reference-changes.tsx'

/** Looks one reference up: all that mean the same, and what can be done with them. */
export function ReferenceLookup({ client }: { client: string }) {
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const fits = Ref.safeParse(typed).success
  return (
    <Section title="References" description="An external id in each system, and which mean the same person or company. Looking one up is audited.">
      <form onSubmit={(event) => (event.preventDefault(), fits && setAsked(typed))}>
        <Group gap="xs" align="flex-start">
          <TextInput
            aria-label="Reference"
            placeholder="sandbox-crm:customer:C-1001"
            w={340}
            value={typed}
            error={typed !== '' && !fits ? 'Such as sandbox-crm:customer:C-1001.' : undefined}
            onChange={(event) => setTyped(event.currentTarget.value.trim())}
          />
          <Button type="submit" variant="default" leftSection={<IconSearch size={16} />} disabled={!fits}>
            Look it up
          </Button>
        </Group>
      </form>
      {asked !== null && <Found key={asked} client={client} reference={asked} />}
    </Section>
  )
}

function Found({ client, reference }: { client: string; reference: string }) {
  // Each look is audited: none happens unasked.
  const found = useEndpoint(
    'references.read',
    { params: { id: client }, query: { ref: reference } },
    { refetchOnWindowFocus: false, refetchOnReconnect: false },
  )
  if (found.error) return <ProblemView problem={found.error.document} />
  if (!found.data) return null
  return (
    <>
      <Panel flush>
        {found.data.length === 0 ? (
          <EmptyState title="Not known">No customer was read and no document handed over with this reference.</EmptyState>
        ) : (
          <ReferenceTable references={found.data} />
        )}
      </Panel>
      <ReferenceChanges client={client} reference={reference} known={found.data.some(({ ref, status }) => ref === reference && status === 'active')} />
    </>
  )
}

const TONES: Readonly<Record<ReferenceRecord['status'], Tone>> = { active: 'ok', merged: 'wait', deleted: 'paused' }

function ReferenceTable({ references }: { references: readonly ReferenceRecord[] }) {
  return (
    <DenseTable label="References that mean the same" columns={['Reference', 'State', 'First seen', 'Last seen']}>
      {references.map(({ ref, status, mergedInto, firstSeen, lastSeen }) => (
        <tr key={ref}>
          <td>
            <code>{ref}</code>
          </td>
          <td>
            <Badge tone={TONES[status]}>{mergedInto === null ? status : `merged into ${mergedInto}`}</Badge>
          </td>
          <td>
            <When at={firstSeen} />
          </td>
          <td>
            <When at={lastSeen} />
          </td>
        </tr>
      ))}
    </DenseTable>
  )
}
