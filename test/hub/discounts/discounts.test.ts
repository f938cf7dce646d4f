import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Discounts, type DiscountsOptions } from '../../../server/hub/discounts/discounts.ts'
import { CrmConfiguration } from '../../../server/model/crm-configuration.ts'
import type { Customer } from '../../../server/model/customer.ts'
import { DiscountRule } from '../../../server/model/discount.ts'
import { Implementation } from '../../../server/model/implementation.ts'
import { Problem } from '../../../server/model/problem.ts'
import type { ProblemCode } from '../../../server/model/problem-table.ts'
import type { Store } from '../../../server/store/contract.ts'
import { openStore } from '../../../server/store/open-store.ts'
import { problemOf } from '../open.ts'

const ADA = 'crm:customer:ada'
const BOB = 'crm:customer:bob'
const NEVER = new AbortController().signal

const property = (apiKey: string, more: object) => ({ apiKey, type: 'string', role: 'ext', label: { text: apiKey }, ...more })
const CONFIGURATION = CrmConfiguration.parse({
  header: { name: 'CRM' },
  properties: [
    property('id', { role: 'reference', key: true }),
    property('email', { role: 'email', kind: 'work', category: 2 }),
    property('tier', { role: 'category', category: 1 }),
    property('vip', { type: 'boolean', personal: 'none', category: 0 }),
    property('city', { role: 'address', category: 3 }),
    property('club', {}),
  ],
  addresses: [{ id: 'home', city: 'city', default: true }],
})
const implementation = (configuration: CrmConfiguration): Implementation =>
  Implementation.parse({ id: 'main', client: 'shop', version: 1, connection: 'crm', configuration })

let folder: string
let store: Store
let inUse: { implementation: Implementation } | undefined
let enabled: boolean
let crm: Map<string, Partial<Customer>>
let refusal: ProblemCode | undefined
let asked: { ref: string; fields: readonly string[] | undefined }[]
let merged: Map<string, string>
let discounts: Discounts

const options = (): DiscountsOptions => ({
  store,
  clients: {
    crm: () => ({ enabled, implementation: inUse ? 'main' : null, anonymousCustomer: 'local:customer:anonymous', origins: [] }),
    read: async () => undefined,
  },
  implementations: { current: () => (enabled ? inUse : undefined), find: () => inUse },
  references: {
    resolve: async (_client, ref) => {
      if (ref === 'crm:customer:gone') throw new Problem('reference.deleted', 'The customer was deleted.')
      return merged.get(ref) ?? ref
    },
    meaning: async (_client, ref) => [ref, ...[...merged].filter(([, into]) => into === ref).map(([from]) => from)],
  },
  customers: {
    get: async (_client, ref, { fields }) => {
      asked.push({ ref, fields })
      if (refusal) throw new Problem(refusal, 'It is so.')
      return { ref, ...crm.get(ref) }
    },
  },
  now: () => Date.UTC(2026, 10, 22),
})

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-discounts-'))
  store = await openStore({ dataDir: folder, now: Date.now, random: randomBytes })
  inUse = { implementation: implementation(CONFIGURATION) }
  enabled = true
  refusal = undefined
  asked = []
  merged = new Map()
  crm = new Map([
    [ADA, { category: 'VIP', ext: { vip: true } }],
    [BOB, { category: 'Regular', ext: { vip: false } }],
  ])
  discounts = new Discounts(options())
  await discounts.open()
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const rule = (change: Partial<DiscountRule> = {}): DiscountRule =>
  DiscountRule.parse({ id: 'ten', client: 'shop', name: 'Ten', mode: 'only', targets: [{ ref: ADA }], percent: '10', ...change })
const VIP = { targets: [{ values: { tier: 'VIP' } }] }
const create = (change: Partial<DiscountRule> = {}) => discounts.create('shop', rule(change))
const find = (crmReference: string | null, date?: string) => discounts.find('shop', { crmReference, ...(date && { date }) }, NEVER)
const errorsOf = async (change: Partial<DiscountRule>) => (await problemOf(create(change)))?.errors?.map(({ path, message }) => `${path}: ${message}`)

