import type { CrmConfiguration, CustomerProperty } from '../../model/crm-configuration.ts'
import { criterionOf } from '../../model/customer-criteria.ts'
import type { CustomerPart, CustomerValues } from '../../model/value-shape.ts'
import type { CustomerSearch } from '../../model/customer.ts'
import { readValues, writeValues } from '../../model/customer-values.ts'

/** Translates between what callers call the values of choices and what the CRM calls them. Values that are no option stay as they are. */
export interface OptionCodes {
  toCrm<C extends CustomerPart>(customer: C): C
  fromCrm<C extends CustomerPart>(customer: C): C
  searchToCrm(query: CustomerSearch): CustomerSearch
  /** A choice of one property. */
  optionFromCrm(property: string, code: string): string
}

type Table = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Undefined where the CRM calls all values the same. */
export function optionCodes(configuration: CrmConfiguration): OptionCodes | undefined {
  const differing = configuration.properties.filter(({ active, options }) => active && options.some(({ value, crmValue = value }) => value !== crmValue))
  if (differing.length === 0) return undefined
  const toCrm = tableOf(differing, ({ value, crmValue = value }) => [value, crmValue])
  const fromCrm = tableOf(differing, ({ value, crmValue = value }) => [crmValue, value])
  const criteria = new Map(differing.map((property) => [criterionOf(property, configuration.addresses), toCrm.get(property.apiKey)!]))
  const searchToCrm = (query: CustomerSearch): CustomerSearch => {
    const { any, ...rest } = query
    return { ...translatedCriteria(rest, criteria), ...(any && { any: translatedCriteria(any, criteria) }) } as CustomerSearch
  }
  // What a property of another place stands for stays out of what is written.
  const shape = { properties: differing, addresses: configuration.addresses }
  return {
    toCrm: (customer) => translated(shape, toCrm, customer),
    fromCrm: (customer) => translated(shape, fromCrm, customer),
    searchToCrm,
    optionFromCrm: (property, code) => fromCrm.get(property)?.get(code) ?? code,
  }
}

const tableOf = (properties: readonly CustomerProperty[], pair: (option: CustomerProperty['options'][number]) => [string, string]): Table =>
  new Map(properties.map(({ apiKey, options }) => [apiKey, new Map(options.map(pair))]))

function translated<C extends CustomerPart>(shape: Pick<CrmConfiguration, 'properties' | 'addresses'>, table: Table, customer: C): C {
  const values = readValues(shape, customer)
  const changed: CustomerValues = {}
  for (const [key, value] of Object.entries(values)) {
    const code = table.get(key)?.get(String(value))
    if (code !== undefined && code !== value) changed[key] = code
  }
  return Object.keys(changed).length === 0 ? customer : { ...customer, ...writeValues(shape, changed, customer) }
}

function translatedCriteria(criteria: object, table: Table): object {
  const codeOf = (path: string, value: unknown): unknown => table.get(path)?.get(String(value)) ?? value
  const entries = Object.entries(criteria).map(([name, value]): [string, unknown] => [
    name,
    name === 'ext' && value ? Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, codeOf(`ext.${key}`, each)])) : codeOf(name, value),
  ])
  return Object.fromEntries(entries)
}
