import type { CaseReport } from '../model/case.ts'
import type { Connector } from '../model/connector.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import type { Store } from '../store/contract.ts'
import { Clients } from './clients.ts'
import { Connections } from './connections.ts'
import { Flows } from './flows.ts'
import { Keys } from './keys.ts'
import { Users } from './users.ts'

/** The business behind the API: what may be done to flows, clients, connections, keys and users. */
export interface Hub {
  flows: Flows
  clients: Clients
  connections: Connections
  keys: Keys
  users: Users
}

export interface HubOptions {
  store: Store
  specs: NodeSpecs
  connectors: ReadonlyMap<string, Connector>
  check(flow: Flow): Finding[]
  /** Runs the cases of a flow with mocked calls. */
  runCases(flow: Flow): Promise<CaseReport>
  /** Makes a published version the live one. */
  load(version: number, flow: Flow): void
  unload(flow: string): void
  /** Drops what a changed connection has opened. */
  forget(connection: string): void
  /** Wall clock, milliseconds since 1970. */
  now(): number
}

/** Resolves when bindings and connections have been read; flows become live with `flows.open`. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { store, specs } = options
  const flows = new Flows(options)
  const clients = new Clients({ store, specs, currentFlow: (id) => flows.current(id) })
  const connections = new Connections(options)
  await Promise.all([clients.open(), connections.open()])
  return { flows, clients, connections, keys: new Keys(store), users: new Users(store) }
}