test('S0-19: a discount by reference is hit by one customer and missed by another, without any call of the CRM', async () => {
  await create()
  expect((await find(ADA)).given).toEqual([{ id: 'ten', name: 'Ten', because: 'customer is named', percent: '10' }])
  expect((await find(BOB)).refused).toEqual([{ id: 'ten', name: 'Ten', because: 'customer is not among those named' }])
  expect(asked).toEqual([])
})

test('X-02: a customer who is gone is taken out of all rules of the client, with audit, and whatever else they name stays', async () => {
  await create({ targets: [{ ref: ADA }, { ref: BOB }, ...VIP.targets] })
  await create({ id: 'others', mode: 'except' })
  await create({ id: 'vip', ...VIP })
  await discounts.create('elsewhere', rule({ id: 'there', client: 'elsewhere' }))
  // Another server has put the customer into one more rule, and this one has not heard of it yet.
  await store.discounts.put('late', rule({ id: 'late' }), null)
  const forgotten = discounts.forget('shop', ['old:customer:1', ADA])
  // Somebody saves one of them at the same time.
  const saved = await problemOf(discounts.save('shop', 'ten', { revision: 1, value: rule({ percent: '20', targets: [{ ref: ADA }, { ref: BOB }] }) }))
  await forgotten
  const kept = Object.fromEntries((await discounts.list('shop')).map(({ value }) => [value.id, value.targets]))
  expect(kept).toEqual({ ten: saved ? [{ ref: BOB }, ...VIP.targets] : [{ ref: BOB }], others: [], vip: VIP.targets, late: [] })
  expect((await discounts.list('elsewhere'))[0]?.value.targets).toEqual([{ ref: ADA }])
  expect((await find(ADA)).given.map(({ id }) => id)).not.toContain('late')
  expect((await find(BOB)).given.map(({ id }) => id)).toEqual(['others', 'ten'])
  const audit = await store.audit.list({ limit: 9 })
  expect(audit.map(({ user, action, subject, note }) => [user, action, subject, note]).toSorted()).toEqual(
    ['late', 'others', 'ten'].map((id) => ['patchbay', 'discount.forget', `discount:${id}`, 'client shop']),
  )
})

test('values are asked for at every sale, only the fields of the category key, and only where a rule needs them', async () => {
  await create({ ...VIP, id: 'vip' })
  await create({ id: 'both', targets: [{ ref: BOB }, ...VIP.targets] })
  const answer = await find(ADA)
  expect(answer.given.map(({ id, because }) => [id, because])).toEqual([
    ['both', 'tier is VIP'],
    ['vip', 'tier is VIP'],
  ])
  expect(answer.categoryKey).toEqual(['true', 'VIP', null, null])
  crm.set(ADA, { category: 'Regular' })
  expect((await find(ADA)).given).toEqual([])
  expect(asked).toEqual(Array.from({ length: 2 }, () => ({ ref: ADA, fields: ['ext', 'category', 'emails', 'addresses'] })))
  await discounts.delete('shop', 'vip')
  asked = []
  expect((await find(BOB)).given.map(({ id }) => id)).toEqual(['both'])
  expect((await find(null)).refused.map(({ because }) => because)).toEqual(['no customer is known'])
  expect(asked).toEqual([])
})

test('while the CRM is down, rules by reference are decided and the others are not', async () => {
  await create()
  await create({ ...VIP, id: 'vip' })
  await create({ ...VIP, id: 'others', mode: 'except' })
  refusal = 'crm.offline'
  const answer = await find(ADA)
  expect([answer.given.map(({ id }) => id), answer.refused, answer.undecided.map(({ id, because }) => `${id}: ${because}`)]).toEqual([
    ['ten'],
    [],
    ['others: the CRM is offline', 'vip: the CRM is offline'],
  ])
  expect(answer.categoryKey).toBeNull()
  enabled = false
  expect((await find(ADA)).undecided).toHaveLength(2)
})

test('what the crosswalk and the CRM say of a customer goes to the caller', async () => {
  await create({ ...VIP, id: 'vip' })
  expect((await problemOf(find('crm:customer:gone')))?.code).toBe('reference.deleted')
  refusal = 'target.not-found'
  expect((await problemOf(find(ADA)))?.code).toBe('target.not-found')
})

