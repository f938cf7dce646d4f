import { checkAddresses } from './configuration-check-addresses.ts'
import { checkFilters } from './configuration-check-filters.ts'
import { checkProperty } from './configuration-check-property.ts'
import { broken, repeated } from './configuration-rules.ts'
import type { CrmConfiguration, CustomerProperty } from './crm-configuration.ts'
import { CUSTOMER_ROLES, personalOf } from './customer-role.ts'
import type { FieldError } from './problem.ts'

/** A property with its place in errors. */
interface Placed {
  property: CustomerProperty
  path: string
}

/** Every rule of `CONFIGURATION_RULES` that does not hold, with dotted paths such as `configuration.properties.3.key`. */
export function checkConfiguration(configuration: CrmConfiguration): FieldError[] {
  const placed = configuration.properties.map((property, index): Placed => ({ property, path: `configuration.properties.${index}` }))
  const active = placed.filter(({ property }) => property.active)
  return [
    ...repeated(placed, { rule: 'property-duplicate', keyOf: ({ property }) => property.apiKey, path: ({ path }) => `${path}.apiKey` }),
    ...checkKey(active),
    ...checkAddressKey(configuration, active),
    ...checkSingles(active),
    ...placed.flatMap(({ property, path }) => checkProperty(configuration, property, path)),
    ...checkFilters(configuration),
    ...checkAddresses(configuration),
  ]
}

function checkKey(active: readonly Placed[]): FieldError[] {
  const keys = active.filter(({ property }) => property.key)
  if (keys.length === 0) return [broken('key-missing', 'configuration.properties')]
  const personal = keys.filter(({ property }) => !['none', 'pseudo'].includes(personalOf(property)))
  return [...keys.slice(1).map(({ path }) => broken('key-several', `${path}.key`)), ...personal.map(({ path }) => broken('key-personal', `${path}.key`))]
}

function checkAddressKey({ header, addresses }: CrmConfiguration, active: readonly Placed[]): FieldError[] {
  if (header.integration !== 'multi' || addresses.length === 0) return []
  const keys = active.filter(({ property }) => property.addressKey)
  if (keys.length === 0) return [broken('address-key-missing', 'configuration.properties')]
  return keys.slice(1).map(({ path }) => broken('address-key-several', `${path}.addressKey`))
}

/** What at most one active property may have. */
function checkSingles(active: readonly Placed[]): FieldError[] {
  return [
    ...repeated(active, {
      rule: 'default-several',
      keyOf: ({ property }) => (property.default ? property.role : undefined),
      path: ({ path }) => `${path}.default`,
    }),
    ...repeated(active, {
      rule: 'role-several',
      keyOf: ({ property }) => meaningOf(property),
      path: ({ path }) => `${path}.role`,
    }),
    ...repeated(active, {
      rule: 'category-order',
      keyOf: ({ property }) => property.category?.toString(),
      path: ({ path }) => `${path}.category`,
    }),
  ]
}

/** What the values of a property mean; undefined where several may mean it. A kind that is left out is the usual one. */
function meaningOf({ role, kind = 'work' }: CustomerProperty): string | undefined {
  const { several } = CUSTOMER_ROLES[role]
  if (several === 'any') return undefined
  return several === 'kind' ? `${role} ${kind}` : role
}
