import { useMantineColorScheme } from '@mantine/core'
import { IconKeyboard, IconMoon, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { spotlight } from '@mantine/spotlight'
import { useLocation } from 'wouter'
import { PageActionsProvider, usePageActions } from '../../ui/page-actions.tsx'
import { TopBarProvider, TopBarSlot } from '../../ui/top-bar.tsx'
import { CommandPalette } from './command-palette.tsx'
import classes from './frame.module.css'
import { KeysDialog } from './keys-dialog.tsx'
import { LiveNotice } from './live-notice.tsx'
import { PLACES } from './places.tsx'
import { Rail } from './rail.tsx'
import { UserMenu } from './user-menu.tsx'

/** What surrounds every screen: rail, top bar, command palette, keys. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <PageActionsProvider>
      <TopBarProvider>
        <a className={classes.skip} href="#content">
          Skip to the content
        </a>
        <div className={classes.frame}>
          <Rail />
          <header className={classes.bar}>
            <TopBarSlot slot="crumbs" />
            <TopBarSlot slot="actions" />
            <LiveNotice />
            <UserMenu />
          </header>
          <Content>{children}</Content>
        </div>
        <FrameActions />
      </TopBarProvider>
    </PageActionsProvider>
  )
}

/** Each place begins at its top. */
function Content({ children }: { children: ReactNode }) {
  const [location] = useLocation()
  const element = useRef<HTMLElement>(null)
  const last = useRef(location)
  useEffect(() => {
    if (last.current === location) return
    last.current = location
    element.current?.scrollTo({ top: 0 })
  })
  return (
    <main className={classes.content} id="content" tabIndex={-1} ref={element}>
      {children}
    </main>
  )
}

/** The actions that every screen has. */
function FrameActions() {
  const [, navigate] = useLocation()
  const [keysOpen, setKeysOpen] = useState(false)
  const { setColorScheme } = useMantineColorScheme()
  const schemes = (['light', 'dark', 'auto'] as const).map((scheme) => ({
    id: `scheme-${scheme}`,
    label: scheme === 'auto' ? 'Colours: as the system' : `Colours: ${scheme}`,
    icon: <IconMoon size={18} />,
    run: () => setColorScheme(scheme),
  }))
  usePageActions([
    { id: 'palette', label: 'Find an action or a page', shortcut: 'mod+K', ownKey: true, icon: <IconSearch size={18} />, run: spotlight.open },
    { id: 'keys', label: 'Show the keys of this screen', shortcut: 'shift+?', icon: <IconKeyboard size={18} />, run: () => setKeysOpen(true) },
    ...PLACES.map(({ href, label, Icon }) => ({
      id: `go-${href}`,
      label: `Go to ${label.toLowerCase()}`,
      icon: <Icon size={18} />,
      run: () => navigate(href),
    })),
    ...schemes,
  ])
  return (
    <>
      <CommandPalette />
      <KeysDialog opened={keysOpen} onClose={() => setKeysOpen(false)} />
    </>
  )
}
