import { assignPlaces } from './assign-places.ts'
import type { AddressMapping } from './crm-configuration.ts'
import type { Address } from './party.ts'
import type { CustomerValues } from './value-shape.ts'

const PARTS = ['line1', 'line2', 'city', 'postalCode', 'country', 'region'] as const

/** The flat values of all mapped addresses. */
export function addressValues(mappings: readonly AddressMapping[], addresses: readonly Address[]): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [mapping, index] of assigned(mappings, addresses)) for (const [part, key] of partsOf(mapping)) values.set(key, addresses[index]![part])
  return values
}

const partsOf = (mapping: AddressMapping): (readonly [(typeof PARTS)[number], string])[] =>
  PARTS.flatMap((part) => (mapping[part] === undefined ? [] : [[part, mapping[part]] as const]))

/** The address with the same uses is best; of the others the one with most of them. The only mapping takes whatever address there is. */
const assigned = (mappings: readonly AddressMapping[], addresses: readonly Address[]): Map<AddressMapping, number> =>
  assignPlaces(mappings, addresses, (mapping, { kinds, isDefault }) => {
    const wanted = usesOf(mapping)
    const common = wanted.kinds.filter((kind) => kinds.includes(kind)).length
    if (common === 0) return mappings.length === 1 ? 1 : 0
    const others = kinds.length + wanted.kinds.length - 2 * common
    const same = isDefault.billing === wanted.isDefault.billing && isDefault.shipping === wanted.isDefault.shipping
    return 100 * common - 10 * others + (same ? 5 : 0)
  })

function usesOf({ invoice, shipping, default: first }: AddressMapping): Pick<Address, 'kinds' | 'isDefault'> {
  const kinds: Address['kinds'] = [...(invoice ? (['billing'] as const) : []), ...(shipping ? (['shipping'] as const) : [])]
  return { kinds: kinds.length === 0 ? ['other'] : kinds, isDefault: { billing: invoice && first, shipping: shipping && first } }
}

interface Change {
  values: CustomerValues
  changed: ReadonlySet<string>
  before: readonly Address[]
}

/** The addresses after a change; nothing where no part of them was changed. An address all of whose parts are empty goes; those that are not mapped stay. */
export function writeAddresses(mappings: readonly AddressMapping[], { values, changed, before }: Change): { addresses?: Address[] } {
  const touched = mappings.filter((mapping) => partsOf(mapping).some(([, key]) => changed.has(key)))
  if (touched.length === 0) return {}
  const found = assigned(mappings, before)
  const after: (Address | undefined)[] = [...before]
  for (const mapping of touched) {
    const index = found.get(mapping)
    const written = writtenAddress(mapping, { values, changed, before: index === undefined ? undefined : before[index] })
    if (index === undefined) after.push(written)
    else after[index] = written
  }
  return { addresses: after.filter((address) => address !== undefined) }
}

function writtenAddress(mapping: AddressMapping, { values, changed, before }: Omit<Change, 'before'> & { before: Address | undefined }): Address | undefined {
  const address: Address = before ? { ...before } : usesOf(mapping)
  const parts = partsOf(mapping)
  for (const [part, key] of parts) {
    if (!changed.has(key)) continue
    if (values[key]) address[part] = String(values[key])
    else if (before) address[part] = null
  }
  return parts.some(([part]) => address[part]) ? address : undefined
}
