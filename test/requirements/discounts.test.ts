import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { DiscountAnswer, DiscountRule } from '../../server/model/discount.ts'
import type { Browser, Started } from '../http/start.ts'
import { type DocumentWorld, openDocumentWorld } from './document-world.ts'

let world: DocumentWorld
let server: Started
let admin: Browser
beforeAll(async () => {
  world = await openDocumentWorld()
  server = world.server
  admin = world.admin
})
afterAll(() => world?.close())
afterEach(async () => {
  world.crm.down = false
  for (const { value } of (await admin.send('GET', '/api/clients/demo/discounts')).body) await admin.send('DELETE', `/api/clients/demo/discounts/${value.id}`)
})

const IMPLEMENTATION = '/api/implementations/sandbox-crm'

async function customer(name: string, fields: object): Promise<string> {
  const made = await world.pos('POST', '/customers', { name, ...fields })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.ref
}

const change = async (ref: string, patch: object): Promise<void> => {
  const changed = await world.pos('PATCH', `/customers/${encodeURIComponent(ref)}`, patch)
  expect(changed.status, JSON.stringify(changed.body)).toBe(200)
}

const rule = (id: string, more: Partial<DiscountRule>) => ({ id, client: 'demo', name: id, mode: 'only', targets: [], percent: '10', ...more })
const create = (id: string, more: Partial<DiscountRule>) => admin.send('POST', '/api/clients/demo/discounts', rule(id, more))

async function discounts(crmReference: string | null): Promise<DiscountAnswer> {
  const answer = await world.pos('POST', '/discounts', { crmReference })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body
}

/** Marks a property for discounts: a structural change. */
async function mark(apiKey: string, category: number): Promise<void> {
  const { revision, value } = (await admin.send('GET', IMPLEMENTATION)).body
  const properties = value.configuration.properties.map((property: { apiKey: string }) => (property.apiKey === apiKey ? { ...property, category } : property))
  const change = { revision, value: { ...value, configuration: { ...value.configuration, properties } } }
  expect((await admin.send('PUT', IMPLEMENTATION, change)).body.code).toBe('implementation.unconfirmed')
  expect((await admin.send('PUT', IMPLEMENTATION, { ...change, confirm: true })).status).toBe(200)
}

test('S0-18: a property is marked for discounts first, and a discount is tied to its value then', async () => {
  const cs = await customer('Marked Shop', { language: 'cs', category: 'vip' })
  const target = { targets: [{ values: { language: 'cs', category: 'vip' } }] }
  const early = await create('czech-vip', target)
  expect([early.status, early.body.errors]).toMatchObject([422, [{ path: expect.stringContaining('targets') }]])
  await mark('language', 1)
  expect((await create('czech-vip', target)).status).toBe(200)
  expect(await discounts(cs)).toEqual({
    crmReference: cs,
    categoryKey: ['vip', 'cs'],
    given: [{ id: 'czech-vip', name: 'czech-vip', percent: '10', because: 'category is vip and language is cs' }],
    refused: [],
    undecided: [],
  })
  await change(cs, { language: 'de' })
  expect(await discounts(cs)).toMatchObject({ categoryKey: ['vip', 'de'], given: [], refused: [{ id: 'czech-vip' }] })
})

test('S0-19: a discount by reference is hit by one customer and missed by another, also while the CRM is down', async () => {
  const [a, b] = [await customer('Named Shop', {}), await customer('Other Shop', {})]
  await create('named', { targets: [{ ref: a }] })
  const asked = world.crm.asked.length
  for (const down of [false, true]) {
    world.crm.down = down
    expect((await discounts(a)).given).toMatchObject([{ id: 'named', because: 'customer is named' }])
    expect((await discounts(b)).refused).toMatchObject([{ id: 'named', because: 'customer is not among those named' }])
  }
  expect(world.crm.asked.length).toBe(asked)
})

test('S0-20: a discount by the value of a property follows the CRM from one sale to the next', async () => {
  const ref = await customer('Loyal Shop', { category: 'vip' })
  await create('vip', { targets: [{ values: { category: 'vip' } }], percent: '15' })
  expect((await discounts(ref)).given).toMatchObject([{ id: 'vip', percent: '15', because: 'category is vip' }])
  await change(ref, { category: 'regular' })
  expect(await discounts(ref)).toMatchObject({ given: [], refused: [{ id: 'vip' }] })
  world.crm.down = true
  expect(await discounts(ref)).toMatchObject({ categoryKey: null, given: [], refused: [], undecided: [{ id: 'vip', because: 'the CRM is offline' }] })
})

test('S0-20a: of two modes and two customers each gets what the table says; the same target twice is refused', async () => {
  const [vip, regular] = [await customer('Table Shop', { category: 'vip' }), await customer('Plain Shop', { category: 'regular' })]
  const targets = [{ values: { category: 'vip' } }]
  await create('only-vip', { targets })
  await create('not-vip', { mode: 'except', targets })
  const given = async (ref: string | null) => (await discounts(ref)).given.map(({ id }) => id)
  expect([await given(vip), await given(regular), await given(null)]).toEqual([['only-vip'], ['not-vip'], ['not-vip']])
  const twice = await create('twice', { targets: [...targets, ...targets] })
  expect([twice.status, twice.body.errors]).toMatchObject([422, [{ path: 'targets.1', message: 'is the same as target 1' }]])
})

test('rules are changed by integrators only, every change is in the audit, and revisions meet', async () => {
  const operator = await server.as('operator')
  expect((await operator.send('POST', '/api/clients/demo/discounts', rule('theirs', {}))).status).toBe(403)
  expect((await operator.send('GET', '/api/clients/demo/discounts')).status).toBe(200)
  const { revision } = (await create('audited', {})).body
  expect((await admin.send('PUT', '/api/clients/demo/discounts/audited', { revision, value: rule('audited', { percent: '20' }) })).status).toBe(200)
  expect((await admin.send('PUT', '/api/clients/demo/discounts/audited', { revision, value: rule('audited', {}) })).body.code).toBe('request.conflict')
  expect((await admin.send('DELETE', '/api/clients/demo/discounts/audited')).body).toEqual({ done: true })
  const audit = (await admin.send('GET', '/api/audit?subject=discount:audited')).body
  expect(audit.map(({ action }: { action: string }) => action)).toEqual(['discount.delete', 'discount.change', 'discount.create'])
})

test('a query that cannot be is refused, and nobody without a key is told anything', async () => {
  expect((await world.pos('POST', '/discounts', { crmReference: 'no reference' })).status).toBe(422)
  expect((await world.pos('POST', '/discounts', { date: 'tomorrow' })).status).toBe(422)
  expect((await fetch(`${server.url}/api/v1/discounts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(401)
})
