import type { AddressMapping, CustomerFilter, CustomerProperty } from './crm-configuration.ts'

/** What of a configuration says how customers are searched. */
export interface FilterShape {
  readonly properties: readonly Pick<CustomerProperty, 'apiKey' | 'role' | 'active'>[]
  readonly addresses: readonly AddressMapping[]
}

/** Criteria of the canonical search, by the role of what they search. */
const BY_ROLE: Partial<Record<CustomerProperty['role'], string>> = {
  name: 'name',
  givenName: 'name',
  familyName: 'name',
  legalName: 'name',
  email: 'email',
  phone: 'phone',
  reference: 'reference',
  taxId: 'taxId',
  category: 'category',
  birthDate: 'birthDate',
}

/** The criterion of the canonical search that looks into a property: `email`, or `ext.<key>` where the model has none for it. */
export function criterionOf({ apiKey, role }: Pick<CustomerProperty, 'apiKey' | 'role'>, addresses: readonly AddressMapping[]): string {
  const known = BY_ROLE[role]
  if (known !== undefined) return known
  if (addresses.some(({ city }) => city === apiKey)) return 'city'
  if (addresses.some(({ postalCode }) => postalCode === apiKey)) return 'postalCode'
  return `ext.${apiKey}`
}

/** The paths in the canonical search that the text of a filter is sent under: one, or several below `any`. */
export function filterCriteria({ properties, addresses }: FilterShape, filter: Pick<CustomerFilter, 'properties'>): string[] {
  const found = filter.properties.flatMap((key) => properties.find(({ apiKey, active }) => apiKey === key && active) ?? [])
  const criteria = [...new Set(found.map((property) => criterionOf(property, addresses)))]
  return criteria.length === 1 ? criteria : criteria.map((criterion) => `any.${criterion}`)
}
