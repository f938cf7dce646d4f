import { Button, Group, NumberInput, Progress, Select, Text } from '@mantine/core'
import { useState } from 'react'
import type { Client } from '../../../../server/model/client.ts'
import type { Remapping } from '../../../../server/model/crosswalk.ts'
import { useChange, useEndpoint } from '../../../api/use-api.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { Panel, Section } from '../../../ui/page.tsx'
import { ProblemView } from '../../../ui/problem-view.tsx'

const running = (job: Remapping): boolean => job.endedAt === null

/** Looks for the customers of one implementation in another, and links what it finds. */
export function RemappingSection({ client }: { client: Client }) {
  const params = { id: client.id }
  const jobs = useEndpoint('remappings.list', { params }, { refetchInterval: (query) => (query.state.data?.some(running) ? 1_000 : false) })
  const implementations = (useEndpoint('implementations.list').data ?? []).filter(({ value }) => value.client === client.id)
  const names = Object.fromEntries(implementations.map(({ value }) => [value.id, value.configuration.header.name]))
  return (
    <Section
      title="Find customers in another system"
      description="Reads each known customer in one CRM, looks for it in the other, and links the references where exactly one fits. Nothing about them is kept."
    >
      {jobs.error && <ProblemView problem={jobs.error.document} onRetry={() => void jobs.refetch()} />}
      {implementations.length < 2 ? <Text c="dimmed">It takes two implementations of this client.</Text> : <StartForm client={client} names={names} />}
      {jobs.data && jobs.data.length > 0 && (
        <Panel flush>
          <DenseTable label="Searches" columns={['From', 'To', 'Done', 'Linked', 'Several fit', 'Not found', 'Failed', '']}>
            {jobs.data.map((job) => (
              <JobRow key={job.id} job={job} names={names} />
            ))}
          </DenseTable>
        </Panel>
      )}
    </Section>
  )
}

function StartForm({ client, names }: { client: Client; names: Record<string, string> }) {
  const [chosen, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState<string | null>(client.crm?.implementation ?? null)
  const [perSecond, setPerSecond] = useState<number | string>(5)
  const start = useChange('remappings.start')
  // Most often the customers of the implementation before are looked for.
  const before = useEndpoint('clients.switches', { params: { id: client.id } }).data?.[0]?.from.implementation ?? null
  const from = chosen ?? (before !== to && before !== null && Object.hasOwn(names, before) ? before : null)
  const data = Object.entries(names).map(([value, label]) => ({ value, label }))
  const ready = from !== null && to !== null && from !== to && typeof perSecond === 'number'
  const submit = (): void => {
    if (ready) start.mutate({ params: { id: client.id }, body: { from, to, perSecond } })
  }
  return (
    <form onSubmit={(event) => (event.preventDefault(), submit())}>
      <Group gap="xs" align="flex-end">
        <Select label="From" data={data} value={from} placeholder="choose one" allowDeselect={false} onChange={setFrom} />
        <Select label="To" data={data} value={to} placeholder="choose another" allowDeselect={false} onChange={setTo} />
        <NumberInput label="Customers a second" value={perSecond} onChange={setPerSecond} min={0.1} max={100} w={150} />
        <Button
          type="submit"
          variant="default"
          disabled={!ready}
          title={from !== null && from === to ? 'Choose two different ones.' : undefined}
          loading={start.isPending}
        >
          Start
        </Button>
      </Group>
    </form>
  )
}

function JobRow({ job, names }: { job: Remapping; names: Record<string, string> }) {
  const cancel = useChange('remappings.cancel')
  const done = job.linked + job.ambiguous + job.missing + job.failed
  return (
    <tr>
      <td>{names[job.from] ?? job.from}</td>
      <td>{names[job.to] ?? job.to}</td>
      <td>
        <Progress value={job.total === 0 ? 100 : (done / job.total) * 100} w={80} display="inline-block" aria-label={`${done} of ${job.total}`} /> {done} of{' '}
        {job.total}
      </td>
      <td>{job.linked}</td>
      <td>{job.ambiguous}</td>
      <td>{job.missing}</td>
      <td>{job.failed}</td>
      <td>
        {running(job) ? (
          <Button variant="subtle" size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id: job.client, job: job.id } })}>
            Stop
          </Button>
        ) : (
          <Badge tone={job.cancelled ? 'paused' : 'ok'}>{job.cancelled ? 'stopped' : 'done'}</Badge>
        )}
      </td>
    </tr>
  )
}
