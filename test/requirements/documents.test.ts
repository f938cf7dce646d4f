import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BusinessDocument } from '../../server/model/business-document.ts'
import { customer, documentOf, type DocumentWorld, from, openDocumentWorld } from './document-world.ts'

let world: DocumentWorld
beforeEach(async () => {
  world = await openDocumentWorld({ PATCHBAY_LEAST_CUSTOMERS: '3' })
})
afterEach(() => world.close())

const list = async (query = ''): Promise<BusinessDocument[]> => (await world.pos('GET', `/documents${query}`)).body.items
const hand = async (path: string, body: object, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await world.pos('POST', path, body, headers)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  return answer.headers.get('x-patchbay-run')!
}

test('S0-08: the reference of an order is that of its shipment, invoice and credit note, here and in the ledger', async () => {
  const order = await hand('/orders', documentOf('R-1', { crmReference: customer(1001) }))
  await hand('/shipments', documentOf('S-1', { sources: [from('order', 'R-1')] }))
  const invoice = await hand('/invoices', documentOf('I-1', { sources: [from('order', 'R-1'), from('shipment', 'S-1')] }))
  await hand('/credit-notes', documentOf('G-1', { sources: [{ rel: 'corrects', kind: 'invoice', externalNumber: 'I-1' }] }))
  const documents = await list()
  expect(documents.map(({ kind, crmReference }) => [kind, crmReference])).toEqual(
    ['creditNote', 'invoice', 'shipment', 'order'].map((kind) => [kind, customer(1001)]),
  )
  expect(documents[0]).toMatchObject({ from: [invoice], number: 'CN-2026-0001', status: 'issued', ref: 'sandbox-ledger:creditnote:CN-2026-0001' })
  expect(documents[3]).toMatchObject({ id: order, number: 'SL-2026-0001', status: 'confirmed', anonymousReason: null })
  expect(world.written('/api/vouchers')).toEqual(['delivery', 'invoice', 'credit_note'].map((type) => expect.objectContaining({ type, account_ref: 'C-1001' })))
})

test('S0-08a: a document of orders with different customers is refused, before the ledger hears of it', async () => {
  await hand('/orders', documentOf('R-1', { crmReference: customer(1001) }))
  await hand('/orders', documentOf('R-2', { crmReference: customer(1002) }))
  await hand('/orders', documentOf('R-3'))
  const asked = world.ledger.asked.length
  const both = await world.pos('POST', '/invoices', documentOf('I-1', { sources: [from('order', 'R-1'), from('order', 'R-2')] }))
  expect(both).toMatchObject({ status: 422, body: { code: 'document.several-references', errors: [{ path: 'sources[1]' }] } })
  const own = await world.pos('POST', '/invoices', documentOf('I-1', { crmReference: customer(1003), sources: [from('order', 'R-1')] }))
  expect(own).toMatchObject({ status: 422, body: { code: 'document.several-references' } })
  const unknown = await world.pos('POST', '/invoices', documentOf('I-1', { sources: [from('order', 'R-1'), from('order', 'R-9')] }))
  expect(unknown).toMatchObject({ status: 422, body: { code: 'document.source-unknown', errors: [{ path: 'sources[1]' }] } })
  expect(world.ledger.asked.length).toBe(asked)
  expect(await list('?kind=invoice')).toEqual([])
  // An anonymous order has no customer to differ.
  await hand('/invoices', documentOf('I-1', { sources: [from('order', 'R-1'), from('order', 'R-3')] }))
  expect(await list('?kind=invoice')).toMatchObject([{ crmReference: customer(1001) }])
})

