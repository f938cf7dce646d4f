import { criterionOf } from '../../model/customer-criteria.ts'
import { isEmpty, readValues } from '../../model/customer-values.ts'
import { Problem } from '../../model/problem.ts'
import type { CustomerSearch } from '../../model/customer.ts'
import type { SearchCrm } from './find-duplicates.ts'
import type { PreparedImplementation } from './prepared-implementation.ts'

/** Customers that are looked through, and values that are proposed. */
const MOST_READ = 50
const MOST_GIVEN = 10

export interface Suggesting {
  property: string
  text: string
}

/** Values of a property that other customers have and that hold the text. Throws `crm.criterion`, before the CRM is called, for a property without suggestions and too short a text. */
export async function suggestValues({ inUse }: PreparedImplementation, { property: key, text }: Suggesting, search: SearchCrm): Promise<string[]> {
  const { configuration } = inUse.implementation
  const property = configuration.properties.find(({ apiKey, active }) => active && apiKey === key)
  if (property?.suggestFrom === undefined) refuse('property', 'has no suggestions')
  const wanted = text.trim().toLowerCase()
  if ([...wanted].length < property.suggestFrom) refuse('text', `needs at least ${property.suggestFrom} characters`)
  const criterion = criterionOf(property, configuration.addresses)
  const given = criterion.startsWith('ext.') ? { ext: { [criterion.slice('ext.'.length)]: text } } : { [criterion]: text }
  const { items } = await search({ ...given, limit: MOST_READ } as CustomerSearch)
  const values = items.map((item) => readValues(configuration, item)[key]).filter((value) => !isEmpty(value))
  const fitting = [...new Set(values.map(String))].filter((value) => value.toLowerCase().includes(wanted))
  return fitting.toSorted((a, b) => a.localeCompare(b)).slice(0, MOST_GIVEN)
}

function refuse(path: string, message: string): never {
  throw new Problem('crm.criterion', `The ${path} ${message}.`, { errors: [{ path, message }] })
}
