import type { CrmContact } from './crm-contact.ts'
import { crmError, crmFieldErrors } from './crm-error.ts'
import type { SandboxAnswer } from './sandbox-server.ts'

type Test = (contact: CrmContact, wanted: string) => boolean

/** What contacts are searched by, one query parameter each; below `any.` one of several has to fit, `custom.<name>` asks for a custom field. */
const CRITERIA: Readonly<Record<string, Test>> = {
  name: (contact, wanted) => plain(fullName(contact)).includes(plain(wanted)),
  mail: ({ mail }, wanted) => mail.some((candidate) => candidate.toLowerCase() === wanted.toLowerCase()),
  phone: ({ phones }, wanted) => digits(wanted) !== '' && phones.some(({ number }) => digits(number).endsWith(digits(wanted))),
  number: ({ id }, wanted) => id === wanted,
  vat: ({ vat_no: vat }, wanted) => vat?.toLowerCase() === wanted.toLowerCase(),
  segment: ({ segment }, wanted) => segment === wanted,
  zip: (contact, wanted) => addressesOf(contact).some(({ zip }) => zip === wanted),
  town: (contact, wanted) => addressesOf(contact).some(({ town }) => town !== null && plain(town).includes(plain(wanted))),
  born: ({ born }, wanted) => born === wanted,
}

const SORTS: Readonly<Record<string, (contact: CrmContact) => string>> = {
  name: (contact) => plain(contact.company ?? `${contact.last_name} ${contact.first_name}`),
  mail: ({ mail }) => mail[0] ?? '',
  segment: ({ segment }) => segment ?? '',
  zip: ({ address }) => address?.zip ?? '',
  town: ({ address }) => address?.town ?? '',
  born: ({ born }) => born ?? '',
  number: ({ id }) => id,
  created: ({ created }) => String(created),
  changed: ({ changed }) => String(changed),
}

const CONTROLS: ReadonlySet<string> = new Set(['size', 'after', 'sort'])

/** One page of the contacts that fit. What cannot be searched or sorted by is refused, never ignored. */
export function searchContacts(contacts: readonly CrmContact[], query: URLSearchParams): SandboxAnswer {
  const size = Number(query.get('size') ?? 20)
  if (!Number.isInteger(size) || size < 1 || size > 50) return crmFieldErrors([{ name: 'size', rule: 'between 1 and 50' }])
  const sort = query.get('sort')
  if (sort !== null && !Object.hasOwn(SORTS, sort.replace(/^-/, ''))) return crmFieldErrors([{ name: 'sort', rule: 'unknown' }])
  const wanted = [...query].filter(([name]) => !CONTROLS.has(name)).map(([name, value]) => ({ name, value, test: testOf(name.replace(/^any\./, '')) }))
  const unknown = wanted.filter(({ test }) => !test)
  if (unknown.length > 0) return crmFieldErrors(unknown.map(({ name }) => ({ name, rule: 'unknown' })))
  const [some, all] = [true, false].map((any) => wanted.filter(({ name }) => name.startsWith('any.') === any)) as [typeof wanted, typeof wanted]
  const fits = (contact: CrmContact): boolean =>
    all.every(({ value, test }) => test!(contact, value)) && (some.length === 0 || some.some(({ value, test }) => test!(contact, value)))
  return pageOf(sorted(contacts, sort).filter(fits), size, query.get('after'))
}

function testOf(name: string): Test | undefined {
  if (Object.hasOwn(CRITERIA, name)) return CRITERIA[name]
  const custom = /^custom\.(.+)$/.exec(name)?.[1]
  return custom === undefined ? undefined : (contact, wanted) => Object.hasOwn(contact.custom, custom) && String(contact.custom[custom]) === wanted
}

function sorted(contacts: readonly CrmContact[], sort: string | null): readonly CrmContact[] {
  if (sort === null) return contacts
  const key = SORTS[sort.replace(/^-/, '')]!
  const ascending = contacts.toSorted((one, other) => key(one).localeCompare(key(other), 'en', { numeric: true }))
  return sort.startsWith('-') ? ascending.toReversed() : ascending
}

/** The cursor is the id of the last contact that was given. */
function pageOf(found: readonly CrmContact[], size: number, after: string | null): SandboxAnswer {
  const last = after === null ? undefined : Buffer.from(after, 'base64url').toString('utf8')
  if (last !== undefined && !/^C-\d+$/.test(last)) return crmError(400, 'bad_cursor', 'The cursor is not one of ours.')
  const place = found.findIndex(({ id }) => id === last)
  // Deleted meanwhile: without an order of its own the list is in the order of the ids.
  const start = last === undefined ? 0 : place >= 0 ? place + 1 : found.findIndex(({ id }) => id > last)
  const data = start < 0 ? [] : found.slice(start, start + size)
  const more = start >= 0 && start + size < found.length
  return { status: 200, body: { data, total: found.length, paging: { after: more ? Buffer.from(data.at(-1)!.id).toString('base64url') : null } } }
}

const fullName = (contact: CrmContact): string => [contact.first_name, contact.last_name, contact.company].filter(Boolean).join(' ')
const addressesOf = ({ address, deliver_to: delivery }: CrmContact) => [address, delivery].filter((given) => given !== null)
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const digits = (text: string): string => text.replace(/\D/g, '')
