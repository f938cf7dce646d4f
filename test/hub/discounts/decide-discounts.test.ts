import { assert, constantFrom, oneof, property, record, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { decideDiscounts, type Sale } from '../../../server/hub/discounts/decide-discounts.ts'
import { prepareRule } from '../../../server/hub/discounts/prepared-rule.ts'
import { DiscountRule } from '../../../server/model/discount.ts'

const A = 'crm:customer:A'
const B = 'crm:customer:B'

const rule = (change: Partial<DiscountRule>) =>
  prepareRule(DiscountRule.parse({ id: 'd', client: 'shop', name: 'D', mode: 'only', targets: [], percent: '10', ...change }))

const sale = (change: Partial<Sale> = {}): Sale => ({
  date: '2026-11-22',
  anonymous: false,
  crmReference: A,
  refs: [A],
  category: [
    { apiKey: 'tier', personal: false },
    { apiKey: 'city', personal: true },
  ],
  values: new Map([
    ['tier', 'VIP'],
    ['city', 'Brno'],
  ]),
  ...change,
})

const NOBODY = sale({ anonymous: true, crmReference: null, refs: [], values: undefined })
const VIP = { targets: [{ values: { tier: 'VIP' } }] }
const HER = { targets: [{ ref: A }] }

/** Outcome and reason of the one rule. */
const decided = (change: Partial<DiscountRule>, to: Sale = sale()) => {
  const { given, refused, undecided } = decideDiscounts([rule(change)], to)
  return [
    ...given.map(({ because }) => ['given', because]),
    ...refused.map(({ because }) => ['refused', because]),
    ...undecided.map(({ because }) => ['undecided', because]),
  ][0]
}

test.each([
  ['only', HER, sale(), ['given', 'customer is named']],
  ['only', HER, sale({ crmReference: B, refs: [B] }), ['refused', 'customer is not among those named']],
  ['except', HER, sale(), ['refused', 'excepted: customer is named']],
  ['except', HER, sale({ crmReference: B, refs: [B] }), ['given', 'everybody but those named']],
  ['only', VIP, sale(), ['given', 'tier is VIP']],
  ['only', VIP, sale({ values: new Map([['tier', 'Regular']]) }), ['refused', 'customer is not among those named']],
  ['except', VIP, sale(), ['refused', 'excepted: tier is VIP']],
  ['except', VIP, sale({ values: new Map([['tier', null]]) }), ['given', 'everybody but those named']],
] as const)('S0-20a: truth table: %s %j', (...[mode, targets, to, outcome]) => {
  expect(decided({ mode, ...(targets as { targets: DiscountRule['targets'] }) }, to)).toEqual(outcome)
})

test.each([
  ['only', VIP, sale({ values: 'the CRM is offline' }), ['undecided', 'the CRM is offline']],
  ['except', VIP, sale({ values: 'the CRM is offline' }), ['undecided', 'the CRM is offline']],
  ['only', HER, sale({ values: 'the CRM is offline' }), ['given', 'customer is named']],
  ['except', HER, sale({ values: 'the CRM is offline' }), ['refused', 'excepted: customer is named']],
  ['only', { targets: [...VIP.targets, ...HER.targets] }, sale({ values: 'the CRM is offline' }), ['given', 'customer is named']],
  ['only', VIP, NOBODY, ['refused', 'no customer is known']],
  ['only', HER, NOBODY, ['refused', 'no customer is known']],
  ['except', VIP, NOBODY, ['given', 'everybody but those named']],
  ['except', HER, NOBODY, ['given', 'everybody but those named']],
  ['except', VIP, sale({ category: [] }), ['undecided', 'the configuration has no category property tier']],
] as const)('%s %j for somebody the CRM cannot tell of', (...[mode, targets, to, outcome]) => {
  expect(decided({ mode, ...(targets as { targets: DiscountRule['targets'] }) }, to)).toEqual(outcome)
})

test('a composite key must fit as a whole, in whatever order it was written; a personal value is not told', () => {
  const both = (tier: string, city: string) => decided({ targets: [{ values: { city, tier } }] })
  expect(both('VIP', 'Brno')).toEqual(['given', 'tier is VIP and city has a value that is named'])
  expect(both('VIP', 'Praha')![0]).toBe('refused')
  expect(both('Brno', 'VIP')![0]).toBe('refused')
})

test('the category key is in the order of the configuration, and empty values are told as nothing', () => {
  expect(decideDiscounts([], sale({ values: new Map([['city', 'Brno']]) })).categoryKey).toEqual([null, 'Brno'])
  expect(decideDiscounts([], NOBODY).categoryKey).toBeNull()
})

test.each([
  [{ active: false }, undefined],
  [{ validFrom: '2026-11-23' }, undefined],
  [{ validTo: '2026-11-21' }, undefined],
  [{ validFrom: '2026-11-22', validTo: '2026-11-22' }, 'given'],
])('a rule that is not in force says nothing: %j', (change, outcome) => {
  expect(decided({ ...HER, ...change })?.[0]).toBe(outcome)
})

test('modes are opposites wherever the customer is known', () => {
  const tier = constantFrom('VIP', 'Gold', 'Regular')
  const target = oneof(record({ ref: constantFrom(A, B) }), record({ values: record({ tier }) }))
  assert(
    property(uniqueArray(target, { selector: (value) => JSON.stringify(value) }), tier, (targets, value) => {
      const to = sale({ values: new Map([['tier', value]]) })
      const named = targets.some((each) => ('ref' in each ? each.ref === A : each.values.tier === value))
      expect(decided({ mode: 'only', targets }, to)![0]).toBe(named ? 'given' : 'refused')
      expect(decided({ mode: 'except', targets }, to)![0]).toBe(named ? 'refused' : 'given')
    }),
  )
})

test('10,000 targets are looked up, not walked through', () => {
  const targets = Array.from({ length: 10_000 }, (_, at) => (at % 2 === 0 ? { ref: `crm:customer:${at}` } : { values: { tier: `t${at}` } }))
  const many = rule({ targets })
  expect([many.refs.size, many.byProperties.length, many.byProperties[0]!.keys.size]).toEqual([5000, 1, 5000])
  const asked = { has: 0 }
  const counted = (keys: ReadonlySet<string>) =>
    new Proxy(keys, { get: (set, name) => ((asked.has += name === 'has' ? 1 : 1000), Reflect.get(set, name).bind(set)) })
  const watched = { ...many, refs: counted(many.refs), byProperties: many.byProperties.map((group) => ({ ...group, keys: counted(group.keys) })) }
  expect(decideDiscounts([watched], sale({ values: new Map([['tier', 't9999']]) })).given).toHaveLength(1)
  expect(asked.has).toBe(2)
})
