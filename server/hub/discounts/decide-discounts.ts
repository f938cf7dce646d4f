import type { DiscountAnswer } from '../../model/discount.ts'
import { keyOf, type PreparedRule, type PropertyTargets } from './prepared-rule.ts'

/** A property of the category key. The values of a personal one are never told. */
export interface CategoryProperty {
  readonly apiKey: string
  readonly personal: boolean
}

/** Values of the category properties by key; a text where they could not be read: why. */
export type CategoryValues = ReadonlyMap<string, string | null> | string

/** What is sold to whom, as far as discounts depend on it. */
export interface Sale {
  /** `YYYY-MM-DD`. */
  readonly date: string
  /** Nobody is known. */
  readonly anonymous: boolean
  /** The reference as it was given; nothing for nobody. */
  readonly crmReference: string | null
  /** All references that mean the customer. */
  readonly refs: readonly string[]
  /** In the order of the configuration. */
  readonly category: readonly CategoryProperty[]
  /** Nothing where they were not needed. */
  readonly values: CategoryValues | undefined
}

/** Is a rule in force on a day? */
export const inForce = ({ rule: { active, validFrom, validTo } }: PreparedRule, date: string): boolean =>
  active && (validFrom === null || validFrom <= date) && (validTo === null || date <= validTo)

/** Is the customer named by reference? */
export const isNamed = ({ refs }: PreparedRule, customer: readonly string[]): boolean => customer.some((ref) => refs.has(ref))

/** Who gets which of the discounts that are in force, and why. Pure; the reasons hold no personal value. */
export function decideDiscounts(rules: readonly PreparedRule[], sale: Sale): DiscountAnswer {
  const answer: DiscountAnswer = { crmReference: sale.crmReference, categoryKey: categoryKeyOf(sale), given: [], refused: [], undecided: [] }
  for (const prepared of rules) {
    if (!inForce(prepared, sale.date)) continue
    const { id, name, percent } = prepared.rule
    const { outcome, because } = decide(prepared, sale)
    if (outcome === 'given') answer.given.push({ id, name, because, percent })
    else answer[outcome].push({ id, name, because })
  }
  return answer
}

function categoryKeyOf({ category, values }: Sale): DiscountAnswer['categoryKey'] {
  return values === undefined || typeof values === 'string' ? null : category.map(({ apiKey }) => values.get(apiKey) ?? null)
}

interface Decision {
  outcome: 'given' | 'refused' | 'undecided'
  because: string
}

const EVERYBODY = 'everybody but those named'

function decide(prepared: PreparedRule, sale: Sale): Decision {
  const only = prepared.rule.mode === 'only'
  if (sale.anonymous) return only ? { outcome: 'refused', because: 'no customer is known' } : { outcome: 'given', because: EVERYBODY }
  const { hit, unknown } = findTarget(prepared, sale)
  if (hit !== undefined) return only ? { outcome: 'given', because: hit } : { outcome: 'refused', because: `excepted: ${hit}` }
  if (unknown !== undefined) return { outcome: 'undecided', because: unknown }
  return only ? { outcome: 'refused', because: 'customer is not among those named' } : { outcome: 'given', because: EVERYBODY }
}

/** The target that the customer meets, in words; or why nobody can say whether there is one. */
function findTarget(prepared: PreparedRule, { refs, category, values }: Sale): { hit?: string; unknown?: string } {
  if (isNamed(prepared, refs)) return { hit: 'customer is named' }
  let unknown: string | undefined
  for (const group of prepared.byProperties) {
    const missing = group.properties.find((property) => !category.some(({ apiKey }) => apiKey === property))
    if (missing !== undefined) unknown = `the configuration has no category property ${missing}`
    else if (values === undefined || typeof values === 'string') unknown = values ?? 'the values of the customer are not known'
    else if (meets(group, values)) return { hit: inWords(group, category, values) }
  }
  return unknown === undefined ? {} : { unknown }
}

function meets({ properties, keys }: PropertyTargets, values: ReadonlyMap<string, string | null>): boolean {
  const found = properties.map((property) => values.get(property))
  return found.every((value) => typeof value === 'string') && keys.has(keyOf(found))
}

function inWords({ properties }: PropertyTargets, category: readonly CategoryProperty[], values: ReadonlyMap<string, string | null>): string {
  const named = category.filter(({ apiKey }) => properties.includes(apiKey))
  return named.map(({ apiKey, personal }) => (personal ? `${apiKey} has a value that is named` : `${apiKey} is ${values.get(apiKey)}`)).join(' and ')
}
