import { Link } from 'wouter'
import type { Client } from '../../../../server/model/client.ts'
import type { ImplementationView } from '../../../../server/model/implementation-endpoint.ts'
import { DenseTable } from '../../../ui/dense-table.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { EmptyState, Panel } from '../../../ui/page.tsx'

/** The implementations of the client, and which one is in use. */
export function ClientImplementations({ client, implementations }: { client: Client; implementations: readonly ImplementationView[] }) {
  if (implementations.length === 0)
    return (
      <Panel>
        <EmptyState title="No implementation of this client yet">
          Make one under <Link href="/implementations">Implementations</Link>; then it can be chosen here.
        </EmptyState>
      </Panel>
    )
  return (
    <Panel flush>
      <DenseTable label="Implementations of the client" columns={['Implementation', 'Id', 'System', 'Version', '']}>
        {implementations.map(({ value, connection }) => (
          <tr key={value.id}>
            <td>
              <Link href={`/implementations/${value.id}`}>{value.configuration.header.name}</Link>
            </td>
            <td>{value.id}</td>
            <td>{connection && <code>{connection.connection.system}</code>}</td>
            <td>{value.version}</td>
            <td>{client.crm?.enabled && client.crm.implementation === value.id && <Badge tone="ok">in use</Badge>}</td>
          </tr>
        ))}
      </DenseTable>
    </Panel>
  )
}