test('S0-15: order, invoice and shipment hold the reference in their header and are found by it', async () => {
  await hand('/orders', documentOf('R-1', { crmReference: customer(1001) }))
  await hand('/orders', documentOf('R-2', { crmReference: customer(1002) }))
  await hand('/orders', documentOf('R-3'))
  await hand('/shipments', documentOf('S-1', { crmReference: customer(1001) }))
  await hand('/invoices', documentOf('I-1', { crmReference: customer(1001) }))
  const found = await list(`?crmReference=${encodeURIComponent(customer(1001))}`)
  expect(found.map(({ externalNumber }) => externalNumber)).toEqual(['I-1', 'S-1', 'R-1'])
  expect((await list('?anonymous=true')).map(({ externalNumber }) => externalNumber)).toEqual(['R-3'])
  expect((await list('?externalNumber=R-2'))[0]).toMatchObject({ crmReference: customer(1002) })
  const { status, body } = await world.pos('GET', `/documents/${found[0]!.id}`)
  expect({ status, body }).toMatchObject({ status: 200, body: { kind: 'invoice', crmReference: customer(1001) } })
  expect(await world.pos('GET', '/documents/other')).toMatchObject({ status: 404, body: { code: 'document.unknown' } })
})

test('S0-15: documents are found by any reference that means the same customer', async () => {
  const references = '/api/clients/demo/references'
  await hand('/orders', documentOf('R-1', { crmReference: customer(1001) }))
  await hand('/orders', documentOf('R-2', { crmReference: customer(1002) }))
  await hand('/orders', documentOf('R-3', { crmReference: customer(1003) }))
  const old = 'old-crm:customer:7'
  expect((await world.admin.send('POST', `${references}/links`, { pairs: [[old, customer(1002)]] })).body).toMatchObject({ linked: 1 })
  expect((await world.admin.send('POST', `${references}/merge`, { from: customer(1001), into: customer(1002) })).status).toBe(200)
  await hand('/orders', documentOf('R-4', { crmReference: customer(1001) }))
  const operator = await world.server.as('operator')
  for (const ref of [customer(1001), customer(1002), old]) {
    const query = `?crmReference=${encodeURIComponent(ref)}`
    expect((await list(query)).map(({ externalNumber }) => externalNumber)).toEqual(['R-4', 'R-2', 'R-1'])
    const seen = (await operator.send('GET', `/api/clients/demo/documents${query}`)).body
    expect(seen.map(({ externalNumber }: BusinessDocument) => externalNumber)).toEqual(['R-4', 'R-2', 'R-1'])
  }
  expect(await list(`?crmReference=${encodeURIComponent('old-crm:customer:8')}`)).toEqual([])
})

test('S0-16: the local party of every document is the anonymous customer, and no target is told of it', async () => {
  await hand('/orders', documentOf('R-1', { crmReference: customer(1001) }))
  await hand('/invoices', documentOf('I-1', { crmReference: customer(1001), customerRef: 'local:customer:laufkundschaft' }))
  await hand('/orders', documentOf('R-2'))
  expect((await list()).map(({ customerRef, anonymousReason }) => [customerRef, anonymousReason])).toEqual([
    ['local:customer:laufkundschaft', 'walk_in'],
    ['local:customer:laufkundschaft', null],
    ['local:customer:laufkundschaft', null],
  ])
  expect(world.ledger.asked.filter(({ body, path }) => /laufkund|anonym/i.test(body + path))).toEqual([])
  const other = await world.pos('POST', '/orders', documentOf('R-3', { customerRef: 'local:customer:4711' }))
  expect(other).toMatchObject({ status: 422, body: { code: 'request.invalid', errors: [{ path: 'customerRef' }] } })
})

test('S0-26: while the CRM is down, an order is taken and invoiced for the anonymous customer, and the CRM is not called', async () => {
  world.crm.down = true
  world.crm.asked.length = 0
  await hand('/orders', documentOf('R-1', { anonymousReason: 'crm_offline' }))
  await hand('/invoices', documentOf('I-1', { sources: [from('order', 'R-1')], anonymousReason: 'crm_offline' }))
  expect(world.crm.asked).toEqual([])
  expect((await list()).map(({ kind, anonymousReason, crmReference }) => [kind, anonymousReason, crmReference])).toEqual([
    ['invoice', 'crm_offline', null],
    ['order', 'crm_offline', null],
  ])
  expect(world.written('/api/vouchers')).toMatchObject([{ type: 'invoice', account_ref: 'WALK-IN' }])
})

