import { ClientCrm } from '../model/client.ts'
import { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import type { Store } from '../store/contract.ts'
import { CustomerOperationId } from '../model/implementation.ts'
import { exampleConfiguration } from './implementations/example-configuration.ts'
import { operationsOf } from './flow-facts.ts'
import type { Hub } from './hub.ts'

const CLIENT = 'demo'
const BY = 'patchbay'

/** A built-in system that runs: its connector, address and login. */
export interface RunningSandbox {
  connector: Connector
  url: string
  auth: Connection['auth']
  credentials: Readonly<Record<string, string>>
}

export interface FirstStartOptions {
  hub: Hub
  store: Store
  specs: NodeSpecs
  sandboxes: readonly RunningSandbox[]
  /** Reads the flows that ship. Called only where they are needed. */
  templates(): Promise<readonly Flow[]>
}

/** Fills an empty data folder with a working example: a client, connections to the sandboxes, and the template flows, published and bound, and the sandbox CRM as its CRM. */
export async function fillEmptyFolder({ hub, store, specs, sandboxes, templates }: FirstStartOptions): Promise<boolean> {
  if (sandboxes.length === 0 || (await store.clients.list()).length > 0 || (await store.flows.list()).length > 0) return false
  const { revision, value } = await hub.clients.create({ id: CLIENT, name: 'Demo shop', bindings: {} })
  for (const sandbox of sandboxes) await hub.connections.create(connectionTo(sandbox), sandbox.credentials)
  const bindings: Record<string, string> = {}
  for (const flow of await templates()) {
    // The cases of the flows that ship are run with the tests of the product: the first start is quick.
    const draft = await hub.flows.create({ ...flow, client: CLIENT }, BY)
    await hub.flows.publish(flow.id, { revision: draft.revision, note: 'The example that comes with Patchbay', tested: true }, BY)
    for (const operation of operationsOf(flow, specs)) bindings[operation] = flow.id
  }
  const crm = await chooseCrm(hub, bindings)
  await hub.clients.save(CLIENT, { revision, value: { ...value, bindings, ...(crm && { crm }) } })
  return true
}

/** The sandbox CRM with the example configuration, where it runs and flows serve customers. */
async function chooseCrm(hub: Hub, bindings: Readonly<Record<string, string>>): Promise<ClientCrm | undefined> {
  const { connector, name, version, configuration } = exampleConfiguration()
  const flows = Object.fromEntries(Object.entries(bindings).filter(([operation]) => CustomerOperationId.safeParse(operation).success))
  if (!hub.connections.find(CLIENT, connector) || Object.keys(flows).length === 0) return undefined
  const id = connector
  await hub.implementations.create({ id, client: CLIENT, version: 1, connection: connector, flows, configuration, package: { name, version } })
  return ClientCrm.parse({ enabled: true, implementation: id })
}

const connectionTo = ({ connector, url, auth }: RunningSandbox): Connection =>
  Connection.parse({ id: connector.id, client: CLIENT, name: connector.name, connector: connector.id, system: connector.id, baseUrl: url, auth, local: true })

/** Points connections with a sandbox at the address it has today: its port may have been taken. Called before the hub is opened. */
export async function followSandboxes(store: Pick<Store, 'connections'>, sandboxes: readonly RunningSandbox[]): Promise<void> {
  for (const { id, revision, value } of await store.connections.list()) {
    const sandbox = sandboxes.find(({ connector }) => connector.id === value.connector)
    if (!sandbox || !value.local || value.baseUrl === sandbox.url || !isLoopback(value.baseUrl)) continue
    await store.connections.put(id, { ...value, baseUrl: sandbox.url }, revision)
  }
}

const isLoopback = (url: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname)
