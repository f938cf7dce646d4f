import { type Client } from '../model/client.ts'
import type { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { Flow } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { type FieldError, Problem } from '../model/problem.ts'
import type { Store, Stored } from '../store/contract.ts'
import { operationsOf } from './flow-facts.ts'

export interface ClientsOptions {
  store: Pick<Store, 'clients'>
  specs: NodeSpecs
  /** The published flow, or the draft of one that was never published. */
  currentFlow(id: string): Promise<Flow | undefined>
}

/** Companies whose POS and ERP call us, and which flow serves which of their operations. */
export class Clients {
  private readonly options: ClientsOptions
  /** Looked at with every call, so kept in memory; follows every save. */
  private known: ReadonlyMap<string, Client> = new Map()
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
    this.known = known
  }

  /** The flow that serves an operation of a client. Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string {
    const bindings = this.known.get(client)?.bindings
    if (!bindings) throw new Problem('client.unknown', 'The client of this API key no longer exists.')
    const flow = bindings[operation]
    if (flow === undefined) throw new Problem('client.unbound', `No flow is bound to ${operation} for this client.`)
    return flow
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

  /** Throws `request.conflict` where the id is taken, `request.invalid` for a binding that cannot hold. */
  async create(client: Client): Promise<StoredClient> {
    return this.put(client, null)
  }

  /** Throws `request.conflict` where `revision` is not the stored one, `request.invalid` for a binding that cannot hold. */
  async save(id: string, { revision, value }: StoredClient): Promise<StoredClient> {
    if (value.id !== id)
      throw new Problem('request.invalid', 'The client names another id than the address.', {
        errors: [{ path: 'value.id', message: 'must be the id in the address' }],
      })
    await this.read(id)
    return this.put(value, revision)
  }

  private async put(client: Client, revision: number | null): Promise<StoredClient> {
    const errors = (await Promise.all(Object.entries(client.bindings).map(([operation, flow]) => this.bindingError(client.id, operation, flow)))).flat()
    if (errors.length > 0) throw new Problem('request.invalid', `${errors.length === 1 ? 'A binding cannot' : 'Bindings cannot'} hold.`, { errors })
    const stored = await this.options.store.clients.put(client.id, client, revision)
    this.saves += 1
    this.known = new Map(this.known).set(client.id, stored.value)
    return view(stored)
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

export interface StoredClient {
  revision: number
  value: Client
}

const view = ({ revision, value }: Stored<Client>): StoredClient => ({ revision, value })
