import { Tabs } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { Client } from '../../../server/model/client.ts'
import { useAllowed } from '../../api/session.tsx'
import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page } from '../../ui/page.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { BindingsSection } from './bindings-section.tsx'
import { CallbackSection } from './callback-section.tsx'
import classes from './client-page.module.css'
import { CrmSection } from './crm/crm-section.tsx'
import { DiscountsSection } from './discounts/discounts-section.tsx'
import { DocumentsSection } from './documents/documents-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { ReferencesSection } from './references/references-section.tsx'

/** What the parts of the page get. */
interface ClientPart {
  revision: number
  client: Client
  mayEdit: boolean
}

interface ClientTab {
  value: string
  label: string
  /** The least role that sees it. */
  role: 'viewer' | 'operator' | 'integrator'
  draw: (part: ClientPart) => ReactNode
}

const CLIENT_TABS: readonly ClientTab[] = [
  { value: 'calls', label: 'Calls', role: 'viewer', draw: (part) => <Calls {...part} /> },
  { value: 'crm', label: 'CRM', role: 'viewer', draw: (part) => <CrmSection {...part} /> },
  { value: 'discounts', label: 'Discounts', role: 'viewer', draw: ({ client, mayEdit }) => <DiscountsSection client={client} mayEdit={mayEdit} /> },
  { value: 'documents', label: 'Documents', role: 'viewer', draw: ({ client }) => <DocumentsSection client={client.id} /> },
  { value: 'references', label: 'References', role: 'integrator', draw: ({ client }) => <ReferencesSection client={client} /> },
]

/** One client: how it is called, how its customers live in a CRM, and what it handed over. */
export function ClientPage({ id, tab: wanted }: { id: string; tab?: string | undefined }) {
  const clients = useEndpoint('clients.list')
  const mayEdit = useAllowed('integrator')
  const tabs = useTabs()
  const [, navigate] = useLocation()
  const client = clients.data?.find(({ value }) => value.id === id)
  const tab = tabs.find(({ value }) => value === wanted) ?? tabs[0]!
  const hrefOf = (value: string): string => (value === 'calls' ? `/clients/${id}` : `/clients/${id}/${value}`)
  usePageActions(tabs.map(({ value, label }) => ({ id: `tab-${value}`, label: `Show: ${label}`, run: () => navigate(hrefOf(value)) })))
  const crumbs = [{ label: 'Clients', href: '/clients' }, { label: client?.value.name ?? id }]
  return (
    <Page>
      <TopBar crumbs={crumbs} />
      {clients.error && <ProblemView problem={clients.error.document} onRetry={() => void clients.refetch()} />}
      {clients.isPending && <LateRows />}
      {clients.data && !client && <EmptyState title="There is no such client">The link may be old. Clients cannot be deleted.</EmptyState>}
      {client && (
        <Tabs value={tab.value} onChange={(value) => value && navigate(hrefOf(value))}>
          <Tabs.List className={classes.tabs}>
            {tabs.map(({ value, label }) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      )}
      {client && tab.draw({ revision: client.revision, client: client.value, mayEdit })}
    </Page>
  )
}

function useTabs(): ClientTab[] {
  const may = { viewer: true, operator: useAllowed('operator'), integrator: useAllowed('integrator') }
  return CLIENT_TABS.filter(({ role }) => may[role])
}

function Calls({ revision, client, mayEdit }: ClientPart) {
  return (
    <>
      <BindingsSection revision={revision} client={client} mayEdit={mayEdit} />
      {mayEdit && <KeysSection client={client.id} />}
      <LimitsSection revision={revision} client={client} mayEdit={mayEdit} />
      <CallbackSection revision={revision} client={client} mayEdit={mayEdit} />
    </>
  )
}
