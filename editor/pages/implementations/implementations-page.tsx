import { Button } from '@mantine/core'
import { IconAddressBook, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ImplementationView } from '../../../server/model/implementation-endpoint.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page, Panel } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { NewImplementationDialog } from './new-implementation-dialog.tsx'

/** The ways in which the customers of clients live in a CRM. */
export function ImplementationsPage() {
  const implementations = useEndpoint('implementations.list')
  const mayEdit = useAllowed('integrator')
  const [opened, setOpened] = useState(false)
  const open = (): void => setOpened(true)
  usePageActions(mayEdit ? [{ id: 'new-implementation', label: 'New implementation', shortcut: 'N', icon: <IconPlus size={18} />, run: open }] : [])
  const button = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New implementation
    </Button>
  )
  const some = implementations.data !== undefined && implementations.data.length > 0
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Implementations' }]}>{some && button}</TopBar>
      {implementations.error && <ProblemView problem={implementations.error.document} onRetry={() => void implementations.refetch()} />}
      {implementations.isPending && <LateRows />}
      {implementations.data?.length === 0 && (
        <EmptyState icon={<IconAddressBook size={32} stroke={1.2} />} title="No implementations yet" action={button}>
          An implementation says how the customers of a client live in a CRM: its connection, its flows, and how customers are searched, shown and edited.
        </EmptyState>
      )}
      {some && (
        <Panel flush>
          <ImplementationTable implementations={implementations.data} />
        </Panel>
      )}
      <NewImplementationDialog opened={opened} onClose={() => setOpened(false)} existing={implementations.data ?? []} />
    </Page>
  )
}

function ImplementationTable({ implementations }: { implementations: readonly ImplementationView[] }) {
  const clients = useEndpoint('clients.list').data ?? []
  return (
    <DenseTable label="Implementations" columns={['Name', 'Id', 'Client', 'Connection', 'System', 'Package', 'Version', '']}>
      {implementations.map(({ value, connection }) => {
        const client = clients.find((each) => each.value.id === value.client)?.value
        return (
          <tr key={value.id}>
            <td>
              <Link href={`/implementations/${value.id}`}>{value.configuration.header.name}</Link>
            </td>
            <td>{value.id}</td>
            <td>
              <Link href={`/clients/${value.client}/crm`}>{client?.name ?? value.client}</Link>
            </td>
            <td>{connection?.connection.name ?? value.connection}</td>
            <td>{connection && <code>{connection.connection.system}</code>}</td>
            <td>{value.package && `${value.package.name} ${value.package.version}`}</td>
            <td>{value.version}</td>
            <td>{client?.crm?.enabled && client.crm.implementation === value.id && <Badge tone="ok">in use</Badge>}</td>
          </tr>
        )
      })}
    </DenseTable>
  )
}
