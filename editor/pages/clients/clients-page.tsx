import { Button } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { CANONICAL_OPERATIONS } from '../../../server/model/canonical-operation.ts'
import type { ResponseOf } from '../../../server/model/endpoint.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page, Panel } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { NewClientDialog } from './new-client-dialog.tsx'

const ALL = Object.keys(CANONICAL_OPERATIONS).length

/** The companies whose POS and ERP call us. */
export function ClientsPage() {
  const clients = useEndpoint('clients.list')
  const mayCreate = useAllowed('admin')
  const [opened, setOpened] = useState(false)
  const open = (): void => setOpened(true)
  usePageActions(mayCreate ? [{ id: 'new-client', label: 'New client', shortcut: 'N', icon: <IconPlus size={18} />, run: open }] : [])
  const button = mayCreate && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New client
    </Button>
  )
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Clients' }]}>{clients.data && clients.data.length > 0 && button}</TopBar>
      {clients.error && <ProblemView problem={clients.error.document} onRetry={() => void clients.refetch()} />}
      {clients.isPending && <LateRows />}
      {clients.data?.length === 0 && (
        <EmptyState icon={<IconBuildingStore size={32} stroke={1.2} />} title="No clients yet" action={button}>
          A client is one company whose POS and ERP systems call Patchbay. It owns connections, bindings and API keys.
        </EmptyState>
      )}
      {clients.data && clients.data.length > 0 && (
        <Panel flush>
          <ClientTable clients={clients.data} />
        </Panel>
      )}
      <NewClientDialog opened={opened} onClose={() => setOpened(false)} />
    </Page>
  )
}

function ClientTable({ clients }: { clients: ResponseOf<'clients.list'> }) {
  return (
    <DenseTable label="Clients" columns={['Name', 'Id', 'Bound operations']}>
      {clients.map(({ value }) => (
        <tr key={value.id}>
          <td>
            <Link href={`/clients/${value.id}`}>{value.name}</Link>
          </td>
          <td>{value.id}</td>
          <td>
            {Object.values(value.bindings).filter(Boolean).length} of {ALL}
          </td>
        </tr>
      ))}
    </DenseTable>
  )
}
