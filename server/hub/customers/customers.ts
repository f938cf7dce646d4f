import type { CanonicalOperationId } from '../../model/canonical-operation.ts'
import { type Cancellation, Canceller } from '../../model/cancellation.ts'
import type { ClientCrm } from '../../model/client.ts'
import type { Customer, CustomerChange, CustomerPage, CustomerReaction, CustomerSearch } from '../../model/customer.ts'
import type { Flow } from '../../model/flow.ts'
import type { NodeSpecs } from '../../model/flow-schema.ts'
import type { FlowLink } from '../../model/lineage.ts'
import { Problem } from '../../model/problem.ts'
import type { ImplementationInUse } from '../implementations/implementations-in-use.ts'
import type { CallerRequest, CustomerCallOptions, CustomerCalls, PreparedOperation, PrepareOperation } from '../operation-contract.ts'
import { asOffline } from './as-offline.ts'
import { cutToFields } from './cut-to-fields.ts'
import { NotKept } from './not-kept.ts'
import { PREPARATIONS, type PreparationRoom, resolveFor } from './prepare-customers.ts'
import { type PreparedImplementation, prepareImplementation } from './prepared-implementation.ts'
import type { SearchTokenParts } from './search-token.ts'
import { type Suggesting, suggestValues } from './suggest-values.ts'

/** One call of a flow that Patchbay makes for itself. */
export interface FlowCall {
  client: string
  flow: string
  operation: CanonicalOperationId
  body: unknown
  implementation?: string
  signal: Cancellation
}

export interface CustomersOptions extends SearchTokenParts {
  crm(client: string): ClientCrm | undefined
  implementations: { current(client: string): ImplementationInUse | undefined; find(client: string, id: string): ImplementationInUse | undefined }
  /** Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string
  /** The reference to use in place of this one. `system` left out: of the one that the client uses. Throws `reference.deleted`, `reference.other-system`. */
  resolve(client: string, ref: string, system?: string): Promise<string>
  /** The live version of a flow. In memory. */
  flows: { published(id: string): Flow | undefined }
  trace(flow: Flow): readonly FlowLink[]
  specs: NodeSpecs
  /** Resolves to the answer of a live flow; rejects with the problem that it ends with. */
  run(call: FlowCall): Promise<unknown>
}

/** What serves a call; nothing for the standard selector. */
type Serving = PreparedImplementation | undefined

type FoundCustomer = Partial<Customer> & Pick<Customer, 'ref'>

interface Getting {
  ref: string
  fields?: readonly string[]
  signal: Cancellation
}

/** Operations of the standard selector that name a customer. */
const NAMING: ReadonlySet<string> = new Set(['customers.get', 'customers.update', 'customers.delete'])

/** What callers and Patchbay itself do with customers: through the CRM of the client where one is enabled, through the flows that are bound otherwise. */
export class Customers implements CustomerCalls {
  private readonly options: CustomersOptions
  private readonly room: PreparationRoom
  /** Goes with the implementation. */
  private readonly prepared = new WeakMap<ImplementationInUse, PreparedImplementation>()

  constructor(options: CustomersOptions) {
    this.options = options
    const notKept = new NotKept(options)
    this.room = {
      hmac: (text) => options.hmac(text),
      now: () => options.now(),
      resolve: (client, ref) => options.resolve(client, ref),
      read: (of, client, ref) => this.getFrom(of, client, { ref, signal: new Canceller() }),
      links: (flow) => this.linksOf(flow),
      notKept: (id, ...sent) => {
        const flow = options.flows.published(id)
        return flow ? notKept.fields(flow, ...sent) : []
      },
      search: (of, client) => (query) => this.searchIn(of, client, { query, signal: new Canceller() }),
      react: (of, client) => (change) => this.react(of, client, change),
    }
  }

  readonly prepare: PrepareOperation = (request) => {
    const { client, operation } = request
    const inUse = this.options.implementations.current(client)
    if (!inUse) return this.prepareStandard(request)
    const prepare = PREPARATIONS[operation]
    if (!prepare) throw new Problem('client.unbound', `The implementation ${inUse.label} has no flow for ${operation}.`)
    return prepare(this.room, this.preparedFor(inUse), request)
  }

  async get(client: string, ref: string, { implementation, ...asked }: CustomerCallOptions & { fields?: readonly string[] }): Promise<FoundCustomer> {
    return this.getFrom(this.implementationOf(client, implementation), client, { ref, ...asked })
  }

