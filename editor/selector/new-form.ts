import type { Customer } from '../../server/model/customer.ts'
import type { SelectorDescription } from '../../server/model/selector.ts'
import { readValues } from '../../server/model/customer-values.ts'
import type { CustomerValues } from '../../server/model/value-shape.ts'
import type { FilterValues } from './search-query.ts'
import type { FormState } from './stage.ts'

/** The form of a new customer: options that are chosen at first, and what was searched for in filters of one property. Its defaults from the CRM are asked for later. */
export function newForm({ properties, filters, views }: SelectorDescription, searched: FilterValues): FormState {
  const values: CustomerValues = {}
  const shown = new Set(views.create.filter(({ editable }) => editable).map(({ property }) => property))
  for (const { apiKey, options } of properties) {
    const first = options.find((option) => option.default)
    if (first && shown.has(apiKey)) values[apiKey] = first.value
  }
  for (const { id, type, properties: searchedIn } of filters) {
    const value = searched[id]?.trim()
    const [property] = searchedIn
    if (value && type === 'input' && searchedIn.length === 1 && property !== undefined && shown.has(property)) values[property] = value
  }
  return { kind: 'form', ref: undefined, base: {}, values, findings: [], options: {} }
}

/** The form of a customer as the CRM has it now. */
export function editForm(description: SelectorDescription, customer: Customer): FormState {
  const base = readValues(description, customer)
  return { kind: 'form', ref: customer.ref, customer, base, values: { ...base }, findings: [], options: {} }
}
