import type { AddressMapping, CrmConfiguration, CustomerProperty } from '../../model/crm-configuration.ts'
import { fieldOf } from '../../model/customer-role.ts'
import type { CustomerPart } from '../../model/value-shape.ts'

const LISTS: Partial<Record<CustomerProperty['role'], { list: 'emails' | 'phones' | 'taxIds'; kind: string; value: string }>> = {
  email: { list: 'emails', kind: 'kind', value: 'value' },
  phone: { list: 'phones', kind: 'kind', value: 'raw' },
  taxId: { list: 'taxIds', kind: 'scheme', value: 'value' },
}

/** Where the value of a property is, or would be, in a canonical customer: `emails[0].value`, or the list where no entry is of its kind. */
export function propertyPath({ addresses }: Pick<CrmConfiguration, 'addresses'>, property: CustomerProperty, customer: CustomerPart): string {
  const form = LISTS[property.role]
  if (form) {
    const entries = (customer[form.list] ?? []) as readonly Readonly<Record<string, unknown>>[]
    const index = entries.length === 1 ? 0 : entries.findIndex((entry) => entry[form.kind] === property.kind)
    return index === -1 ? form.list : `${form.list}[${index}].${form.value}`
  }
  const part = property.role === 'address' ? addresses.map((mapping) => partOf(mapping, property.apiKey)).find((name) => name !== undefined) : undefined
  return part === undefined ? fieldOf(property) : `addresses.${part}`
}

const partOf = (mapping: AddressMapping, key: string): string | undefined =>
  Object.entries(mapping).find(([name, value]) => name !== 'id' && value === key)?.[0]

/** Whether a part of a customer says something of a property. */
export function touchesProperty(property: CustomerProperty, part: CustomerPart): boolean {
  const [field = '', inner] = fieldOf(property).split('.')
  const value = part[field as keyof CustomerPart]
  if (value === undefined || inner === undefined) return value !== undefined
  return value === null || Object.hasOwn(value as object, inner)
}
