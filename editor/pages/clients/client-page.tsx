import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { useAllowed } from '../../api/session.tsx'
import { BindingsSection } from './bindings-section.tsx'
import { CallbackSection } from './callback-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { LimitsSection } from './limits-section.tsx'

/** One client: which flow serves which operation, its API keys, its limits, and where it is told of its documents. */
export function ClientPage({ id }: { id: string }) {
  const clients = useEndpoint('clients.list')
  const mayEdit = useAllowed('integrator')
  const client = clients.data?.find(({ value }) => value.id === id)
  const crumbs = [{ label: 'Clients', href: '/clients' }, { label: client?.value.name ?? id }]
  return (
    <Page>
      <TopBar crumbs={crumbs} />
      {clients.error && <ProblemView problem={clients.error.document} onRetry={() => void clients.refetch()} />}
      {clients.isPending && <LateRows />}
      {clients.data && !client && <EmptyState title="There is no such client">The link may be old. Clients cannot be deleted.</EmptyState>}
      {client && <BindingsSection revision={client.revision} client={client.value} mayEdit={mayEdit} />}
      {client && mayEdit && <KeysSection client={id} />}
      {client && <LimitsSection revision={client.revision} client={client.value} mayEdit={mayEdit} />}
      {client && <CallbackSection revision={client.revision} client={client.value} mayEdit={mayEdit} />}
    </Page>
  )
}
