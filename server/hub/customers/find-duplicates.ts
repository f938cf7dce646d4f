import type { CrmConfiguration, CustomerProperty } from '../../model/crm-configuration.ts'
import { criterionOf, filterCriteria } from '../../model/customer-criteria.ts'
import type { CustomerPage, CustomerSearch } from '../../model/customer.ts'
import { isEmpty, readValues } from '../../model/customer-values.ts'
import type { CustomerPart, CustomerValues } from '../../model/value-shape.ts'
import { Problem } from '../../model/problem.ts'
import { propertyPath } from './property-path.ts'

/** Searches the CRM; the answer as callers see it. */
export type SearchCrm = (query: CustomerSearch) => Promise<CustomerPage>

/** A customer with the same value may be behind others that only resemble it. */
const MOST = 20

/** Makes what refuses a new customer who has the unique value of another one, with `target.duplicate`; undefined where nothing is unique. */
export function duplicateFinder(configuration: CrmConfiguration): ((customer: CustomerPart, search: SearchCrm) => Promise<void> | undefined) | undefined {
  const unique = configuration.properties.filter((property) => property.active && property.unique)
  if (unique.length === 0) return undefined
  const searched = unique.map((property) => ({ property, criteria: criteriaFor(configuration, property) }))
  return (customer, search) => {
    const values = readValues(configuration, customer)
    const asked = searched.filter(({ property }) => Object.hasOwn(values, property.apiKey))
    if (asked.length === 0) return undefined
    return refuseDuplicates(configuration, { customer, values, asked, search })
  }
}

interface Asked {
  property: CustomerProperty
  criteria: readonly string[]
}

interface Asking {
  customer: CustomerPart
  values: CustomerValues
  asked: readonly Asked[]
  search: SearchCrm
}

async function refuseDuplicates(configuration: CrmConfiguration, { customer, values, asked, search }: Asking): Promise<void> {
  const isThere = async ({ property: { apiKey }, criteria }: Asked): Promise<boolean> => {
    const value = String(values[apiKey])
    const { items } = await search(queryFor(criteria, value))
    return items.some((item) => same(readValues(configuration, item)[apiKey], value))
  }
  const found = await Promise.all(asked.map(isThere))
  const errors = asked
    .filter((_, index) => found[index])
    .map(({ property }) => ({
      path: propertyPath(configuration, property, customer),
      property: property.apiKey,
      message: 'another customer has this value',
      code: 'duplicate',
    }))
  if (errors.length > 0)
    throw new Problem('target.duplicate', `Another customer has the same value in ${errors.map(({ path }) => path).join(', ')}.`, { errors })
}

/** Those of the filter that the property names, or the one of the property itself. */
function criteriaFor(configuration: CrmConfiguration, property: CustomerProperty): string[] {
  const filter = configuration.filters.find(({ id, active }) => active && id === property.uniqueFilter)
  const criteria = filter ? filterCriteria(configuration, filter) : []
  return criteria.length > 0 ? criteria : [criterionOf(property, configuration.addresses)]
}

function queryFor(criteria: readonly string[], text: string): CustomerSearch {
  const single = criteria.length === 1
  const names = single ? criteria : criteria.map((path) => path.slice('any.'.length))
  const plain = names.filter((name) => !name.startsWith('ext.')).map((name) => [name, text])
  const ext = names.filter((name) => name.startsWith('ext.')).map((name) => [name.slice('ext.'.length), text])
  const given = { ...Object.fromEntries(plain), ...(ext.length > 0 && { ext: Object.fromEntries(ext) }) }
  return { ...(single ? given : { any: given }), limit: MOST }
}

/** Systems differ in how they write what is the same. */
const same = (found: CustomerValues[string] | undefined, value: string): boolean =>
  !isEmpty(found) && String(found).trim().toLowerCase() === value.trim().toLowerCase()
