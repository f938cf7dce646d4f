import { expect, test } from 'vitest'
import { categoryProperties, discountDraft, ruleOf, stateOf } from '../../../editor/pages/clients/discounts/discount-draft.ts'
import { DiscountRule } from '../../../server/model/discount.ts'
import { combo, option, property } from '../../model/configurations.ts'

const RULE = DiscountRule.parse({
  id: 'vip',
  client: 'shop',
  name: 'VIP',
  mode: 'except',
  percent: '7.5',
  validFrom: '2026-01-01',
  targets: [{ ref: 'crm:customer:1' }, { values: { category: 'vip' } }, { ref: 'crm:customer:2' }],
})

test('a rule that is opened and saved is the same, references first', () => {
  const [first, second, third] = RULE.targets
  expect(ruleOf(discountDraft(RULE), { id: 'vip', client: 'shop' })).toEqual({ ...RULE, targets: [first, third, second] })
})

const ROWS: Record<string, string>[] = [{}, { category: '' }, { category: 'vip', city: '' }]

test('lines and rows that are empty make no target, and a comma is a decimal point', () => {
  const draft = {
    ...discountDraft(undefined),
    name: ' New ',
    percent: '2,5',
    references: '\n crm:customer:1 \n\n',
    rows: ROWS,
  }
  expect(ruleOf(draft, { id: 'new', client: 'shop' })).toMatchObject({
    name: 'New',
    percent: '2.5',
    validFrom: null,
    targets: [{ ref: 'crm:customer:1' }, { values: { category: 'vip' } }],
  })
})

test('S0-18: the category properties are those with a place, in its order', () => {
  const properties = [
    property('city', { role: 'address', category: 2 }),
    property('name', { role: 'name' }),
    combo('category', [option('vip')], { role: 'category', category: 1 }),
    property('old', { category: 0, active: false }),
  ]
  expect(categoryProperties(properties).map(({ apiKey }) => apiKey)).toEqual(['category', 'city'])
})

test.each([
  [{ active: true, validFrom: null, validTo: null }, 'active'],
  [{ active: true, validFrom: '2026-01-15', validTo: '2026-01-15' }, 'active'],
  [{ active: true, validFrom: '2026-01-16', validTo: null }, 'not begun'],
  [{ active: true, validFrom: null, validTo: '2026-01-14' }, 'ended'],
  [{ active: false, validFrom: null, validTo: '2026-01-14' }, 'off'],
])('a discount with %j is told as %s', (rule, state) => {
  expect(stateOf(rule, new Date('2026-01-15T23:00:00Z'))).toBe(state)
})
