import type { CaseReport } from '../model/case.ts'
import type { Connector } from '../model/connector.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import type { FlowLink } from '../model/lineage.ts'
import type { Store } from '../store/contract.ts'
import type { CrmChoices } from './implementations/client-crm.ts'
import { CallerTokens } from './caller-tokens.ts'
import { Clients } from './clients.ts'
import { Connections } from './connections.ts'
import type { AnsweredOperation, CustomerCalls, PrepareOperation } from './operation-contract.ts'
import { Customers, type FlowCall } from './customers/customers.ts'
import { Selectors } from './customers/selectors.ts'
import { Discounts } from './discounts/discounts.ts'
import type { Forwarding } from './documents/contract.ts'
import { Documents } from './documents/documents.ts'
import { Flows } from './flows.ts'
import { Implementations } from './implementations/implementations.ts'
import { Keys } from './keys.ts'
import { createLinkIds } from './references/link-id.ts'
import { Crosswalk } from './references/crosswalk.ts'
import { Remappings } from './references/remap.ts'
import { prepareOperation } from './prepare-operation.ts'
import { traceOnce } from './trace-once.ts'
import { Users } from './users.ts'

/** The business behind the API: what may be done to flows, clients, connections, keys and users. */
export interface Hub {
  flows: Flows
  clients: Clients
  connections: Connections
  implementations: Implementations
  customers: Customers
  selectors: Selectors
  documents: Documents
  discounts: Discounts
  references: Crosswalk
  remappings: Remappings
  keys: Keys
  tokens: CallerTokens
  users: Users
  /** What a canonical request comes to before its flow runs. */
  prepare: PrepareOperation
  /** Notes what a canonical operation has done. Called before its caller has the answer, or before its document counts as done. */
  answered(operation: AnsweredOperation): Promise<void>
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
  /** Where the fields of a flow come from and go. */
  trace(flow: Flow): readonly FlowLink[]
  /** Runs a live flow for Patchbay itself. Resolves to its answer; rejects with the problem that it ends with. */
  run(call: FlowCall): Promise<unknown>
  /** How documents are handed on that must arrive. */
  forwarding: Forwarding
  /** Cells of summaries with fewer customers are shown to administrators only. */
  leastCustomers: number
  /** Other servers have the same store. */
  shared: boolean
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Calls back after milliseconds; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
  /** Unpredictable bytes. */
  random(bytes: number): Uint8Array
}

/** Resolves when bindings and connections have been read; flows become live with `flows.open`. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { store, specs } = options
  const flows = new Flows(options)
  const connections = new Connections(options)
  const trace = traceOnce(options.trace, () => connections.changes)
  const changed = (client: string): void => implementations.announce(client)
  const choices = crmChoices(store, () => implementations)
  const clients = new Clients({ store, specs, currentFlow: (id) => flows.current(id), changed, choices })
  const implementations: Implementations = new Implementations({ ...options, trace, flows, connections, crm: (client) => clients.crm(client) })
  await Promise.all([clients.open(), connections.open(), implementations.open()])
  const boundFlow: Clients['boundFlow'] = (client, operation) => clients.boundFlow(client, operation)
  const crm: Clients['crm'] = (client) => clients.crm(client)
  const customers: Customers = new Customers({
    ...options,
    trace,
    crm,
    flows,
    implementations,
    boundFlow,
    hmac: (text) => store.seal.hmac(text),
    resolve: (...named) => references.resolve(...named),
  })
  const selectors = new Selectors({ crm, implementations, boundOperations: (client) => clients.boundOperations(client) })
  const { references, remappings } = openReferences(options, { implementations, customers, gone: (...named) => discounts.forget(...named) })
  const { documents, discounts } = openSales(options, { clients, implementations, references, customers })
  await discounts.open()
  const prepare = prepareOperation({
    customers: customers.prepare,
    documents: documents.prepare,
    implementation: (client) => implementations.current(client)?.label,
    boundFlow,
  })
  const answered = async (operation: AnsweredOperation): Promise<void> => {
    await documents.answered(operation)
    await references.answered(operation)
  }
  const rooms = { flows, clients, connections, implementations, customers, selectors, documents, discounts, references, remappings, prepare, answered }
  const tokens = new CallerTokens(options)
  return { ...rooms, tokens, keys: new Keys(store, tokens), users: new Users(store) }
}

type Known = { implementations: Implementations; customers: CustomerCalls; gone: Discounts['forget'] }

function openReferences({ store, now, after, random }: HubOptions, { implementations, customers, gone }: Known): Pick<Hub, 'references' | 'remappings'> {
  const newId = createLinkIds(now, random)
  const references = new Crosswalk({ store, gone, linkId: newId, now, system: (client) => implementations.current(client)?.system })
  const system = (client: string, id: string): string | undefined => implementations.find(client, id)?.system
  return { references, remappings: new Remappings({ store, crosswalk: references, customers, system, newId, now, after }) }
}

type SalesRooms = Pick<Hub, 'clients' | 'implementations' | 'references' | 'customers'>

/** What is sold, and at which discount. */
function openSales(options: HubOptions, { clients, implementations, references, customers }: SalesRooms): Pick<Hub, 'documents' | 'discounts'> {
  const documents = new Documents({
    ...options,
    crm: (client) => clients.crm(client),
    configuration: (client) => implementations.current(client)?.implementation.configuration,
    boundFlow: (...operation) => clients.boundFlow(...operation),
    resolve: (client, ref) => references.resolve(client, ref),
    meaning: (client, ref) => references.meaning(client, ref),
    see: (client, ref) => references.see(client, ref),
    customers,
  })
  const discounts = new Discounts({
    ...options,
    clients,
    implementations,
    references,
    customers,
  })
  return { documents, discounts }
}

const crmChoices = ({ references }: Store, implementations: () => Implementations): CrmChoices => ({
  systemOf: (client, id) => implementations().find(client, id)?.system,
  systems: (client) => implementations().systems(client),
  usable: (client, id) => implementations().usable(client, id),
  references,
})
