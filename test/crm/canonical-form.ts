import type { CustomerCreate } from '../../server/model/customer.ts'

type Json = Record<string, unknown>

/** What each system gives in its own way, besides its references: checked by shape only. */
const OWN = ['ref', 'versionToken', 'createdAt', 'updatedAt']

/** A customer as JSON that is the same for every system: without what is its own, and with null for missing, as the canonical model has it. */
export function canonicalForm(customer: unknown): Json {
  const { addresses, ...rest } = dropNulls(customer) as Json & { addresses: Json[] }
  const own = Object.fromEntries(Object.entries(rest).filter(([name]) => !OWN.includes(name)))
  return { ...own, addresses: addresses.map((address) => Object.fromEntries(Object.entries(address).filter(([name]) => name !== 'ref'))) }
}

function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, dropNulls(member)]])))
}

/** The value at a dotted path, `emails.1`. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((found, name) => (typeof found === 'object' && found !== null ? (found as Json)[name] : undefined), value)

/** The customer without the values at these paths. */
export function without(customer: Json, paths: readonly string[]): Json {
  const copy = structuredClone(customer)
  // From the back, so that the places of a list stay what they are.
  for (const path of paths.toSorted().toReversed()) {
    const parts = path.split('.')
    const last = parts.pop()!
    const parent = parts.length === 0 ? copy : valueAt(copy, parts.join('.'))
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else if (parent) delete (parent as Json)[last]
  }
  return copy
}

/** What a sent customer must come back as. */
export const sentForm = (customer: CustomerCreate): Json => canonicalForm(customer)
