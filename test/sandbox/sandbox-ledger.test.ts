import { expect, test } from 'vitest'
import { openLedger } from './support.ts'

const line = { pos: 1, item: 'ESP-1KG', qty_milli: 2000, unit_e4: 185_000, tax_bp: 2000, net_minor: 3700, tax_minor: 740 }
const sale = { account_ref: 'WALK-IN', ext_no: 'POS-1', date: '2026-11-22', currency: 'EUR', lines: [line], net_minor: 3700, tax_minor: 740, gross_minor: 4440 }
const key = (value: string) => ({ headers: { 'idempotency-key': value } })

test('the key is needed', async () => {
  const { ask } = await openLedger()
  expect(await ask('GET', '/api/status', { headers: { 'x-ledger-key': 'other' } })).toMatchObject({ status: 401, body: { code: 'E-KEY-UNKNOWN' } })
  expect((await ask('GET', '/api/status')).status).toBe(200)
})

test('documents are numbered by year, and the same key gives the same document', async () => {
  const { ask } = await openLedger()
  const first = await ask('POST', '/api/sales', { body: sale, ...key('a') })
  const again = await ask('POST', '/api/sales', { body: sale, ...key('a') })
  const second = await ask('POST', '/api/sales', { body: { ...sale, ext_no: 'POS-2' }, ...key('b') })
  expect(first).toMatchObject({ status: 201, body: { sale: { no: 'SL-2026-0001', state: 'open' } } })
  expect(again.status).toBe(200)
  expect(again.headers.get('idempotent-replay')).toBe('true')
  expect(again.body).toEqual(first.body)
  expect(second.body).toMatchObject({ sale: { no: 'SL-2026-0002' } })
  expect(await ask('POST', '/api/sales', { body: { ...sale, memo: 'x' }, ...key('a') })).toMatchObject({ status: 409, body: { code: 'E-KEY-REUSED' } })
  expect((await ask('POST', '/api/sales', { body: sale })).body).toMatchObject({ code: 'E-KEY' })
  expect((await ask('GET', '/api/sales?ext_no=POS-2')).body.sales!.length).toBe(1)
})

test.each<[string, object, string, string]>([
  ['a line that is wrong', { lines: [{ ...line, net_minor: 3800 }] }, 'E-TOTALS', 'lines[0].net_minor'],
  ['a net sum that is wrong', { net_minor: 1 }, 'E-TOTALS', 'net_minor'],
  ['a tax sum that is wrong', { tax_minor: 1 }, 'E-TOTALS', 'tax_minor'],
  ['a gross sum that is wrong', { gross_minor: 1 }, 'E-TOTALS', 'gross_minor'],
  ['an unknown account', { account_ref: 'x' }, 'E-ACCOUNT', 'account_ref'],
  ['an amount that is no whole number', { net_minor: 37.5 }, 'E-FIELD', 'net_minor'],
  ['no lines', { lines: [] }, 'E-FIELD', 'lines'],
])('a document with %s is refused', async (...[, change, code, at]) => {
  const { ask } = await openLedger()
  expect(await ask('POST', '/api/sales', { body: { ...sale, ...change }, ...key('a') })).toMatchObject({ status: 422, body: { code, at } })
})

test('a line may be off by one for rounding, and prices may hold tax', async () => {
  const { ask } = await openLedger()
  const odd = { ...line, qty_milli: 333, unit_e4: 33_333, net_minor: 112, tax_minor: 22 }
  expect((await ask('POST', '/api/sales', { body: { ...sale, lines: [odd], net_minor: 112, tax_minor: 22, gross_minor: 134 }, ...key('a') })).status).toBe(201)
  const gross = { ...line, unit_e4: 222_000 }
  expect((await ask('POST', '/api/sales', { body: { ...sale, ext_no: 'POS-3', price_mode: 'gross', lines: [gross] }, ...key('b') })).status).toBe(201)
})

test('a number is taken once', async () => {
  const { ask } = await openLedger()
  await ask('POST', '/api/sales', { body: sale, ...key('a') })
  expect(await ask('POST', '/api/sales', { body: sale, ...key('b') })).toMatchObject({ status: 409, body: { code: 'E-DUP-EXT', at: 'ext_no' } })
})

test('states move forward only, and a step may be repeated', async () => {
  const { ask } = await openLedger()
  await ask('POST', '/api/sales', { body: sale, ...key('a') })
  const step = async (name: string) => (await ask('POST', `/api/sales/SL-2026-0001/${name}`)).body
  expect(await step('bill')).toMatchObject({ code: 'E-STATE' })
  expect(await step('confirm')).toMatchObject({ sale: { state: 'confirmed' } })
  expect(await step('confirm')).toMatchObject({ sale: { state: 'confirmed' } })
  expect(await step('bill')).toMatchObject({ sale: { state: 'billed' } })
  expect(await step('void')).toMatchObject({ code: 'E-STATE' })
})

test('accounts are made and replaced by reference; the walk-in account stays as it is', async () => {
  const { ask, server } = await openLedger()
  const path = '/api/accounts/crm%3Acustomer%3A1'
  expect((await ask('PUT', path, { body: { title: 'A' } })).status).toBe(201)
  expect((await ask('PUT', path, { body: { title: 'B' } })).status).toBe(200)
  expect((await ask('GET', path)).body).toMatchObject({ account: { ref: 'crm:customer:1', title: 'B' } })
  expect((await ask('PUT', '/api/accounts/WALK-IN', { body: { title: 'A' } })).status).toBe(403)
  server.reset()
  expect((await ask('GET', path)).status).toBe(404)
})
