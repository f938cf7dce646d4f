import type { SelectorFilter } from '../../server/model/selector.ts'

/** What is in the filters, by id; a checkbox is `true` or empty. */
export type FilterValues = Readonly<Record<string, string>>

export interface Sort {
  by: string
  descending: boolean
}

/** The body of a search, as the canonical operation takes it. */
export interface SearchBody {
  [criterion: string]: unknown
  any?: Record<string, unknown>
  sort?: Sort
  page?: string
  limit?: number
}

export const PAGE_SIZE = 20

/** What the filters begin with. */
export const firstValues = (filters: readonly SelectorFilter[]): Record<string, string> =>
  Object.fromEntries(filters.map(({ id, default: value }) => [id, value]))

/** Characters that still lack before a filter may be used; 0 for an empty one. */
export function lackingCharacters({ type, minCharacters }: SelectorFilter, value: string): number {
  const length = [...value.trim()].length
  return type === 'input' && length > 0 ? Math.max(0, minCharacters - length) : 0
}

/** The search that the filters ask for; undefined where none is filled, or one has too few characters. */
export function searchBody(filters: readonly SelectorFilter[], values: FilterValues): SearchBody | undefined {
  const filled = filters.filter(({ id }) => (values[id] ?? '').trim() !== '')
  if (filled.length === 0 || filled.some((filter) => lackingCharacters(filter, values[filter.id]!) > 0)) return undefined
  const body: SearchBody = {}
  for (const { id, type, criteria } of filled)
    for (const path of criteria) put(body, path.split('.'), type === 'checkbox' && path.includes('ext.') ? true : values[id]!.trim())
  return body
}

/** Puts a value at a path of own keys. */
function put(target: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined || key === '__proto__') return
  if (rest.length === 0) return void (target[key] = value)
  const inner = Object.hasOwn(target, key) ? (target[key] as Record<string, unknown>) : {}
  target[key] = inner
  put(inner, rest, value)
}