test('S0-26a: a customer is put into an anonymous order, with audit, and the ledger is told', async () => {
  const id = await hand('/orders', documentOf('R-1'))
  const answer = await world.pos('PATCH', `/documents/${id}`, { crmReference: customer(1001) })
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { forwarded: 'updated', ref: 'sandbox-ledger:order:SL-2026-0001' } })
  expect(world.written('/api/sales/SL-2026-0001/account')).toEqual([{ account_ref: 'C-1001' }])
  expect(await list()).toMatchObject([{ id, crmReference: customer(1001), assigned: { by: 'client:demo', forwarded: 'updated' } }])
  // The same once more changes nothing; another customer is refused.
  expect(await world.pos('PATCH', `/documents/${id}`, { crmReference: customer(1001) })).toMatchObject({ status: 200, body: { forwarded: 'updated' } })
  const other = await world.pos('PATCH', `/documents/${id}`, { crmReference: customer(1002) })
  expect(other).toMatchObject({ status: 409, body: { code: 'document.assigned' } })
  expect(world.written('/api/sales/SL-2026-0001/account').length).toBe(1)
  const audit = await world.admin.send('GET', `/api/audit?subject=document:${id}&limit=10`)
  expect(audit.body).toMatchObject([{ user: 'client:demo', action: 'document.assign', subject: `document:${id}` }])
  // What is made from it afterwards has the customer as well.
  await hand('/invoices', documentOf('I-1', { sources: [from('order', 'R-1')], anonymousReason: 'walk_in' }))
  expect(await list('?kind=invoice')).toMatchObject([{ crmReference: customer(1001), anonymousReason: null }])
})

test('S0-26a: an operator does the same; a target that does not allow it says so', async () => {
  const order = await hand('/orders', documentOf('R-1'))
  const invoice = await hand('/invoices', documentOf('I-1', { sources: [from('order', 'R-1')] }))
  const operator = await world.server.as('operator')
  const assign = (id: string, crmReference: string) => operator.send('PATCH', `/api/clients/demo/documents/${id}`, { crmReference })
  expect((await assign(invoice, customer(1001))).body).toMatchObject({
    crmReference: customer(1001),
    assigned: { by: 'user-operator', forwarded: 'unsupported' },
  })
  // The ledger has billed the order.
  expect((await assign(order, customer(1001))).body).toMatchObject({ crmReference: customer(1001), assigned: { forwarded: 'unsupported' } })
  expect((await (await world.server.as('viewer')).send('PATCH', `/api/clients/demo/documents/${order}`, { crmReference: customer(1001) })).status).toBe(403)
  expect((await operator.send('GET', '/api/clients/demo/documents?kind=invoice')).body).toMatchObject([{ id: invoice }])
})

test('S0-26a: an order that waits for its target gets its customer at once, and the target is told when it has the order', async () => {
  world.ledger.down = true
  const accepted = await world.pos('POST', '/orders', documentOf('R-1'), { prefer: 'respond-async' })
  expect(accepted.status).toBe(202)
  const id = accepted.body.id as string
  expect(await list()).toMatchObject([{ id, ref: null, status: null, crmReference: null }])
  const answer = await world.pos('PATCH', `/documents/${id}`, { crmReference: customer(1001) })
  expect(answer).toMatchObject({ status: 200, body: { forwarded: 'pending' } })
  expect(await list()).toMatchObject([{ id, ref: null, crmReference: customer(1001), assigned: { forwarded: 'pending' } }])
  world.ledger.down = false
  const { runs } = { runs: `/api/runs/${id}/actions` }
  await world.admin.send('POST', runs, { action: 'retry', note: 'now' })
  await vi.waitFor(async () => expect(await list()).toMatchObject([{ id, number: 'SL-2026-0001', assigned: { forwarded: 'updated' } }]), {
    timeout: 20_000,
    interval: 50,
  })
  expect(world.written('/api/sales')).toMatchObject([{ account_ref: 'WALK-IN' }])
  expect(world.written('/api/sales/SL-2026-0001/account')).toEqual([{ account_ref: 'C-1001' }])
})

