import { type Client } from '../model/client.ts'
import type { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { type FieldError, Problem } from '../model/problem.ts'
import type { Store, Stored } from '../store/contract.ts'
import { checkCrm, type CrmChoices, requireSameSystem } from './implementations/client-crm.ts'
import { operationsOf } from './flow-facts.ts'

export interface ClientsOptions {
  store: Pick<Store, 'clients'>
  specs: NodeSpecs
  /** The published flow, or the draft of one that was never published. */
  currentFlow(id: string): Promise<Flow | undefined>
  choices: CrmChoices
  /** Told of every client that was made or changed, here or by another server. */
  changed(client: string): void
}

/** Companies whose POS and ERP call us, and which flow serves which of their operations. */
export class Clients {
  private readonly options: ClientsOptions
  /** Looked at with every call, so kept in memory; follows every save. */
  private known: ReadonlyMap<string, Client> = new Map()
  /** Origins of pages that may call, by client, and under `undefined` those of all clients. */
  private pages: ReadonlyMap<string | undefined, ReadonlySet<string>> = new Map()
  /** Saves here. */
  private saves = 0

  constructor(options: ClientsOptions) {
    this.options = options
  }

  /** Reads the clients, at start and when another server may have changed them. */
  async open(): Promise<void> {
    let seen: number
    let known: ReadonlyMap<string, Client>
    do {
      seen = this.saves
      known = new Map((await this.options.store.clients.list()).map(({ id, value }) => [id, value]))
      // What was saved meanwhile may be missing from what was read.
    } while (seen !== this.saves)
    this.keep(known)
    for (const id of known.keys()) this.options.changed(id)
  }

  /** How its customers live in a CRM; nothing where nobody has thought of it. */
  crm(client: string): Client['crm'] {
    return this.known.get(client)?.crm
  }

  /** Operations that flows are bound to. In memory. */
  boundOperations(client: string): string[] {
    return Object.keys(this.known.get(client)?.bindings ?? {})
  }

  /** The flow that serves an operation of a client. Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string {
    const bindings = this.known.get(client)?.bindings
    if (!bindings) throw new Problem('client.unknown', 'The client of this API key no longer exists.')
    const flow = bindings[operation]
    if (flow === undefined) throw new Problem('client.unbound', `No flow is bound to ${operation} for this client.`)
    return flow
  }

  /** Origins of the web pages that may call for a client; without one, for any. In memory. */
  origins(client: string | undefined): ReadonlySet<string> {
    return this.pages.get(client) ?? NO_PAGES
  }

  /** How many requests it may send; undefined: no limit of its own. */
  limits(client: string): Client['limits'] {
    return this.known.get(client)?.limits
  }

  /** Where it is told what became of its documents. */
  callback(client: string): Client['callback'] {
    return this.known.get(client)?.callback
  }

  async list(): Promise<StoredClient[]> {
    return (await this.options.store.clients.list()).map(view)
  }

  /** Throws `client.unknown`. */
  async read(id: string): Promise<StoredClient> {
    const stored = await this.options.store.clients.get(id)
    if (!stored) throw new Problem('client.unknown', 'There is no client of this id.', { at: 'id' })
    return view(stored)
  }

  /** Throws `request.conflict` where the id is taken, `request.invalid` for a binding or an implementation that cannot hold. */
  async create(client: Client): Promise<StoredClient> {
    await this.requireSound(client)
    return this.put(client, null)
  }

  /**
   * What is under way ends on what it began with; whatever begins after it follows the change. Throws `request.conflict` where `revision` is not the stored one,
   * `request.invalid` for a binding or an implementation that cannot hold, `client.other-system` where the customers would move and `confirm` is not set.
   */
  async save(id: string, { revision, value, confirm = false }: StoredClient & { confirm?: boolean }): Promise<StoredClient> {
    if (value.id !== id)
      throw new Problem('request.invalid', 'The client names another id than the address.', {
        errors: [{ path: 'value.id', message: 'must be the id in the address' }],
      })
    const before = await this.read(id)
    await this.requireSound(value)
    if (!confirm) await requireSameSystem(this.options.choices, before.value, value)
    return this.put(value, revision)
  }

  private async requireSound(client: Client): Promise<void> {
    const bindings = await Promise.all(Object.entries(client.bindings).map(([operation, flow]) => this.bindingError(client.id, operation, flow)))
    const errors = [...bindings.flat(), ...(await checkCrm(this.options.choices, client))]
    if (errors.length > 0)
      throw new Problem('request.invalid', `The client is not right at ${[...new Set(errors.map(({ path }) => path))].join(', ')}.`, { errors })
  }

  private async put(client: Client, revision: number | null): Promise<StoredClient> {
    const stored = await this.options.store.clients.put(client.id, client, revision)
    this.saves += 1
    this.keep(new Map(this.known).set(client.id, stored.value))
    this.options.changed(client.id)
    return view(stored)
  }

  private keep(known: ReadonlyMap<string, Client>): void {
    this.known = known
    const pages = [...known].map(([id, { crm }]): [string, string[]] => [id, (crm?.origins ?? []).map((page) => new URL(page).origin)])
    this.pages = new Map<string | undefined, ReadonlySet<string>>([
      ...pages.map(([id, origins]): [string, ReadonlySet<string>] => [id, new Set(origins)]),
      [undefined, new Set(pages.flatMap(([, origins]) => origins))],
    ])
  }

  private async bindingError(client: string, operation: string, id: string): Promise<FieldError[]> {
    const path = `bindings.${operation}`
    const flow = await this.options.currentFlow(id)
    if (!flow) return [{ path, message: 'there is no such flow' }]
    if (flow.client !== client) return [{ path, message: 'the flow belongs to another client' }]
    if (!operationsOf(flow, this.options.specs).includes(operation)) return [{ path, message: `the flow has no endpoint node for ${operation}` }]
    return []
  }
}

const NO_PAGES: ReadonlySet<string> = new Set()

export interface StoredClient {
  revision: number
  value: Client
}

const view = ({ revision, value }: Stored<Client>): StoredClient => ({ revision, value })
