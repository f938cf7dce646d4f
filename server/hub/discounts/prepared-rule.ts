import type { DiscountRule, DiscountTarget } from '../../model/discount.ts'

/** Targets of a rule that name the same properties, by the key that their values make. */
export interface PropertyTargets {
  /** In the order of the alphabet. */
  readonly properties: readonly string[]
  readonly keys: ReadonlySet<string>
}

/** A rule whose targets are found by hash, however many there are. */
export interface PreparedRule {
  readonly rule: DiscountRule
  readonly refs: ReadonlySet<string>
  readonly byProperties: readonly PropertyTargets[]
}

/** The composite key of values in the order of their properties. */
export const keyOf = (values: readonly string[]): string => JSON.stringify(values)

/** What makes a target the same as another one. */
export function identityOf(target: DiscountTarget): string {
  if ('ref' in target) return target.ref
  return keyOf(Object.entries(target.values).toSorted(byName).flat())
}

export function prepareRule(rule: DiscountRule): PreparedRule {
  const refs = new Set<string>()
  const groups = new Map<string, { properties: string[]; keys: Set<string> }>()
  for (const target of rule.targets) {
    if ('ref' in target) {
      refs.add(target.ref)
      continue
    }
    const entries = Object.entries(target.values).toSorted(byName)
    const properties = entries.map(([property]) => property)
    const group = groups.get(keyOf(properties)) ?? { properties, keys: new Set<string>() }
    group.keys.add(keyOf(entries.map(([, value]) => value)))
    groups.set(keyOf(properties), group)
  }
  return { rule, refs, byProperties: [...groups.values()] }
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : a > b ? 1 : 0)
