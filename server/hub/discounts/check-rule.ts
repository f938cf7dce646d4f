import { unitsOf } from '../../model/decimal.ts'
import type { DiscountRule } from '../../model/discount.ts'
import type { FieldError } from '../../model/problem.ts'
import type { Category } from './category.ts'
import { identityOf } from './prepared-rule.ts'

const MOST_ERRORS = 20
const MOST_PERCENT = unitsOf('100')

/** What is wrong with a rule under the category key of its client. The messages hold no value of a target. */
export function checkRule(rule: DiscountRule, category: Category | undefined): FieldError[] {
  const errors: FieldError[] = []
  const percent = unitsOf(rule.percent)
  if (percent <= 0n || percent > MOST_PERCENT) errors.push({ path: 'percent', message: 'must be more than 0 and at most 100' })
  if (rule.validFrom !== null && rule.validTo !== null && rule.validTo < rule.validFrom)
    errors.push({ path: 'validTo', message: 'must not be before validFrom' })
  return [...errors, ...targetErrors(rule, category)].slice(0, MOST_ERRORS)
}

function targetErrors({ targets }: DiscountRule, category: Category | undefined): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Map<string, number>()
  for (const [index, target] of targets.entries()) {
    const path = `targets.${index}`
    const before = seen.get(identityOf(target))
    if (before !== undefined) errors.push({ path, message: `is the same as target ${before + 1}` })
    else seen.set(identityOf(target), index)
    if ('values' in target) errors.push(...valueErrors(Object.keys(target.values), { path: `${path}.values`, category }))
  }
  return errors
}

function valueErrors(properties: readonly string[], { path, category }: { path: string; category: Category | undefined }): FieldError[] {
  if (properties.length === 0) return [{ path, message: 'needs at least one property' }]
  if (!category) return [{ path, message: 'needs an implementation of the client, whose configuration says which properties make the category' }]
  return properties.flatMap((property) => {
    const member = category.properties.find(({ apiKey }) => apiKey === property)
    if (!member) return [{ path: `${path}.${property}`, message: 'is no category property of the implementation in use' }]
    return member.namesPersons ? [{ path: `${path}.${property}`, message: 'names persons; tie the discount to their references' }] : []
  })
}