test('a merged customer is met by the old and by the new reference', async () => {
  await create()
  await create({ id: 'bobs', targets: [{ ref: BOB }] })
  merged.set(ADA, BOB)
  expect((await find(ADA)).given.map(({ id }) => id)).toEqual(['bobs', 'ten'])
  expect((await find(BOB)).given.map(({ id }) => id)).toEqual(['bobs', 'ten'])
})

test('a changed configuration leaves rules undecided whose property it no longer has, and never gives by mistake', async () => {
  await create({ ...VIP, mode: 'except' })
  inUse = { implementation: implementation({ ...CONFIGURATION, properties: CONFIGURATION.properties.filter(({ apiKey }) => apiKey !== 'tier') }) }
  expect((await find(BOB)).undecided.map(({ because }) => because)).toEqual(['the configuration has no category property tier'])
})

test('the day of a sale is today unless it is given', async () => {
  await create({ validFrom: '2026-11-23', validTo: '2026-12-24' })
  expect((await find(ADA)).given).toEqual([])
  expect((await find(ADA, '2026-12-24')).given).toHaveLength(1)
})

test('S0-20a: the same target twice is refused', async () => {
  expect(await errorsOf({ targets: [{ ref: ADA }, { ref: BOB }, { ref: ADA }] })).toEqual(['targets.2: is the same as target 1'])
  expect(await errorsOf({ targets: [{ values: { tier: 'VIP', vip: 'true' } }, { values: { vip: 'true', tier: 'VIP' } }] })).toEqual([
    'targets.1: is the same as target 1',
  ])
  expect(await errorsOf({ targets: [{ values: { tier: 'VIP' } }, { values: { vip: 'true', tier: 'VIP' } }] })).toBeUndefined()
})

test.each<[string, Partial<DiscountRule>, string[]]>([
  ['a property that is not marked', { targets: [{ values: { club: 'x' } }] }, ['targets.0.values.club: is no category property of the implementation in use']],
  [
    'a property that there is not',
    { targets: [{ values: { colour: 'x' } }] },
    ['targets.0.values.colour: is no category property of the implementation in use'],
  ],
  [
    'values that name persons',
    { targets: [{ values: { email: 'ada@x.cz' } }] },
    ['targets.0.values.email: names persons; tie the discount to their references'],
  ],
  ['no property', { targets: [{ values: {} }] }, ['targets.0.values: needs at least one property']],
  ['no discount', { percent: '0' }, ['percent: must be more than 0 and at most 100']],
  ['more than everything', { percent: '100.01' }, ['percent: must be more than 0 and at most 100']],
  ['days in the wrong order', { validFrom: '2026-02-01', validTo: '2026-01-01' }, ['validTo: must not be before validFrom']],
  ['another client', { client: 'other' }, ['client: must be the client in the address']],
])('%s is refused at the save', async (_, change, errors) => {
  expect(await errorsOf(change)).toEqual(errors)
  expect(await discounts.list('shop')).toEqual([])
})

test('an address can be a category; what it says of a customer is not told', async () => {
  await create({ targets: [{ values: { city: 'Brno' } }] })
  const home = { kinds: ['billing' as const], isDefault: { billing: true, shipping: false }, city: 'Brno' }
  crm.set(ADA, { addresses: [home] })
  expect((await find(ADA)).given.map(({ because }) => because)).toEqual(['city has a value that is named'])
})

test('without an implementation only references can be named', async () => {
  inUse = undefined
  expect((await errorsOf(VIP))![0]).toContain('needs an implementation')
  expect(await errorsOf({})).toBeUndefined()
})

test('a save needs the newest revision, and is there after a restart and for other servers', async () => {
  const { revision } = await create()
  await discounts.save('shop', 'ten', { revision, value: rule({ percent: '20' }) })
  expect((await problemOf(discounts.save('shop', 'ten', { revision, value: rule() })))?.code).toBe('request.conflict')
  expect((await problemOf(discounts.save('shop', 'ten', { revision, value: rule({ id: 'other' }) })))?.code).toBe('request.invalid')
  expect((await problemOf(discounts.delete('other', 'ten')))?.code).toBe('request.not-found')
  const again = new Discounts(options())
  expect((await again.find('shop', { crmReference: ADA }, NEVER)).given).toEqual([])
  await again.open()
  expect((await again.find('shop', { crmReference: ADA }, NEVER)).given[0]?.percent).toBe('20')
})
