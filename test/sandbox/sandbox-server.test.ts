import { expect, test } from 'vitest'
import type { Fault } from '../../server/sandbox/fault.ts'
import { connectionTo, probe, problemOf } from '../connect/support.ts'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { join } from 'node:path'
import { openCrm, openLedger } from './support.ts'

const connectors = await loadConnectors([join(import.meta.dirname, '../../connectors')])

test.each<[Fault['mode'], string]>([
  ['down', 'target.unavailable'],
  ['slow', 'target.timeout'],
  ['reset', 'target.unavailable'],
  ['html', 'target.malformed'],
  ['truncate', 'target.malformed'],
  ['huge', 'target.too-large'],
  ['error-in-200', 'target.failed'],
])('the fault %s is what a connection sees as %s, and ends with none', async (mode, code) => {
  const { ask, server } = await openCrm()
  const connection = connectionTo(server.url, { connector: 'sandbox-crm', auth: 'oauth2', timeoutMs: 400 })
  const { call } = probe(connectors.get('sandbox-crm')!, connection, {
    credentials: async () => ({ clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }),
  })
  await call('contacts.get', { id: 'C-1001' })
  expect((await ask('POST', '/__faults', { body: { mode } })).status).toBe(200)
  expect((await problemOf(call('contacts.get', { id: 'C-1001' }))).code).toBe(code)
  await ask('POST', '/__faults', { body: { mode: 'none' } })
  expect((await call('contacts.get', { id: 'C-1001' })).output).toMatchObject({ id: 'C-1001' })
})

test('flaky fails every other request', async () => {
  const { ask, server } = await openLedger()
  server.setFault({ mode: 'flaky' })
  const ok: boolean[] = []
  for (let index = 0; index < 4; index++) {
    ok.push(
      await ask('GET', '/api/status').then(
        ({ status }) => status === 200,
        () => false,
      ),
    )
  }
  expect(ok.filter(Boolean).length).toBe(2)
  server.reset()
  expect((await ask('GET', '/api/status')).status).toBe(200)
})

test('flapping is down and up in turns', async () => {
  let now = 0
  const { ask, server } = await openLedger({ now: () => now })
  server.setFault({ mode: 'flapping', ms: 100 })
  const statuses: number[] = []
  for (now of [0, 99, 100, 199, 200]) statuses.push((await ask('GET', '/api/status').catch(() => ({ status: 503 }))).status)
  expect(statuses).toEqual([503, 503, 200, 200, 503])
})

test('a fault may hit only every so many-th request', async () => {
  const { server } = await openLedger()
  server.setFault({ mode: 'down', every: 3 })
  const statuses: number[] = []
  for (let index = 0; index < 6; index++) statuses.push((await fetch(`${server.url}/api/status`, { headers: { 'x-ledger-key': 'sandbox-ledger-key' } })).status)
  expect(statuses).toEqual([200, 200, 503, 200, 200, 503])
})

test.each([
  [{ mode: 'down', retryAfter: 3 }, 503, { 'retry-after': '3', ratelimit: null }],
  [{ mode: 'down' }, 503, { 'retry-after': null }],
  [{ mode: 'limited', retryAfter: 5 }, 429, { 'retry-after': '5', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5', ratelimit: '"sandbox";r=0;t=5' }],
] as const)('%j answers with its headers', async (fault, status, headers) => {
  const { server } = await openLedger()
  server.setFault(fault)
  const response = await fetch(`${server.url}/api/status`)
  expect(response.status).toBe(status)
  expect(Object.fromEntries(Object.keys(headers).map((name) => [name, response.headers.get(name)]))).toEqual(headers)
})

const line = { pos: 1, qty_milli: 1000, unit_e4: 10_000, tax_bp: 0, net_minor: 100, tax_minor: 0 }
const sale = {
  account_ref: 'WALK-IN',
  ext_no: 'POS-9',
  date: '2026-11-22',
  currency: 'EUR',
  price_mode: 'net',
  lines: [line],
  net_minor: 100,
  tax_minor: 0,
  gross_minor: 100,
}

test('drop-answer does what is asked and loses the answer: the write is unknown, is found by reading back, and is not done twice', async () => {
  const { server, ask } = await openLedger()
  const connection = connectionTo(server.url, { connector: 'sandbox-ledger', auth: 'apiKey' })
  const { call, connect } = probe(connectors.get('sandbox-ledger')!, connection, { credentials: async () => ({ apiKey: 'sandbox-ledger-key' }) })
  server.setFault({ mode: 'drop-answer' })
  expect(await problemOf(call('sales.create', sale, { idempotencyKey: 'k1' }))).toMatchObject({ code: 'target.unavailable', noEffect: false })
  const found = await connect.readBack({ connection, operation: 'sales.create', input: sale, signal: new AbortController().signal })
  expect(found).toMatchObject({ found: 'yes', result: { output: { ext_no: 'POS-9', state: 'open' }, reference: 'SL-2026-0001' } })
  expect(await call('sales.create', sale, { idempotencyKey: 'k1' })).toMatchObject({ reference: 'SL-2026-0001' })
  expect((await ask('GET', '/__effects')).body).toEqual({ counts: { 'sale.created': 1 }, effects: [{ kind: 'sale.created', key: 'POS-9', of: 'WALK-IN' }] })
})

test('effects are counted once each, in order, until the reset', async () => {
  const { server, ask } = await openCrm()
  const made = await ask('POST', '/v2/contacts', { body: { type: 'person', last_name: 'Fernwood' } })
  await ask('POST', '/v2/contacts', { body: { type: 'person' } })
  await ask('PATCH', '/v2/contacts/C-1041', { body: { rev: 1, remark: 'x' } })
  await ask('DELETE', '/v2/contacts/C-1041')
  await ask('DELETE', '/v2/contacts/C-1041')
  expect(made.status).toBe(201)
  const { counts, effects } = server.effects()
  expect(counts).toEqual({ 'contact.created': 1, 'contact.changed': 1, 'contact.removed': 1 })
  expect(effects.map(({ kind, key, of }) => [kind, key, of])).toEqual(
    ['created', 'changed', 'removed'].map((what) => [`contact.${what}`, 'Fernwood', 'C-1041']),
  )
  expect(server.effects(2).effects.length).toBe(1)
  server.reset()
  expect(server.effects()).toEqual({ counts: {}, effects: [] })
})

test('an unknown fault is refused', async () => {
  const { ask } = await openLedger()
  expect((await ask('POST', '/__faults', { body: { mode: 'fire' } })).status).toBe(400)
})

test('too many requests a second get 429 with Retry-After, until time has passed', async () => {
  let now = 0
  const { ask } = await openLedger({ perSecond: 2, now: () => now })
  const statuses = async () => [(await ask('GET', '/api/status')).status, (await ask('GET', '/api/status')).status, (await ask('GET', '/api/status')).status]
  expect(await statuses()).toEqual([200, 200, 429])
  expect((await ask('GET', '/api/status')).headers.get('retry-after')).toBe('1')
  now = 1000
  expect(await statuses()).toEqual([200, 200, 429])
})

test('a body that is too large or no JSON is refused', async () => {
  const { ask } = await openLedger()
  const json = { 'content-type': 'application/json' }
  expect((await ask('PUT', '/api/accounts/a', { body: '{', headers: json })).status).toBe(413)
  expect((await ask('PUT', '/api/accounts/a', { body: `"${'x'.repeat(1_000_001)}"`, headers: json })).status).toBe(413)
})
