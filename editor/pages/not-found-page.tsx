import { Link } from 'wouter'
import { EmptyState } from '../ui/page.tsx'
import { TopBar } from '../ui/top-bar.tsx'

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  return (
    <>
      <TopBar crumbs={[{ label: 'Not found' }]} />
      <EmptyState title="There is nothing at this address" action={<Link href="/flows">Go to the flows</Link>}>
        The link may be incomplete, or what it led to was deleted.
      </EmptyState>
    </>
  )
}
