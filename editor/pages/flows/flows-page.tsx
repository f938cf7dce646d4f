import { Button } from '@mantine/core'
import { IconPlus, IconSchema } from '@tabler/icons-react'
import { useState } from 'react'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page, Panel } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { Checklist } from './checklist.tsx'
import { FlowTable } from './flow-table.tsx'
import { NewFlowDialog } from './new-flow-dialog.tsx'

/** All flows, and the first steps while they are not done. */
export function FlowsPage() {
  const flows = useEndpoint('flows.list')
  const clients = useEndpoint('clients.list')
  const mayEdit = useAllowed('integrator')
  const [opened, setOpened] = useState(false)
  const open = (): void => setOpened(true)
  usePageActions(mayEdit ? [{ id: 'new-flow', label: 'New flow', shortcut: 'N', icon: <IconPlus size={18} />, run: open }] : [])
  const names = new Map(clients.data?.map(({ value }) => [value.id, value.name]))
  const button = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New flow
    </Button>
  )
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Flows' }]}>{flows.data && flows.data.length > 0 && button}</TopBar>
      {flows.error && <ProblemView problem={flows.error.document} onRetry={() => void flows.refetch()} />}
      {flows.isPending && <LateRows />}
      {flows.data && clients.data && mayEdit && <Checklist flows={flows.data} clients={clients.data.map(({ value }) => value)} />}
      {flows.data?.length === 0 && (
        <EmptyState icon={<IconSchema size={32} stroke={1.2} />} title="No flows yet" action={button}>
          A flow takes a message in, maps its fields, calls other systems, and answers.
        </EmptyState>
      )}
      {flows.data && flows.data.length > 0 && (
        <Panel flush>
          <FlowTable flows={flows.data} clientNames={names} />
        </Panel>
      )}
      {clients.data && <NewFlowDialog opened={opened} onClose={() => setOpened(false)} clients={clients.data.map(({ value }) => value)} />}
    </Page>
  )
}
