import type { Customer, CustomerSearch } from '../../model/customer.ts'

type Known = Partial<Pick<Customer, 'emails' | 'taxIds' | 'phones'>>

/** One way to look for a customer, and whether a found one is meant: many systems find what only contains the text. */
export interface Match {
  query: CustomerSearch
  fits(found: Known): boolean
}

/** What shows that a customer in another system is the same, the surest first. */
export const MATCH_FIELDS = ['emails', 'taxIds', 'phones'] as const

/** Hits of one search that are looked at. */
const LIMIT = 20
const LEAST_DIGITS = 7

/** Ways to look for a customer elsewhere: by each e-mail, then by each tax id, then by each phone. */
export function matchesOf({ emails = [], taxIds = [], phones = [] }: Known): Match[] {
  return [
    ...emails.toSorted((a, b) => Number(b.primary) - Number(a.primary)).map(({ value }) => matchBy('email', value)),
    ...taxIds.map(({ value }) => matchBy('taxId', value)),
    ...phones.filter(({ raw }) => digitsOf(raw).length >= LEAST_DIGITS).map(({ raw, e164 }) => matchBy('phone', e164 ?? raw)),
  ]
}

function matchBy(by: 'email' | 'taxId' | 'phone', value: string): Match {
  const wanted = COMPARABLE[by](value)
  return { query: { [by]: value, limit: LIMIT }, fits: (found) => VALUES[by](found).some((text) => COMPARABLE[by](text) === wanted) }
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

const COMPARABLE = {
  email: (text: string) => text.trim().toLowerCase(),
  taxId: (text: string) => text.replaceAll(/[\s.-]/g, '').toUpperCase(),
  phone: digitsOf,
}

const VALUES = {
  email: ({ emails = [] }: Known) => emails.map(({ value }) => value),
  taxId: ({ taxIds = [] }: Known) => taxIds.map(({ value }) => value),
  phone: ({ phones = [] }: Known) => phones.flatMap(({ raw, e164 }) => (e164 === undefined ? [raw] : [raw, e164])),
}
