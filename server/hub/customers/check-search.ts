import type { CrmConfiguration } from '../../model/crm-configuration.ts'
import { criterionOf, filterCriteria } from '../../model/customer-criteria.ts'
import type { CustomerSearch } from '../../model/customer.ts'
import { type FieldError, Problem } from '../../model/problem.ts'

/** What customers are not searched by. */
const OTHERS: ReadonlySet<string> = new Set(['any', 'ext', 'sort', 'page', 'limit'])

/** Criteria of one filter that searches in several properties, and the fewest characters for it. */
interface AnyFilter {
  criteria: ReadonlySet<string>
  least: number
}

/** Makes what lets a search through only by the filters of a configuration, with enough characters. Throws `crm.criterion`; gives back what the flow gets. */
export function searchChecker(configuration: CrmConfiguration): (query: CustomerSearch) => CustomerSearch {
  const filters = configuration.filters.filter(({ active }) => active)
  const single = new Map<string, number>()
  const several: AnyFilter[] = []
  const sorts = new Map<string, string>()
  const choices = choicesOf(configuration)
  for (const filter of filters) {
    const criteria = filterCriteria(configuration, filter)
    const least = filter.type === 'input' ? filter.minCharacters : 0
    if (criteria.length === 1) single.set(criteria[0]!, Math.min(least, single.get(criteria[0]!) ?? least))
    else several.push({ criteria: new Set(criteria.map((path) => path.slice('any.'.length))), least })
    if (!filter.sortable) continue
    const property = configuration.properties.find(({ apiKey }) => apiKey === filter.properties[0])
    const by = property && criterionOf(property, configuration.addresses)
    if (by !== undefined) sorts.set(filter.id, by).set(by, by)
  }
  return (query) => {
    const errors: FieldError[] = []
    for (const [path, value] of criteriaOf(query)) check(errors, { path, value, least: single.get(path), options: choices.get(path) })
    const any = query.any ? [...criteriaOf(query.any)] : []
    const fitting = several.filter(({ criteria }) => any.every(([path]) => criteria.has(path)))
    for (const [path, value] of any) check(errors, { path: `any.${path}`, value, least: leastOf(fitting), options: choices.get(path) })
    const by = query.sort && sorts.get(query.sort.by)
    if (query.sort && by === undefined) errors.push({ path: 'sort.by', message: 'is not a sortable filter' })
    if (errors.length > 0)
      throw new Problem('crm.criterion', `The search for customers of this client is not right at ${errors.map(({ path }) => path).join(', ')}.`, { errors })
    return query.sort && by !== undefined && by !== query.sort.by ? { ...query, sort: { ...query.sort, by } } : query
  }
}

const leastOf = (filters: readonly AnyFilter[]): number | undefined => (filters.length === 0 ? undefined : Math.min(...filters.map(({ least }) => least)))

/** The values that a choice has, by what it is searched by. */
function choicesOf({ properties, addresses }: CrmConfiguration): Map<string, ReadonlySet<string>> {
  const searched = properties.filter(({ active }) => active).map((property) => ({ property, criterion: criterionOf(property, addresses) }))
  const free = new Set(searched.flatMap(({ property, criterion }) => (property.type === 'combo' ? [] : [criterion])))
  const choices = new Map<string, Set<string>>()
  for (const { property, criterion } of searched) {
    if (free.has(criterion)) continue
    const known = choices.get(criterion) ?? new Set<string>()
    for (const { value } of property.options) known.add(value)
    choices.set(criterion, known)
  }
  return choices
}

interface Criterion {
  path: string
  value: unknown
  least: number | undefined
  options: ReadonlySet<string> | undefined
}

function check(errors: FieldError[], { path, value, least, options }: Criterion): void {
  if (least === undefined) errors.push({ path, message: 'is not searched by any filter of the selector', code: 'unknown' })
  else if (typeof value === 'string' && [...value.trim()].length < least)
    errors.push({ path, message: `needs at least ${least} characters`, code: 'too-short' })
  else if (options && !options.has(String(value))) errors.push({ path, message: 'is none of the options', code: 'option-unknown' })
}

/** Paths and values of what is searched for. */
function* criteriaOf(criteria: CustomerSearch | NonNullable<CustomerSearch['any']>): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(criteria)) if (!OTHERS.has(name) && value !== undefined) yield [name, value]
  for (const [name, value] of Object.entries(criteria.ext ?? {})) yield [`ext.${name}`, value]
}
