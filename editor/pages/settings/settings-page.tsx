import { useAllowed } from '../../api/session.tsx'
import { Page } from '../../ui/page.tsx'
import { TopBar } from '../../ui/top-bar.tsx'
import { AlertsSection } from './alerts-section.tsx'
import { StatusSection } from './status-section.tsx'
import { UsersSection } from './users-section.tsx'

/** Users, alerts and state of this installation. */
export function SettingsPage() {
  const isAdmin = useAllowed('admin')
  return (
    <Page>
      <TopBar crumbs={[{ label: 'Settings' }]} />
      {isAdmin && <UsersSection />}
      <AlertsSection />
      <StatusSection />
    </Page>
  )
}
