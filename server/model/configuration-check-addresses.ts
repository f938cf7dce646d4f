import { broken, repeated } from './configuration-rules.ts'
import type { AddressMapping, CrmConfiguration, CustomerProperty } from './crm-configuration.ts'
import type { FieldError } from './problem.ts'

/** Parts of an address that a mapping fills. */
export const ADDRESS_PARTS = ['line1', 'line2', 'city', 'postalCode', 'country', 'region'] as const

/** A property that is part of an address. */
interface Part {
  key: string
  path: string
}

/** What must hold of the addresses. */
export function checkAddresses({ addresses, properties, header }: CrmConfiguration): FieldError[] {
  const placed = addresses.map((address, index) => ({ address, path: `configuration.addresses.${index}` }))
  const parts = placed.flatMap(({ address, path }) => partsOf(address, path))
  const known = new Map(properties.filter(({ active }) => active).map((property) => [property.apiKey, property]))
  return [
    ...repeated(placed, { rule: 'address-duplicate', keyOf: ({ address }) => address.id, path: ({ path }) => `${path}.id` }),
    ...(['invoice', 'shipping'] as const).flatMap((use) => checkDefault(placed, use)),
    ...placed.filter(({ address }) => address.country === undefined).map(({ path }) => broken('country-missing', `${path}.country`)),
    ...repeated(parts, { rule: 'address-shared', keyOf: ({ key }) => key, path: ({ path }) => path }),
    ...parts.flatMap((part) => checkPart(part, known.get(part.key))),
    ...checkMapped(properties, { mapped: new Set(parts.map(({ key }) => key)), multi: header.integration === 'multi' }),
  ]
}

const partsOf = (address: AddressMapping, path: string): Part[] =>
  ADDRESS_PARTS.flatMap((part) => {
    const key = address[part]
    return key === undefined ? [] : [{ key, path: `${path}.${part}` }]
  })

const checkDefault = (placed: readonly { address: AddressMapping; path: string }[], use: 'invoice' | 'shipping'): FieldError[] =>
  repeated(placed, {
    rule: 'default-several',
    keyOf: ({ address }) => (address.default && address[use] ? use : undefined),
    path: ({ path }) => `${path}.default`,
  })

function checkPart({ path }: Part, property: CustomerProperty | undefined): FieldError[] {
  if (!property) return [broken('address-property', path)]
  return property.role === 'address' ? [] : [broken('address-role', path)]
}

function checkMapped(properties: readonly CustomerProperty[], { mapped, multi }: { mapped: ReadonlySet<string>; multi: boolean }): FieldError[] {
  return properties.flatMap((property, index) => {
    const path = `configuration.properties.${index}`
    const { active, apiKey, role, addressKey } = property
    if (!active) return []
    if (!mapped.has(apiKey)) return role === 'address' && !addressKey ? [broken('address-unmapped', `${path}.role`)] : []
    if (!multi) return []
    const optional = (['create', 'edit'] as const).filter((view) => property[view].visible && !property[view].mandatory)
    return optional.map((view) => broken('address-optional', `${path}.${view}.mandatory`))
  })
}
