import type { CustomerProperty } from '../../../../server/model/crm-configuration.ts'
import type { DiscountRule, DiscountTarget } from '../../../../server/model/discount.ts'

/** A discount while it is edited: references as lines of text, values as rows. */
export interface DiscountDraft {
  name: string
  mode: DiscountRule['mode']
  percent: string
  validFrom: string
  validTo: string
  active: boolean
  references: string
  rows: Record<string, string>[]
}

/** What the form begins with. */
export function discountDraft(rule: DiscountRule | undefined): DiscountDraft {
  if (!rule) return { name: '', mode: 'only', percent: '', validFrom: '', validTo: '', active: true, references: '', rows: [] }
  const { name, mode, percent, validFrom, validTo, active, targets } = rule
  return {
    name,
    mode,
    percent,
    validFrom: validFrom ?? '',
    validTo: validTo ?? '',
    active,
    references: targets.flatMap((target) => ('ref' in target ? [target.ref] : [])).join('\n'),
    rows: targets.flatMap((target) => ('values' in target ? [{ ...target.values }] : [])),
  }
}

/** The rule that a draft makes. Empty values and rows are left out. */
export function ruleOf(draft: DiscountDraft, ids: { id: string; client: string }): DiscountRule {
  const references = draft.references
    .split(/\s+/)
    .filter((line) => line !== '')
    .map((ref): DiscountTarget => ({ ref }))
  const rows = draft.rows
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')))
    .filter((values) => Object.keys(values).length > 0)
    .map((values): DiscountTarget => ({ values }))
  return {
    ...ids,
    name: draft.name.trim(),
    mode: draft.mode,
    percent: draft.percent.trim().replace(',', '.'),
    validFrom: draft.validFrom || null,
    validTo: draft.validTo || null,
    active: draft.active,
    targets: [...references, ...rows],
  }
}

/** The category properties of a configuration, in the order of the key. */
export function categoryProperties(properties: readonly CustomerProperty[]): CustomerProperty[] {
  return properties.filter(({ category, active }) => category !== undefined && active).toSorted((a, b) => (a.category ?? 0) - (b.category ?? 0))
}

/** Whether a discount holds on a day; `validFrom` and `validTo` belong to it. */
export function stateOf({ active, validFrom, validTo }: Pick<DiscountRule, 'active' | 'validFrom' | 'validTo'>, now: Date): string {
  const today = now.toISOString().slice(0, 10)
  if (!active) return 'off'
  if (validTo !== null && validTo < today) return 'ended'
  return validFrom !== null && validFrom > today ? 'not begun' : 'active'
}
