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

const voucher = (type: string, number: string, more: object) => ({ ...sale, type, ext_no: number, ...more })

test('a confirmed sale is delivered, invoiced and credited; the invoice bills it', async () => {
  const { ask } = await openLedger()
  await ask('POST', '/api/sales', { body: sale, ...key('a') })
  const hand = (body: object, name: string) => ask('POST', '/api/vouchers', { body, ...key(name) })
  const ofSale = { type: 'sale', ext_no: 'POS-1' }
  expect((await hand(voucher('invoice', 'I-1', { of: [ofSale] }), 'b')).body).toMatchObject({ code: 'E-STATE', at: 'of[0]' })
  await ask('POST', '/api/sales/SL-2026-0001/confirm')
  expect((await hand(voucher('delivery', 'D-1', { of: [ofSale] }), 'c')).body).toMatchObject({ voucher: { no: 'DN-2026-0001', state: 'shipped' } })
  const invoice = voucher('invoice', 'I-1', { of: [ofSale, { type: 'delivery', ext_no: 'D-1' }] })
  expect(await hand(invoice, 'd')).toMatchObject({ status: 201, body: { voucher: { no: 'IN-2026-0001', state: 'issued' } } })
  expect((await hand(invoice, 'd')).headers.get('idempotent-replay')).toBe('true')
  expect((await ask('GET', '/api/sales/SL-2026-0001')).body).toMatchObject({ sale: { state: 'billed' } })
  const credit = (more: object) => voucher('credit_note', 'G-1', { of: [{ type: 'invoice', ext_no: 'I-1' }], ...more })
  const twice = { lines: [line, line], net_minor: 7400, tax_minor: 1480, gross_minor: 8880 }
  expect((await hand(credit(twice), 'e')).body).toMatchObject({ code: 'E-TOO-MUCH' })
  expect((await hand(credit({}), 'f')).body).toMatchObject({ voucher: { no: 'CN-2026-0001' } })
  expect((await ask('GET', '/api/vouchers?type=invoice&ext_no=I-1')).body).toMatchObject({ vouchers: [{ no: 'IN-2026-0001' }] })
})

test.each<[string, object, string]>([
  ['the number of another one', { ext_no: 'D-1' }, 'E-DUP-EXT'],
  ['a source that there is not', { of: [{ type: 'sale', ext_no: 'POS-9' }] }, 'E-SOURCE'],
  ['a source of the wrong type', { of: [{ type: 'delivery', ext_no: 'D-1' }] }, 'E-SOURCE'],
  ['an account that there is not', { account_ref: 'x' }, 'E-ACCOUNT'],
  ['a sum that is wrong', { net_minor: 1 }, 'E-TOTALS'],
  ['a field that is not known', { other: 1 }, 'E-FIELD'],
])('a delivery note with %s is refused', async (...[, change, code]) => {
  const { ask } = await openLedger()
  await ask('POST', '/api/sales', { body: sale, ...key('a') })
  const delivery = voucher('delivery', 'D-1', { of: [{ type: 'sale', ext_no: 'POS-1' }] })
  await ask('POST', '/api/vouchers', { body: delivery, ...key('b') })
  expect((await ask('POST', '/api/vouchers', { body: { ...delivery, ext_no: 'D-2', ...change }, ...key('c') })).body).toMatchObject({ code })
})

test('a sale is put on another account until it is billed; its documents follow', async () => {
  const { ask } = await openLedger()
  await ask('POST', '/api/sales', { body: sale, ...key('a') })
  for (const ref of ['A', 'B']) await ask('PUT', `/api/accounts/${ref}`, { body: { title: ref } })
  const assign = async (account_ref: string) => (await ask('PUT', '/api/sales/SL-2026-0001/account', { body: { account_ref } })).body
  expect(await assign('A')).toMatchObject({ sale: { account_ref: 'A', state: 'open' } })
  expect(await assign('A')).toMatchObject({ sale: { account_ref: 'A' } })
  expect(await assign('x')).toMatchObject({ code: 'E-ACCOUNT' })
  const other = voucher('delivery', 'D-1', { of: [{ type: 'sale', ext_no: 'POS-1' }], account_ref: 'B' })
  expect((await ask('POST', '/api/vouchers', { body: other, ...key('b') })).body).toMatchObject({ code: 'E-ACCOUNT-MIX', at: 'of[0]' })
  for (const step of ['confirm', 'bill']) await ask('POST', `/api/sales/SL-2026-0001/${step}`)
  expect(await assign('B')).toMatchObject({ code: 'E-STATE' })
})