  async search(client: string, query: CustomerSearch, { implementation, signal }: CustomerCallOptions): Promise<CustomerPage> {
    return this.searchIn(this.implementationOf(client, implementation), client, { query, signal })
  }

  /** Values of a property that other customers have. Throws `crm.criterion` before the CRM is called, `crm.disabled`. */
  async suggest(client: string, asked: Suggesting, signal: Cancellation): Promise<string[]> {
    const of = this.implementationOf(client)
    if (!of) throw new Problem('crm.disabled', 'The standard selector has no suggestions.')
    return suggestValues(of, asked, (query) => this.searchIn(of, client, { query, signal }))
  }

  /** The implementation that a client uses, or one of it, with its rules made ready. Undefined where the standard selector counts. */
  private implementationOf(client: string, implementation?: string): PreparedImplementation | undefined {
    const { implementations, crm } = this.options
    const found = implementation === undefined ? implementations.current(client) : implementations.find(client, implementation)
    if (found) return this.preparedFor(found)
    if (implementation !== undefined) throw new Problem('implementation.unknown', 'The client has no such implementation, or its connection is gone.')
    if (crm(client)?.enabled) throw incomplete()
    return undefined
  }

  private preparedFor(inUse: ImplementationInUse): PreparedImplementation {
    const known = this.prepared.get(inUse) ?? prepareImplementation(inUse)
    this.prepared.set(inUse, known)
    return known
  }

  private prepareStandard(request: CallerRequest): PreparedOperation | Promise<PreparedOperation> {
    const { client, operation, body } = request
    const flow = this.standardFlow(client, operation)
    return NAMING.has(operation) ? this.prepareNamed(flow, request) : { flow, body }
  }

  private async prepareNamed(flow: string, request: CallerRequest): Promise<PreparedOperation> {
    const body = request.body as { ref: string }
    const ref = await resolveFor(this.room, request, body.ref)
    return { flow, body: ref === body.ref ? body : { ...body, ref } }
  }

  private linksOf(id: string): readonly FlowLink[] {
    const flow = this.options.flows.published(id)
    return flow ? this.options.trace(flow) : []
  }

  private standardFlow(client: string, operation: CanonicalOperationId): string {
    const crm = this.options.crm(client)
    if (crm?.enabled) throw incomplete()
    try {
      return this.options.boundFlow(client, operation)
    } catch (error) {
      if (crm && error instanceof Problem && error.code === 'client.unbound')
        throw new Problem('crm.disabled', `No CRM is enabled for the client, and no flow is bound to ${operation}.`, { cause: error })
      throw error
    }
  }

  private async getFrom(of: Serving, client: string, { ref, fields, signal }: Getting): Promise<FoundCustomer> {
    const asked = { ref: await this.options.resolve(client, ref, of?.inUse.system), ...(fields && { fields }) }
    const answer = await this.call('customers.get', asked, { client, of, signal })
    const customer = of ? of.fromCrm(answer) : answer
    return (fields ? cutToFields(customer, fields) : customer) as FoundCustomer
  }

  private async searchIn(of: Serving, client: string, { query, signal }: { query: CustomerSearch; signal: Cancellation }): Promise<CustomerPage> {
    const answer = await this.call('customers.search', of ? of.searchToCrm(query) : query, { client, of, signal })
    return (of ? of.pageFromCrm(answer) : answer) as CustomerPage
  }

  private async react(of: PreparedImplementation, client: string, change: CustomerChange): Promise<CustomerReaction> {
    const body = { ...change, customer: of.toCrm(change.customer) }
    return of.reactionFromCrm(await this.call('customers.onChange', body, { client, of, signal: new Canceller() })) as CustomerReaction
  }

  private async call(
    operation: 'customers.get' | 'customers.search' | 'customers.onChange',
    body: unknown,
    { client, of, signal }: { client: string; of: Serving; signal: Cancellation },
  ): Promise<unknown> {
    const flow = of ? of.inUse.implementation.flows[operation] : this.standardFlow(client, operation)
    if (flow === undefined) throw new Problem('client.unbound', `The implementation ${of?.inUse.label} has no flow for ${operation}.`)
    try {
      return await this.options.run({ client, flow, operation, body, signal, ...(of && { implementation: of.inUse.label }) })
    } catch (error) {
      throw of && error instanceof Problem ? asOffline(error, { writes: false }) : error
    }
  }
}

const incomplete = (): Problem => new Problem('crm.disabled', 'The CRM of the client is enabled, but its implementation is not complete.')
