import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENDPOINTS } from '../../server/model/endpoint.ts'
import type { LineageAnswer, LineageIndex } from '../../server/model/lineage.ts'
import type { Flow } from '../../server/model/flow.ts'
import { type Browser, start, type Started } from './start.ts'

let server: Started
let admin: Browser
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
})
afterAll(() => server.stop())

async function lineage(field: string): Promise<LineageAnswer> {
  const { status, body } = await admin.send('GET', `/api/lineage?field=${encodeURIComponent(field)}`)
  expect(status, JSON.stringify(body)).toBe(200)
  expect(ENDPOINTS['lineage.read'].response.safeParse(body).error?.issues).toBeUndefined()
  return body
}

const told = (links: LineageAnswer['reaches']): string[] =>
  links.map(({ from, to, how, flow, version }) => `${flow}@${version}: ${from.address} -> ${to.address} ${how}`)

test('a field of the model is followed to the systems, with rows and tags', async () => {
  const { field, reaches, comesFrom } = await lineage('customer.emails.value')
  expect(field).toEqual({ address: 'customer.emails.value', kind: 'canonical', place: 'customer', path: 'emails.value', pii: 'direct' })
  expect(told(reaches)).toContain('customers@1: customer.emails.value -> sandbox-crm:contacts.create:input.mail copied')
  expect(told(comesFrom)).toContain('customers@1: sandbox-crm:contacts.search:output.items.mail -> customer.emails.value copied')
  const link = comesFrom.find(({ how }) => how === 'copied')
  expect(link?.from).toMatchObject({ kind: 'external', pii: 'direct' })
  expect(link?.via.map(({ node, row, target }) => [node, row !== undefined, target])).toEqual([
    ['create-call', false, undefined],
    ['back', true, 'emails'],
    ['answer', false, undefined],
  ])
})

test('the field of a system is followed the other way', async () => {
  const { field, comesFrom } = await lineage('sandbox-crm:contacts.create:input.mail')
  expect(field).toMatchObject({ kind: 'external', place: 'sandbox-crm:contacts.create:input', path: 'mail', pii: 'direct' })
  expect(told(comesFrom)).toContain('customers@1: customer.emails.value -> sandbox-crm:contacts.create:input.mail copied')
})

test('an object is asked for with all below it', async () => {
  const below = await lineage('order.totals')
  expect(told(below.reaches)).toContain('orders@1: order.totals.net -> sandbox-ledger:sales.create:input.net_minor computed')
  expect((await lineage('customer')).reaches.length).toBeGreaterThan(20)
})

test('every field that is touched is listed', async () => {
  const { body } = await admin.send('GET', '/api/lineage/fields')
  expect(ENDPOINTS['lineage.fields'].response.safeParse(body).error?.issues).toBeUndefined()
  const entry = (body as LineageIndex).find(({ field }) => field.address === 'order.externalNumber')
  expect(entry).toMatchObject({ reaches: 2, comesFrom: 0, field: { pii: 'none' } })
})

test('an unknown field is a problem that names similar ones; one that no flow touches is not', async () => {
  const { status, body } = await admin.send('GET', '/api/lineage?field=customer.mails.value')
  expect(status).toBe(404)
  expect(body).toMatchObject({ code: 'request.not-found', errors: expect.arrayContaining([{ path: 'customer.emails.value', message: 'is a similar field' }]) })
  expect(body.detail).toContain('customer.emails.value')
  expect(await lineage('order.paymentTerm')).toMatchObject({ reaches: [], comesFrom: [] })
})

test('drafts count until something is published; then the live version counts, until the flow is gone', async () => {
  const flow = (path: string): Partial<Flow> => ({
    id: 'traced',
    name: 'Traced',
    client: 'demo',
    nodes: [
      { id: 'in', kind: 'webhook', name: 'In', config: { method: 'POST', path: 'traced' }, position: { x: 0, y: 0 } },
      {
        id: 'call',
        kind: 'call',
        name: 'Call',
        config: { connection: 'sandbox-crm', operation: 'contacts.get', input: `{ "id": ${path} }` },
        position: { x: 1, y: 0 },
      },
    ],
    wires: [{ id: 'w', from: { node: 'in', port: 'out' }, to: 'call' }],
  })
  const sources = async (): Promise<string[]> =>
    told((await lineage('sandbox-crm:contacts.get:input.id')).comesFrom).filter((text) => text.startsWith('traced'))
  const send = async (method: string, path: string, body?: unknown): Promise<void> => expect((await admin.send(method, path, body)).status).toBe(200)
  await send('POST', '/api/flows', flow('a'))
  expect(await sources()).toEqual(['traced@0: hook:demo/traced:input.a -> sandbox-crm:contacts.get:input.id copied'])
  await send('POST', '/api/flows/traced/publish', { revision: 1, note: '' })
  await send('PUT', '/api/flows/traced', { revision: 1, flow: flow('b') })
  expect(await sources()).toEqual(['traced@1: hook:demo/traced:input.a -> sandbox-crm:contacts.get:input.id copied'])
  await send('POST', '/api/flows/traced/publish', { revision: 2, note: '' })
  expect(await sources()).toEqual(['traced@2: hook:demo/traced:input.b -> sandbox-crm:contacts.get:input.id copied'])
  await send('DELETE', '/api/flows/traced')
  expect(await sources()).toEqual([])
})

test('nobody who is not logged in is told anything', async () => {
  expect((await server.browser().send('GET', '/api/lineage?field=customer')).status).toBe(401)
})
