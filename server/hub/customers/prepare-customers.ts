import { CANONICAL_OPERATIONS, type CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { CustomerChange, CustomerDraft, CustomerPatch, CustomerReaction, CustomerSearch } from '../../model/customer.ts'
import type { CustomerOperationId } from '../../model/implementation.ts'
import type { CustomerPart } from '../../model/value-shape.ts'
import type { FlowLink } from '../../model/lineage.ts'
import { Problem } from '../../model/problem.ts'
import { asOffline } from './as-offline.ts'
import type { CallerRequest, PreparedOperation } from '../operation-contract.ts'
import type { SearchCrm } from './find-duplicates.ts'
import type { PreparedImplementation } from './prepared-implementation.ts'
import { cutToFields } from './cut-to-fields.ts'
import { nameFields } from './name-fields.ts'
import { makeSearchToken, requireSearchToken, type SearchTokenParts } from './search-token.ts'

/** What the preparation of requests for an implementation needs from outside. */
export interface PreparationRoom extends SearchTokenParts {
  /** The reference to use in place of this one. Throws `reference.deleted`, `reference.other-system`. */
  resolve(client: string, ref: string): Promise<string>
  /** A customer as it is now, as callers see it. */
  read(of: PreparedImplementation, client: string, ref: string): Promise<CustomerPart>
  search(of: PreparedImplementation, client: string): SearchCrm
  /** What the flow of `customers.onChange` says of a change, as callers see it. */
  react(of: PreparedImplementation, client: string): (change: CustomerChange) => Promise<CustomerReaction>
  /** From which fields the live version of a flow makes which. */
  links(flow: string): readonly FlowLink[]
  /** Which fields of a customer no step of the live version of a flow reads. */
  notKept(flow: string, operation: CanonicalOperationId, customer: object): string[]
}

/** Of an answer: fields that were sent and that the CRM of the client has no place for. */
export const NOT_KEPT_HEADER = 'x-patchbay-not-kept'
const MOST_NAMED = 40

type Prepare = (room: PreparationRoom, of: PreparedImplementation, request: CallerRequest) => PreparedOperation | Promise<PreparedOperation>

/** How the operations of customers are prepared where a CRM is enabled. */
export const PREPARATIONS: Readonly<Partial<Record<CanonicalOperationId, Prepare>>> = {
  'customers.search': (room, of, { client, body }) => {
    const { header } = of.inUse.implementation.configuration
    const prepared = served(of, 'customers.search', of.searchToCrm(of.checkSearch(body as CustomerSearch)))
    prepared.answer = of.pageFromCrm
    if (header.searchBeforeNew) prepared.headers = { 'search-token': makeSearchToken(client, room) }
    return prepared
  },
  'customers.get': async (room, of, { client, body }) => {
    const asked = body as { ref: string; fields?: readonly string[] }
    const ref = await room.resolve(client, asked.ref)
    const { fields } = asked
    const answer = fields ? (customer: unknown): unknown => cutToFields(of.fromCrm(customer), fields) : of.fromCrm
    return { ...served(of, 'customers.get', ref === asked.ref ? body : { ...asked, ref }), answer }
  },
  'customers.create': async (room, of, { client, body, searchToken, again }) => {
    const customer = body as CustomerDraft
    if (!again) {
      if (of.inUse.implementation.configuration.header.searchBeforeNew) requireSearchToken(client, searchToken, room)
      of.checks.create(customer)
    }
    const prepared = writing(room, of, {
      ...served(of, 'customers.create', of.toCrm(customer)),
      operation: 'customers.create',
      sent: customer,
      answer: of.fromCrm,
    })
    if (!again) {
      await of.refuseDuplicates?.(customer, room.search(of, client))
      await of.checkExternally?.({ part: customer, react: room.react(of, client) })
    }
    return prepared
  },
  'customers.update': async (room, of, request) => {
    const { client, body, again } = request
    const asked = body as { ref: string; patch: CustomerPatch }
    if (!again) of.checks.update(asked.patch)
    const ref = await resolveFor(room, request, asked.ref)
    const sent = { ref, patch: of.toCrm(asked.patch) }
    const beside = freshCopy(() => room.read(of, client, ref))
    const prepared = writing(room, of, {
      ...served(of, 'customers.update', sent),
      operation: 'customers.update',
      sent: asked.patch,
      answer: of.fromCrm,
      beside,
    })
    if (again) return prepared
    const before = (): Promise<CustomerPart> => room.read(of, client, ref)
    if (of.checks.needsBefore(asked.patch)) of.checks.fixed(asked.patch, await before())
    await of.checkExternally?.({ ref, part: asked.patch, before, react: room.react(of, client) })
    return prepared
  },
  'customers.delete': async (room, of, request) =>
    served(of, 'customers.delete', { ref: await resolveFor(room, request, (request.body as { ref: string }).ref) }),
  'customers.defaults': (_room, of, { body }) => {
    const { defaults } = of
    if (!of.inUse.implementation.flows['customers.defaults']) return { flow: undefined, body, answer: () => defaults }
    return { ...served(of, 'customers.defaults', body), answer: (draft) => withDefaults(defaults, of.draftFromCrm(draft) as CustomerDraft) }
  },
  'customers.onChange': async (room, of, { client, body }) => {
    const change = body as CustomerChange
    requireProperty(of, change.property)
    const ref = change.ref === undefined ? undefined : await room.resolve(client, change.ref)
    if (!of.inUse.implementation.flows['customers.onChange']) return { flow: undefined, body, answer: () => ({}) }
    const sent: CustomerChange = { ...change, ...(ref !== undefined && { ref }), customer: of.toCrm(change.customer) }
    return { ...served(of, 'customers.onChange', sent), answer: of.reactionFromCrm }
  },
}

/** A request that the flow of the implementation serves. Throws `client.unbound`. */
function served({ inUse }: PreparedImplementation, operation: CustomerOperationId, body: unknown): PreparedOperation & { flow: string } {
  const flow = inUse.implementation.flows[operation]
  if (flow === undefined) throw new Problem('client.unbound', `The implementation ${inUse.label} has no flow for ${operation}.`)
  return { flow, implementation: inUse.label, body, fail: (problem) => asOffline(problem, { writes: !('reads' in CANONICAL_OPERATIONS[operation]) }) }
}

/** What the flow says counts, custom fields one by one. */
const withDefaults = (defaults: CustomerDraft, draft: CustomerDraft): CustomerDraft => ({
  ...defaults,
  ...draft,
  ...(defaults.ext && { ext: { ...defaults.ext, ...draft.ext } }),
})

/** Refusals of the CRM name fields of the customer; what was sent and the CRM cannot keep is named to the caller. */
function writing(
  room: PreparationRoom,
  { inUse }: PreparedImplementation,
  { operation, sent, ...prepared }: PreparedOperation & { flow: string; operation: CanonicalOperationId; sent: object },
): PreparedOperation {
  const fail = (problem: Problem): Problem => nameFields(asOffline(problem, { writes: true }), room.links(prepared.flow), inUse.implementation.configuration)
  const lost = room.notKept(prepared.flow, operation, sent)
  return { ...prepared, fail, ...(lost.length > 0 && { headers: { [NOT_KEPT_HEADER]: inHeader(lost) } }) }
}

/** Custom fields have any name, and no client takes headers without an end. */
const inHeader = (names: readonly string[]): string =>
  names
    .slice(0, MOST_NAMED)
    // Through bytes: half a character cannot be encoded.
    .map((name) => encodeURIComponent(Buffer.from(name).toString()))
    .join(', ')

/** The customer as it is now, for whoever wanted to change one that was changed meanwhile. */
function freshCopy(read: () => Promise<CustomerPart>): NonNullable<PreparedOperation['beside']> {
  return ({ code }) =>
    code === 'target.conflict'
      ? read().then(
          (current) => ({ current }),
          () => ({}),
        )
      : Promise.resolve({})
}

/** The reference to use. The repeat of a request gets its first answer whatever has become of the customer since. */
export async function resolveFor(
  { resolve }: Pick<PreparationRoom, 'resolve'>,
  { client, again }: Pick<CallerRequest, 'client' | 'again'>,
  ref: string,
): Promise<string> {
  try {
    return await resolve(client, ref)
  } catch (error) {
    if (again && error instanceof Problem && error.code.startsWith('reference.')) return ref
    throw error
  }
}

function requireProperty({ inUse }: PreparedImplementation, property: string): void {
  const known = inUse.implementation.configuration.properties.some(({ apiKey, active }) => active && apiKey === property)
  if (!known)
    throw new Problem('request.invalid', 'The customers of this client have no such property.', { errors: [{ path: 'property', message: 'is not known' }] })
}
