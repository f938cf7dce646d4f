import { Button } from '@mantine/core'
import { IconFlask, IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { Link, useLocation } from 'wouter'
import type { ConnectionView } from '../../../server/model/connection.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { Badge } from '../../ui/badge.tsx'
import { DenseTable } from '../../ui/dense-table.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page, Panel } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'

/** All connections to external systems. */
export function ConnectionsPage() {
  const connections = useEndpoint('connections.list')
  const mayEdit = useAllowed('integrator')
  const [, navigate] = useLocation()
  const create = (): void => navigate('/connections/new')
  usePageActions(mayEdit ? [{ id: 'new-connection', label: 'New connection', shortcut: 'N', icon: <IconPlus size={18} />, run: create }] : [])
  const button = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={create}>
      New connection
    </Button>
  )
  const some = connections.data !== undefined && connections.data.length > 0
  return (
    <Page wide>
      <TopBar crumbs={[{ label: 'Connections' }]}>{some && button}</TopBar>
      {connections.error && <ProblemView problem={connections.error.document} onRetry={() => void connections.refetch()} />}
      {connections.isPending && <LateRows />}
      {connections.data?.length === 0 && (
        <EmptyState icon={<IconPlugConnected size={32} stroke={1.2} />} title="No connections yet" action={button}>
          A connection is the address and the credentials of one external system. Call nodes use it.
        </EmptyState>
      )}
      {some && (
        <Panel flush>
          <ConnectionTable connections={connections.data} />
        </Panel>
      )}
    </Page>
  )
}

function ConnectionTable({ connections }: { connections: ConnectionView[] }) {
  const clients = useEndpoint('clients.list')
  const catalog = useEndpoint('catalog.read', undefined, { staleTime: 60_000 })
  const clientName = (id: string): string => clients.data?.find(({ value }) => value.id === id)?.value.name ?? id
  const connectorName = (id: string): string => catalog.data?.connectors.find((connector) => connector.id === id)?.name ?? id
  return (
    <DenseTable label="Connections" columns={['Name', 'Connector', 'Client', 'Address', '']}>
      {connections.map(({ connection, sandbox }) => (
        <tr key={connection.id}>
          <td>
            <Link href={`/connections/${connection.id}`}>{connection.name}</Link>
          </td>
          <td>{connectorName(connection.connector)}</td>
          <td>{clientName(connection.client)}</td>
          <td>
            <code>{connection.baseUrl}</code>
          </td>
          <td>{sandbox && <SandboxBadge />}</td>
        </tr>
      ))}
    </DenseTable>
  )
}

/** Marks what is for trying out only. */
export function SandboxBadge() {
  return (
    <Badge tone="wait" icon={<IconFlask />}>
      sandbox
    </Badge>
  )
}
