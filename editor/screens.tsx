import { useLocalStorage } from '@mantine/hooks'
import { lazy, useEffect } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { FLOW_OPENED } from './pages/flows/checklist-state.ts'
import { FlowsPage } from './pages/flows/flows-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { BulkBar } from './runs/desk/bulk-bar.tsx'

const load = {
  client: async () => ({ default: (await import('./pages/clients/client-page.tsx')).ClientPage }),
  clients: async () => ({ default: (await import('./pages/clients/clients-page.tsx')).ClientsPage }),
  connection: async () => ({ default: (await import('./pages/connections/connection-page.tsx')).ConnectionPage }),
  connections: async () => ({ default: (await import('./pages/connections/connections-page.tsx')).ConnectionsPage }),
  implementation: async () => ({ default: (await import('./pages/implementations/implementation-page.tsx')).ImplementationPage }),
  implementations: async () => ({ default: (await import('./pages/implementations/implementations-page.tsx')).ImplementationsPage }),
  lineage: async () => ({ default: (await import('./pages/lineage/lineage-page.tsx')).LineagePage }),
  settings: async () => ({ default: (await import('./pages/settings/settings-page.tsx')).SettingsPage }),
  runs: async () => ({ default: (await import('./runs/runs-page.tsx')).RunsPage }),
  groups: async () => ({ default: (await import('./runs/groups/groups-page.tsx')).GroupsPage }),
  lanes: async () => ({ default: (await import('./runs/lanes/lanes-page.tsx')).LanesPage }),
  run: async () => ({ default: (await import('./run-screen.tsx')).RunScreen }),
  flow: async () => ({ default: (await import('./flow-screen.tsx')).FlowScreen }),
}

const ClientPage = lazy(load.client)
const ClientsPage = lazy(load.clients)
const ConnectionPage = lazy(load.connection)
const ConnectionsPage = lazy(load.connections)
const ImplementationPage = lazy(load.implementation)
const ImplementationsPage = lazy(load.implementations)
const LineagePage = lazy(load.lineage)
const SettingsPage = lazy(load.settings)
const RunsPage = lazy(load.runs)
const GroupsPage = lazy(load.groups)
const LanesPage = lazy(load.lanes)
const RunScreen = lazy(load.run)
const FlowScreen = lazy(load.flow)

/** Time after which the first screen is surely drawn, in milliseconds. */
const SETTLED_MS = 1_500

/** What a screen would load only when it is needed. */
const PARTS = [() => import('./inspector/expression-editor.tsx'), () => import('./flow-screen-mapper.tsx')]

/** Fetches the code of the other screens once the first one is there, so that going to them does not wait. */
export function usePreloadedScreens(): void {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([...Object.values(load), ...PARTS].map((each) => each())), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [])
}

/** The screen that the address names, and bulk retries under way over it. */
export function Screens() {
  return (
    <>
      <Places />
      <BulkBar />
    </>
  )
}

function Places() {
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
      <Route path="/clients/:id/:tab?">{({ id, tab }) => <ClientPage key={id} id={id!} tab={tab} />}</Route>
      <Route path="/implementations" component={ImplementationsPage} />
      <Route path="/implementations/:id/*?">{({ id, '*': rest }) => <ImplementationPage key={id} id={id!} rest={rest ?? ''} />}</Route>
      <Route path="/runs" component={RunsPage} />
      <Route path="/runs/groups" component={GroupsPage} />
      <Route path="/runs/lanes" component={LanesPage} />
      <Route path="/runs/:id">{({ id }) => <RunScreen key={id} id={id} />}</Route>
      <Route path="/lineage" component={LineagePage} />
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
