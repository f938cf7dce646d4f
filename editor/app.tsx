import { useLocalStorage } from '@mantine/hooks'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { LiveContext } from './api/live-runs.ts'
import { openLiveSocket } from './api/live-socket.ts'
import { useSession } from './api/session.tsx'
import { ClientPage } from './pages/clients/client-page.tsx'
import { ClientsPage } from './pages/clients/clients-page.tsx'
import { ConnectionPage } from './pages/connections/connection-page.tsx'
import { ConnectionsPage } from './pages/connections/connections-page.tsx'
import { FLOW_OPENED } from './pages/flows/checklist-state.ts'
import { FlowsPage } from './pages/flows/flows-page.tsx'
import { Frame } from './pages/frame/frame.tsx'
import { LoginPage } from './pages/login/login-page.tsx'
import { ExpiredDialog } from './pages/login/expired-dialog.tsx'
import { SetupPage } from './pages/login/setup-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { SettingsPage } from './pages/settings/settings-page.tsx'
import { RunsPage } from './runs/runs-page.tsx'
import { LateRows } from './ui/late.tsx'
import { ProblemView } from './ui/problem-view.tsx'
import { SafePlace } from './ui/safe-place.tsx'

const FlowScreen = lazy(async () => ({ default: (await import('./flow-screen.tsx')).FlowScreen }))
const RunScreen = lazy(async () => ({ default: (await import('./run-screen.tsx')).RunScreen }))

/** The gate: set-up and login, or the frame with the screen that the address names. */
export function App() {
  return (
    <Switch>
      <Route path="/setup">
        <SetupPage />
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
  return (
    <SafePlace key={location.split('/').slice(0, 3).join('/')}>
      <Suspense fallback={<LateRows />}>
        <Screens />
      </Suspense>
    </SafePlace>
  )
}

function Live({ children }: { children: ReactNode }) {
  const [channel] = useState(openLiveSocket)
  useEffect(() => channel.close, [channel])
  return <LiveContext value={channel}>{children}</LiveContext>
}

function Screens() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/flows" replace />
      </Route>
      <Route path="/flows" component={FlowsPage} />
      <Route path="/flows/:id/*?">{({ id, '*': rest }) => <OpenFlow key={id} id={id!} nodeId={nodeIn(rest)} />}</Route>
      <Route path="/connections" component={ConnectionsPage} />
      <Route path="/connections/:id">{({ id }) => <ConnectionPage key={id} id={id} />}</Route>
      <Route path="/clients" component={ClientsPage} />
      <Route path="/clients/:id">{({ id }) => <ClientPage key={id} id={id} />}</Route>
      <Route path="/runs" component={RunsPage} />
      <Route path="/runs/:id">{({ id }) => <RunScreen key={id} id={id} />}</Route>
      <Route path="/settings" component={SettingsPage} />
      <Route component={NotFoundPage} />
    </Switch>
  )
}

function OpenFlow({ id, nodeId }: { id: string; nodeId: string | undefined }) {
  const [, setOpened] = useLocalStorage({ key: FLOW_OPENED, defaultValue: false })
  useEffect(() => setOpened(true), [setOpened])
  return <FlowScreen flowId={id} nodeId={nodeId} />
}

/** `nodes/<node>` of `/flows/<id>/nodes/<node>`. */
function nodeIn(rest: string | undefined): string | undefined {
  return /^nodes\/([^/]+)$/.exec(rest ?? '')?.[1]
}