test('S0-26a: while the target is down an assignment is kept, and the target is told later by itself', async () => {
  const id = await hand('/orders', documentOf('R-1'))
  world.ledger.down = true
  expect(await world.pos('PATCH', `/documents/${id}`, { crmReference: customer(1001) })).toMatchObject({ status: 200, body: { forwarded: 'pending' } })
  expect(await list()).toMatchObject([{ id, crmReference: customer(1001), assigned: { forwarded: 'pending' } }])
  world.ledger.down = false
  await vi.waitFor(async () => expect(await list()).toMatchObject([{ assigned: { forwarded: 'updated' } }]), { timeout: 20_000, interval: 100 })
  const moved = world.ledger.asked.filter(({ path }) => path === '/api/sales/SL-2026-0001/account')
  expect(JSON.parse(moved.at(-1)!.body)).toEqual({ account_ref: 'C-1001' })
}, 30_000)

test('S0-26a: where no target is to be told, the reference is noted all the same, and one of a deleted customer is refused', async () => {
  const { admin, pos } = world
  const client = (await admin.send('GET', '/api/clients')).body.find((each: { value: { id: string } }) => each.value.id === 'demo')
  delete client.value.bindings['documents.assign']
  expect((await admin.send('PUT', '/api/clients/demo', client)).status).toBe(200)
  const [first, second] = [await hand('/orders', documentOf('R-1')), await hand('/orders', documentOf('R-2'))]
  const noted = async (number: number): Promise<number> =>
    (await admin.send('GET', `/api/clients/demo/references?ref=${encodeURIComponent(customer(number))}`)).status
  expect(await noted(1001)).toBe(404)
  expect(await pos('PATCH', `/documents/${first}`, { crmReference: customer(1001) })).toMatchObject({ status: 200, body: { forwarded: 'unsupported' } })
  expect(await noted(1001)).toBe(200)
  expect((await admin.send('POST', '/api/clients/demo/references/delete', { ref: customer(1002) })).status).toBe(200)
  expect(await pos('PATCH', `/documents/${second}`, { crmReference: customer(1002) })).toMatchObject({ status: 410, body: { code: 'reference.deleted' } })
  const operator = await world.server.as('operator')
  const assigned = await operator.send('PATCH', `/api/clients/demo/documents/${second}`, { crmReference: customer(1002) })
  expect([assigned.status, (await list('?anonymous=true')).map(({ id }) => id)]).toEqual([410, [second]])
})

test('S0-17a: lists show references without a call to the CRM unless names are asked for and the configuration shows them', async () => {
  for (const number of [1001, 1002]) await hand('/shipments', documentOf(`S-${number}`, { crmReference: customer(number) }))
  await hand('/shipments', documentOf('S-0'))
  world.crm.asked.length = 0
  expect((await list())[0]).not.toHaveProperty('identifier')
  expect(world.crm.asked).toEqual([])
  const { items } = (await world.pos('GET', '/documents?identifiers=true')).body
  expect(items.map(({ identifier }: { identifier: string | null }) => identifier)).toEqual([
    null,
    expect.stringMatching(/^\S+ \S+/),
    expect.stringMatching(/^\S+ \S+/),
  ])
  expect(world.crm.asked.filter(({ path }) => path.includes('/contacts/')).length).toBe(2)
  const [stored] = (await world.admin.send('GET', '/api/implementations')).body.filter((each: { value: { id: string } }) => each.value.id === 'sandbox-crm')
  stored.value.configuration.header.showIdentifier = false
  expect((await world.admin.send('PUT', '/api/implementations/sandbox-crm', { revision: stored.revision, value: stored.value, confirm: true })).status).toBe(
    200,
  )
  world.crm.asked.length = 0
  expect((await list('?identifiers=true'))[0]).not.toHaveProperty('identifier')
  expect(world.crm.asked).toEqual([])
})

