import { Button, Group } from '@mantine/core'
import { IconPlus, IconSchema, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Client } from '../../../server/model/client.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page, Panel } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { Checklist } from './checklist.tsx'
import { FlowFromFileDialog } from './flow-from-file-dialog.tsx'
import { FlowTable } from './flow-table.tsx'
import { NewFlowDialog } from './new-flow-dialog.tsx'

/** How a flow begins. */
type Way = 'new' | 'file'

/** All flows, and the first steps while they are not done. */
export function FlowsPage() {
  const flows = useEndpoint('flows.list')
  const clients = useEndpoint('clients.list')
  const mayEdit = useAllowed('integrator')
  const [opened, setOpened] = useState<Way | null>(null)
  const ways = [
    { id: 'new-flow', label: 'New flow', shortcut: 'N', icon: <IconPlus size={18} />, run: () => setOpened('new') },
    { id: 'flow-from-file', label: 'New flow from a file', icon: <IconUpload size={18} />, run: () => setOpened('file') },
  ]
  usePageActions(mayEdit ? ways : [])
  const names = new Map(clients.data?.map(({ value }) => [value.id, value.name]))
  const buttons = mayEdit && <Buttons onOpen={setOpened} />
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Flows' }]}>{flows.data && flows.data.length > 0 && buttons}</TopBar>
      {flows.error && <ProblemView problem={flows.error.document} onRetry={() => void flows.refetch()} />}
      {flows.isPending && <LateRows />}
      {flows.data && clients.data && mayEdit && <Checklist flows={flows.data} clients={clients.data.map(({ value }) => value)} />}
      {flows.data?.length === 0 && (
        <EmptyState icon={<IconSchema size={32} stroke={1.2} />} title="No flows yet" action={buttons}>
          A flow takes a message in, maps its fields, calls other systems, and answers.
        </EmptyState>
      )}
      {flows.data && flows.data.length > 0 && (
        <Panel flush>
          <FlowTable flows={flows.data} clientNames={names} />
        </Panel>
      )}
      {clients.data && flows.data && (
        <Dialogs
          opened={opened}
          onClose={() => setOpened(null)}
          clients={clients.data.map(({ value }) => value)}
          taken={new Set(flows.data.map(({ id }) => id))}
        />
      )}
    </Page>
  )
}

function Buttons({ onOpen }: { onOpen: (way: Way) => void }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Button variant="default" leftSection={<IconUpload size={16} />} onClick={() => onOpen('file')} aria-label="New flow from a file" visibleFrom="sm">
        From a file
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => onOpen('new')}>
        New flow
      </Button>
    </Group>
  )
}

function Dialogs({ opened, onClose, clients, taken }: { opened: Way | null; onClose: () => void; clients: Client[]; taken: ReadonlySet<string> }) {
  return (
    <>
      <NewFlowDialog opened={opened === 'new'} onClose={onClose} clients={clients} />
      <FlowFromFileDialog opened={opened === 'file'} onClose={onClose} clients={clients} taken={taken} />
    </>
  )
}
