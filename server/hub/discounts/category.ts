import type { CrmConfiguration, CustomerProperty } from '../../model/crm-configuration.ts'
import type { Customer } from '../../model/customer.ts'
import { fieldOf, personalOf } from '../../model/customer-role.ts'
import { readValues } from '../../model/customer-values.ts'
import type { CategoryProperty } from './decide-discounts.ts'

/** A property of the category key, for those who write rules. */
export interface CategoryMember extends CategoryProperty {
  /** Its values tell one person from others: a rule, which is kept, must not hold them. */
  readonly namesPersons: boolean
}

/** The category key of a configuration: which properties make it, and what of a customer must be read for it. */
export interface Category {
  readonly properties: readonly CategoryMember[]
  /** Fields of the canonical customer. */
  readonly fields: readonly string[]
  read(customer: Partial<Customer>): ReadonlyMap<string, string | null>
}

export const NO_CATEGORY: Category = { properties: [], fields: [], read: () => new Map() }

/** The active properties with a place in the category key, in the order of these places. */
export function categoryOf(configuration: CrmConfiguration): Category {
  const members = configuration.properties.filter(({ active, category }) => active && category !== undefined).toSorted((a, b) => a.category! - b.category!)
  return {
    properties: members.map((property) => ({
      apiKey: property.apiKey,
      personal: personalOf(property) !== 'none',
      namesPersons: namesPersons(property, configuration),
    })),
    fields: [...new Set(members.map((property) => fieldOf(property).split('.')[0]!))],
    read: (customer) => {
      const values = readValues(configuration, customer)
      return new Map(members.map(({ apiKey }) => [apiKey, textOf(values[apiKey])]))
    },
  }
}

const textOf = (value: unknown): string | null => (value === undefined || value === null || value === '' ? null : String(value))

function namesPersons(property: CustomerProperty, { addresses }: CrmConfiguration): boolean {
  if (property.role === 'address') return addresses.some(({ line1, line2 }) => line1 === property.apiKey || line2 === property.apiKey)
  return ['direct', 'pseudo', 'financial'].includes(personalOf(property)) || property.role === 'notes'
}
