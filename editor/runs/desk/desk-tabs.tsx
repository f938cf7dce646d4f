import { IconBarrierBlock, IconListDetails, IconStack2 } from '@tabler/icons-react'
import { Link, useLocation, useSearch } from 'wouter'
import { useEndpoint } from '../../api/use-api.tsx'
import { usePageActions } from '../../ui/page-actions.tsx'
import classes from './desk-tabs.module.css'
import { PauseBanner } from './pause-banner.tsx'
import { useFreshDesk } from './use-desk.ts'

const TABS = [
  { href: '/runs', label: 'Runs', key: 'R', Icon: IconListDetails },
  { href: '/runs/groups', label: 'Groups', key: 'G', Icon: IconStack2 },
  { href: '/runs/lanes', label: 'Lanes and pauses', key: 'L', Icon: IconBarrierBlock },
] as const

/** The three views of the desk, with what is paused above them. The filter goes along from runs to groups and back. */
export function DeskTabs() {
  useFreshDesk()
  const [location, navigate] = useLocation()
  const search = useSearch()
  const lanes = useEndpoint('lanes.list', { query: { limit: 500 } })
  const blocked = (lanes.data ?? []).filter(({ state }) => state === 'blocked' || state === 'needs-payload').length
  const withFilter = (href: string): string => (search !== '' && href !== '/runs/lanes' && location !== '/runs/lanes' ? `${href}?${search}` : href)
  usePageActions(
    TABS.map(({ href, label, key, Icon }) => ({
      id: `tab-${href}`,
      label: `Show ${label.toLowerCase()}`,
      shortcut: key,
      icon: <Icon size={18} />,
      run: () => navigate(withFilter(href)),
    })),
  )
  return (
    <>
      <nav className={classes.tabs} aria-label="Views of runs">
        {TABS.map(({ href, label }) => (
          <Link key={href} href={withFilter(href)} className={classes.tab} aria-current={location === href ? 'page' : undefined}>
            {label}
            {href === '/runs/lanes' && blocked > 0 && (
              <span className={classes.count} aria-label={`${blocked} blocked`}>
                {blocked}
              </span>
            )}
          </Link>
        ))}
      </nav>
      {location !== '/runs/lanes' && <PauseBanner />}
    </>
  )
}
