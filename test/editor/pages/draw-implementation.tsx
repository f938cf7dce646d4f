import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { ApiProblem } from '../../../editor/api/api-problem.ts'
import type { Api } from '../../../editor/api/api.ts'
import { ApiProvider, endpointKey } from '../../../editor/api/use-api.tsx'
import { ImplementationPage } from '../../../editor/pages/implementations/implementation-page.tsx'
import { PageActionsProvider } from '../../../editor/ui/page-actions.tsx'
import { TopBarProvider, TopBarSlot } from '../../../editor/ui/top-bar.tsx'
import { configurationChanges } from '../../../server/model/configuration-changes.ts'
import { checkConfiguration } from '../../../server/model/configuration-check.ts'
import { describeSelector } from '../../../server/model/describe-selector.ts'
import type { ConfigurationPackage, Implementation } from '../../../server/model/implementation.ts'
import { Problem, problemDocument } from '../../../server/model/problem.ts'
import { implementation } from '../../model/configurations.ts'

/** The server of one implementation, in memory: it checks, compares and describes as the real one does. */
export interface ImplementationServer {
  stored: { revision: number; value: Implementation; connection: null; versions: number[] }
  earlier: Map<number, Implementation>
  sent: { id: string; body?: unknown }[]
  api: Api
}

type Call = { id: string; params?: Record<string, string>; body?: never }

export function implementationServer(role: string, value: Implementation = implementation()): ImplementationServer {
  const server: ImplementationServer = { stored: { revision: 3, value, connection: null, versions: [] }, earlier: new Map(), sent: [], api: undefined as never }
  const call = async (id: string, request: Omit<Call, 'id'> = {}): Promise<unknown> => {
    if (READS[id]) return READS[id](server, { id, ...request })
    if (id === 'session.read') return { user: 'ada', role, csrf: 'x' }
    server.sent.push({ id, body: request.body })
    return change(server, id, request.body as never)
  }
  server.api = { call } as unknown as Api
  return server
}

const READS: Record<string, ((server: ImplementationServer, call: Call) => unknown) | undefined> = {
  'implementations.read': ({ stored }) => stored,
  'implementations.version': ({ earlier }, { params }) => earlier.get(Number(params!['version'])),
  'implementations.compare': ({ stored }, { body }) => compare(stored.value, body as unknown as Implementation),
  'implementations.preview': (_, { body }) => preview(body as unknown as { value: Implementation; language: string }),
  'implementations.export': ({ stored: { value } }) => ({
    format: 'patchbay-crm-configuration',
    formatVersion: 1,
    name: 'crm',
    version: '1.0.0',
    connector: 'sandbox-crm',
    configuration: value.configuration,
  }),
  'implementations.list': ({ stored }) => [stored],
  'clients.list': () => [],
  'connections.list': () => [],
  'flows.list': () => [{ id: 'customers', name: 'Customers', client: 'shop', publishedVersion: 1 }],
}

const preview = ({ value, language }: { value: Implementation; language: string }) =>
  describeSelector({ configuration: value.configuration, operations: ['customers.search'], language, anonymousCustomer: 'local:customer:anonymous' })

function compare(before: Implementation, after: Implementation) {
  const changes = configurationChanges(before, after)
  const findings = checkConfiguration(after.configuration).map(({ path, message }) => ({ path, message, severity: 'error' }))
  const touched = changes.some((each) => each.class === 'structural')
  return { changes, findings, impact: touched ? [{ kind: 'flow', id: 'customers', name: 'Customers', because: 'it reads the property' }] : [] }
}

interface Change {
  revision: number
  value: Implementation
  version: number
  package: ConfigurationPackage
  confirm: boolean
}

function change(server: ImplementationServer, id: string, body: Change) {
  const { stored } = server
  const next = nextOf(server, id, body)
  if (body.revision !== stored.revision) throw new ApiProblem(problemDocument(new Problem('request.conflict', 'It was saved meanwhile.')))
  const structural = configurationChanges(stored.value, next).some((each) => each.class === 'structural')
  if (structural && !body.confirm) throw new ApiProblem(problemDocument(new Problem('implementation.unconfirmed', 'It touches a flow.')))
  if (structural) server.earlier.set(stored.value.version, stored.value)
  const version = structural ? stored.value.version + 1 : stored.value.version
  server.stored = { ...stored, revision: stored.revision + 1, value: { ...next, version }, versions: [...server.earlier.keys()].toReversed() }
  return server.stored
}

function nextOf({ stored, earlier }: ImplementationServer, id: string, body: Change): Implementation {
  if (id === 'implementations.restore') return earlier.get(body.version)!
  if (id !== 'implementations.apply') return body.value
  const { name, version, configuration } = body.package
  return { ...stored.value, configuration, package: { name, version } }
}

let root: Root | undefined

/** Takes the drawn page down. */
export const takeDown = (): Promise<void> => act(async () => root?.unmount())

/** Draws the screen of the implementation `main` at an address. */
export async function drawImplementation(server: ImplementationServer, path: string): Promise<{ page: HTMLElement; address: () => string }> {
  const place = memoryLocation({ path, record: true })
  const host = document.body.appendChild(document.createElement('div'))
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  queries.setQueryData(endpointKey('session.read'), await server.api.call('session.read'))
  root = createRoot(host)
  await act(async () =>
    root?.render(
      <MantineProvider env="test">
        <QueryClientProvider client={queries}>
          <ApiProvider api={server.api}>
            <Router hook={place.hook} searchHook={place.searchHook}>
              <PageActionsProvider>
                <TopBarProvider>
                  <TopBarSlot slot="crumbs" />
                  <TopBarSlot slot="actions" />
                  <main>
                    <Screen hook={place.hook} />
                  </main>
                </TopBarProvider>
              </PageActionsProvider>
            </Router>
          </ApiProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  return { page: document.body, address: () => place.history.at(-1) ?? '' }
}

function Screen({ hook }: { hook: () => readonly [string, ...unknown[]] }) {
  const [path] = hook()
  return <ImplementationPage id="main" rest={path.split('/').slice(3).join('/')} />
}

/** Waits with React at work. */
export const until = (check: () => void): Promise<void> =>
  vi.waitFor(
    async () => {
      // Timers that fire within one act are drawn only when it ends.
      await act(async () => new Promise((done) => setTimeout(done, 20)))
      check()
    },
    { timeout: 10_000 },
  )

/** The field or button of that name. */
export function named<E extends HTMLElement = HTMLInputElement>(name: string): E {
  const found =
    document.querySelector<E>(`[aria-label="${name}"]`) ?? [...document.querySelectorAll<HTMLElement>('button, a')].find((each) => each.textContent === name)
  if (!found) throw new Error(`There is no ${name}.`)
  return found as E
}

export const click = (name: string): Promise<void> => act(async () => named<HTMLElement>(name).click())

/** Types into a field of the name. */
export const type = (name: string, value: string): Promise<void> =>
  act(async () => {
    const field = named(name)
    const kind = field instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement
    Object.getOwnPropertyDescriptor(kind.prototype, 'value')!.set!.call(field, value)
    field.dispatchEvent(new Event(kind === HTMLSelectElement ? 'change' : 'input', { bubbles: true }))
  })

/** Presses a key on what has the focus. */
export const press = (key: string, more: KeyboardEventInit = {}): Promise<void> =>
  act(async () => void document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })))
