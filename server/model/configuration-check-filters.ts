import { checkLabel } from './configuration-check-property.ts'
import { broken, repeated } from './configuration-rules.ts'
import type { CrmConfiguration, CustomerFilter, CustomerProperty } from './crm-configuration.ts'
import type { FieldError } from './problem.ts'

/** Types of properties that a filter can search. */
const SEARCHES: Readonly<Record<CustomerFilter['type'], readonly CustomerProperty['type'][]>> = {
  input: ['string', 'number', 'combo'],
  combo: ['combo'],
  checkbox: ['boolean'],
  date: ['date'],
}

/** What must hold of the filters. */
export function checkFilters({ filters, properties }: CrmConfiguration): FieldError[] {
  const placed = filters.map((filter, index) => ({ filter, path: `configuration.filters.${index}` }))
  const known = new Map(properties.filter(({ active }) => active).map((property) => [property.apiKey, property]))
  return [
    ...repeated(placed, { rule: 'filter-duplicate', keyOf: ({ filter }) => filter.id, path: ({ path }) => `${path}.id` }),
    ...repeated(placed, { rule: 'scan-several', keyOf: ({ filter }) => (filter.active && filter.scan ? '' : undefined), path: ({ path }) => `${path}.scan` }),
    ...placed.flatMap(({ filter, path }) => [...checkLabel(filter.label, `${path}.label`), ...(filter.active ? checkProperties(filter, known, path) : [])]),
  ]
}

function checkProperties(filter: CustomerFilter, known: ReadonlyMap<string, CustomerProperty>, path: string): FieldError[] {
  const found = filter.properties.flatMap((key) => known.get(key) ?? [])
  return [
    ...(found.length < filter.properties.length ? [broken('filter-property', `${path}.properties`)] : []),
    ...(found.every(({ type }) => SEARCHES[filter.type].includes(type)) ? [] : [broken('filter-type', `${path}.type`)]),
  ]
}
