import { useEndpoint } from '../../api/use-api.tsx'
import { LateRows } from '../../ui/late.tsx'
import { EmptyState, Page } from '../../ui/page.tsx'
import { ProblemView } from '../../ui/problem-view.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { ConfigurationScreen } from './configuration-screen.tsx'
import { usePlace } from './use-place.ts'

interface ImplementationPageProps {
  id: string
  /** Of the address: `properties/email`. */
  rest: string
}

/** One implementation, at the part, entry and field that the address names. */
export function ImplementationPage({ id, rest }: ImplementationPageProps) {
  const stored = useEndpoint('implementations.read', { params: { id } })
  const { at, go } = usePlace(id, rest)
  if (stored.data) return <ConfigurationScreen view={stored.data} at={at} go={go} />
  return (
    <Page>
      <TopBar crumbs={[{ label: 'Implementations', href: '/implementations' }, { label: id }]} />
      {stored.isPending && <LateRows />}
      {stored.error?.document.code === 'implementation.unknown' && <EmptyState title="There is no such implementation">It may have been deleted.</EmptyState>}
      {stored.error && stored.error.document.code !== 'implementation.unknown' && (
        <ProblemView problem={stored.error.document} onRetry={() => void stored.refetch()} />
      )}
    </Page>
  )
}
