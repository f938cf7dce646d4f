import { Problem } from '../../model/problem.ts'
import type { DocumentRooms } from './contract.ts'
import type { DocumentHeader } from './document-kinds.ts'
import type { DocumentRegister } from './document-register.ts'

type Rooms = Pick<DocumentRooms, 'crm' | 'resolve'> & { register: Pick<DocumentRegister, 'byNumber'> }

/** A reference and the field that it comes from. */
interface Found {
  at: string
  ref: string
}

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
  return findReference(rooms, client, header).then((reference) => withCustomer(header, { party, reference }))
}

const otherParty = (): Problem =>
  new Problem('request.invalid', 'While a CRM is enabled, documents belong to the anonymous customer of the client.', {
    errors: [{ path: 'customerRef', message: 'must be the anonymous customer of the client, or left out' }],
  })

/** Who knows the customer is not anonymous: a reason that was sent along then does not hold. */
function withCustomer(header: DocumentHeader, { party, reference }: { party: string | undefined; reference?: string | undefined }): DocumentHeader {
  const completed = { ...header }
  if (party !== undefined) completed.customerRef = party
  if (reference !== undefined) {
    completed.crmReference = reference
    delete completed.anonymousReason
  } else if (party !== undefined) completed.anonymousReason ??= 'walk_in'
  return completed
}

async function findReference(rooms: Rooms, client: string, header: DocumentHeader): Promise<string | undefined> {
  const found = await referencesOf(rooms, client, header)
  const used = await Promise.all(
    found.map(async ({ at, ref }) => {
      try {
        return await rooms.resolve(client, ref)
      } catch (error) {
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

/** The reference of the header and those of its sources, each once. Anonymous sources have none. */
async function referencesOf({ register }: Rooms, client: string, { crmReference, sources = [] }: DocumentHeader): Promise<Found[]> {
  const known = await Promise.all(sources.map((source) => register.byNumber(client, source)))
  const missing = known.flatMap((source, index) => (source ? [] : [{ path: `sources.${index}`, message: 'no such document was handed over' }]))
  if (missing.length > 0)
    throw new Problem('document.source-unknown', 'A document that this one was made from was not handed over before.', { errors: missing })
  const all: Found[] = [
    { at: 'crmReference', ref: crmReference ?? '' },
    ...known.map((source, index) => ({ at: `sources.${index}`, ref: source?.crmReference ?? '' })),
  ]
  return all.filter(({ ref }, index) => ref !== '' && all.findIndex((each) => each.ref === ref) === index)
}
