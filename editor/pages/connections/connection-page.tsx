import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { EditConnection } from './edit-connection.tsx'
import { NewConnection } from './new-connection.tsx'

/** One connection; `new` makes one. */
export function ConnectionPage({ id }: { id: string }) {
  const connections = useEndpoint('connections.list')
  const catalog = useEndpoint('catalog.read', undefined, { staleTime: 60_000 })
  const clients = useEndpoint('clients.list')
  const failed = [connections, catalog, clients].find((query) => query.error)
  const view = connections.data?.find(({ connection }) => connection.id === id)
  const connectors = catalog.data?.connectors
  const label = id === 'new' ? 'New connection' : (view?.connection.name ?? id)
  return (
    <Page>
      {!view && <TopBar crumbs={[{ label: 'Connections', href: '/connections' }, { label }]} />}
      {failed?.error && <ProblemView problem={failed.error.document} onRetry={() => void failed.refetch()} />}
      {connections.isPending && <LateRows />}
      {id === 'new' && connectors && clients.data && <NewConnection connectors={connectors} clients={clients.data.map(({ value }) => value)} />}
      {id !== 'new' && connections.data && !view && <EmptyState title="There is no such connection">It may have been deleted.</EmptyState>}
      {view && connectors && (
        <EditConnection key={view.revision} view={view} connector={connectors.find((connector) => connector.id === view.connection.connector)} />
      )}
    </Page>
  )
}
