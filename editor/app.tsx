import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Route, Switch, useLocation } from 'wouter'
import { FreshSelectors } from './api/fresh-selectors.ts'
import { LiveContext } from './api/live-runs.ts'
import { openLiveChannel } from './api/live-channel.ts'
import { useSession } from './api/session.tsx'
import { Frame } from './pages/frame/frame.tsx'
import { LoginPage } from './pages/login/login-page.tsx'
import { ExpiredDialog } from './pages/login/expired-dialog.tsx'
import { Screens, usePreloadedScreens } from './screens.tsx'
import { LateRows } from './ui/late.tsx'
import { ProblemView } from './ui/problem-view.tsx'
import { SafePlace } from './ui/safe-place.tsx'

const SetupPage = lazy(async () => ({ default: (await import('./pages/login/setup-page.tsx')).SetupPage }))

/** The gate: set-up and login, or the frame with the screen that the address names. */
export function App() {
  return (
    <Switch>
      <Route path="/setup">
        <Suspense>
          <SetupPage />
        </Suspense>
      </Route>
      <Route>
        <Gate />
      </Route>
    </Switch>
  )
}

function Gate() {
  const session = useSession()
  if (session.state === 'unknown') return null
  if (session.state === 'out') return <LoginPage />
  if (session.state === 'failed') return <ProblemView problem={session.problem} onRetry={() => window.location.reload()} />
  return (
    <Live>
      <FreshSelectors />
      <Frame>
        <SafeScreens />
      </Frame>
      <ExpiredDialog opened={session.state === 'expired'} user={session.session.user} />
    </Live>
  )
}

/** A failed screen is left by going to another place; a change within a place (a node, a step) keeps what is there. */
function SafeScreens() {
  const [location] = useLocation()
  usePreloadedScreens()
  return (
    <SafePlace key={location.split('/').slice(0, 3).join('/')}>
      <Suspense fallback={<LateRows />}>
        <Screens />
      </Suspense>
    </SafePlace>
  )
}

function Live({ children }: { children: ReactNode }) {
  const [channel] = useState(openLiveChannel)
  useEffect(() => channel.close, [channel])
  return <LiveContext value={channel}>{children}</LiveContext>
}