test('X-01: fifty parallel requests with one idempotency key are one order', async () => {
  const send = () => world.pos('POST', '/orders', documentOf('R-1', { crmReference: customer(1001) }), { 'idempotency-key': 'pos-1' })
  const answers = await Promise.all(Array.from({ length: 50 }, send))
  const good = answers.filter(({ status }) => status === 201)
  expect(good.length).toBeGreaterThan(0)
  expect(answers.filter(({ status, body }) => status !== 201 && body.code !== 'request.in-progress')).toEqual([])
  const again = await send()
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(new Set([...good, again].map(({ body }) => JSON.stringify(body))).size).toBe(1)
  expect(world.written('/api/sales').length).toBe(1)
  expect((await list()).length).toBe(1)
})

test('X-01: fifty parallel documents with one idempotency key are accepted as one', async () => {
  const send = () => world.pos('POST', '/orders', documentOf('R-1'), { 'idempotency-key': 'pos-1', prefer: 'respond-async' })
  const answers = await Promise.all(Array.from({ length: 50 }, send))
  expect(answers.filter(({ status }) => status !== 202)).toEqual([])
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null).length).toBe(1)
  const [id, ...others] = [...new Set(answers.map(({ body }) => body.id as string))]
  expect(others).toEqual([])
  await vi.waitFor(async () => expect(await list()).toMatchObject([{ id, status: 'confirmed' }]), { timeout: 10_000, interval: 50 })
  expect(world.written('/api/sales').length).toBe(1)
})

test('X-01: the first answer is given again, though the sources have changed meanwhile', async () => {
  const order = await hand('/orders', documentOf('R-1'))
  const send = () => world.pos('POST', '/shipments', documentOf('S-1', { sources: [from('order', 'R-1')] }), { 'idempotency-key': 'pos-2' })
  const first = await send()
  await world.pos('PATCH', `/documents/${order}`, { crmReference: customer(1001) })
  const again = await send()
  expect(again, JSON.stringify(again.body)).toMatchObject({ status: 201, body: first.body })
  expect(world.written('/api/vouchers').length).toBe(1)
})

test('X-04: cells with fewer than three customers show no counts to those who are not administrators', async () => {
  const sell = (channelId: string, number: number, kind = '/shipments') =>
    hand(kind, documentOf(`${channelId}-${number}`, { channelId, crmReference: customer(number) }))
  for (const number of [1001, 1002, 1003]) await sell('large', number)
  for (const number of [1001, 1002]) await sell('small', number)
  await hand('/shipments', documentOf('small-0', { channelId: 'small', anonymousReason: 'crm_offline' }))
  const small = { month: '2026-11', channelId: 'small', kind: 'shipment' }
  const large = { month: '2026-11', channelId: 'large', kind: 'shipment', documents: 3, anonymous: 0, offline: 0, customers: 3 }
  const summary = async (role: string) => (await (await world.server.as(role)).send('GET', '/api/clients/demo/document-summary')).body
  const hidden = { leastCustomers: 3, cells: [large, { ...small, documents: null, anonymous: null, offline: null, customers: null }] }
  for (const role of ['viewer', 'operator', 'integrator']) expect(await summary(role), role).toEqual(hidden)
  expect((await world.admin.send('GET', '/api/clients/demo/document-summary')).body.cells).toEqual([
    large,
    { ...small, documents: 3, anonymous: 1, offline: 1, customers: 2 },
  ])
})
