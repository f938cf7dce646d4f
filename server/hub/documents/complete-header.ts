import type { BusinessDocument } from '../../model/business-document.ts'
import { Problem } from '../../model/problem.ts'
import type { DocumentRooms } from './contract.ts'
import type { DocumentHeader } from './document-kinds.ts'
import type { DocumentRegister } from './document-register.ts'

type Rooms = Pick<DocumentRooms, 'crm' | 'resolve'> & { register: Pick<DocumentRegister, 'byNumber'> }

/** A reference and the field that it comes from. */
interface Found {
  at: string
  ref: string
  /** A source has it. */
  inherited: boolean
}

/** What is made from a document belongs to whoever that belonged to, also when they are gone or the client has moved to another system: a sale must still be invoiced. */
const PAST: ReadonlySet<string> = new Set(['reference.deleted', 'reference.other-system'])

/**
 * The header with its customer: the reference is its own or that of its sources, the local party is the anonymous customer while a CRM is enabled. No CRM is called.
 * A promise only where something must be looked up. Throws `request.invalid`, `document.source-unknown`, `document.several-references`, `reference.*`.
 */
export function completeHeader(rooms: Rooms, client: string, header: DocumentHeader): DocumentHeader | Promise<DocumentHeader> {
  const crm = rooms.crm(client)
  const party = crm?.enabled ? crm.anonymousCustomer : undefined
  if (party !== undefined && header.customerRef && header.customerRef !== party) throw otherParty()
  const { crmReference, sources } = header
  if (!crmReference && !sources?.length) return withCustomer(header, { party })
  return sourcesOf(rooms, client, header).then(async (known) => {
    const reference = await findReference(rooms, client, referencesOf(header, known))
    const reason = known.find(({ anonymousReason }) => anonymousReason !== null)?.anonymousReason
    return withCustomer(header, { party, reference, reason })
  })
}

/** The header as it was sent, for the anonymous customer while a CRM is enabled. */
export function givenHeader({ crm }: Pick<Rooms, 'crm'>, client: string, header: DocumentHeader): DocumentHeader {
  const found = crm(client)
  return found?.enabled ? { ...header, customerRef: found.anonymousCustomer } : header
}

const otherParty = (): Problem =>
  new Problem('request.invalid', 'While a CRM is enabled, documents belong to the anonymous customer of the client.', {
    errors: [{ path: 'customerRef', message: 'must be the anonymous customer of the client, or left out' }],
  })

interface Inherited {
  party: string | undefined
  reference?: string | undefined
  /** Why a source is anonymous. */
  reason?: DocumentHeader['anonymousReason']
}

/** Who knows the customer is not anonymous: a reason that was sent along then does not hold. */
function withCustomer(header: DocumentHeader, { party, reference, reason }: Inherited): DocumentHeader {
  const completed = { ...header }
  if (party !== undefined) completed.customerRef = party
  if (reference !== undefined) {
    completed.crmReference = reference
    delete completed.anonymousReason
  } else if (party !== undefined) completed.anonymousReason ??= reason ?? 'walk_in'
  return completed
}

async function findReference(rooms: Rooms, client: string, found: readonly Found[]): Promise<string | undefined> {
  const used = await Promise.all(
    found.map(async ({ at, ref, inherited }) => {
      try {
        return await rooms.resolve(client, ref)
      } catch (error) {
        if (inherited && error instanceof Problem && PAST.has(error.code)) return ref
        throw error instanceof Problem ? error.placedAt(at) : error
      }
    }),
  )
  const others = found.filter((_, index) => used[index] !== used[0])
  if (others.length === 0) return used[0]
  throw new Problem('document.several-references', 'Not all references that the document has or inherits mean the same customer.', {
    errors: others.map(({ at }) => ({ path: at, message: `has another customer than ${found[0]!.at}` })),
  })
}

async function sourcesOf({ register }: Rooms, client: string, { sources = [] }: DocumentHeader): Promise<BusinessDocument[]> {
  const known = await Promise.all(sources.map((source) => register.byNumber(client, source)))
  const missing = known.flatMap((source, index) => (source ? [] : [{ path: `sources[${index}]`, message: 'no such document was handed over' }]))
  if (missing.length > 0)
    throw new Problem('document.source-unknown', 'A document that this one was made from was not handed over before.', { errors: missing })
  return known.filter((source) => source !== undefined)
}

/** The reference of the header and those of its sources, each once. Anonymous sources have none. */
function referencesOf({ crmReference }: DocumentHeader, sources: readonly BusinessDocument[]): Found[] {
  const inherited = sources.map((source, index) => ({ at: `sources[${index}]`, ref: source.crmReference ?? '', inherited: true }))
  const all: Found[] = [{ at: 'crmReference', ref: crmReference ?? '', inherited: inherited.some(({ ref }) => ref === crmReference) }, ...inherited]
  return all.filter(({ ref }, index) => ref !== '' && all.findIndex((each) => each.ref === ref) === index)
}
