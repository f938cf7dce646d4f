import { afterAll, beforeAll, expect, test } from 'vitest'
import { CustomerCreate } from '../../server/model/customer.ts'
import { CaptureState } from '../../server/model/capture.ts'
import { publish } from './publish.ts'
import { type Browser, start, type Started } from './start.ts'

let server: Started
let admin: Browser
let key: string
beforeAll(async () => {
  server = await start()
  admin = await server.admin()
  key = await server.key()
})
afterAll(() => server.stop())

const CUSTOMER = { name: 'Ada Lovelace', emails: [{ value: 'ada@lovelace.example', kind: 'work', primary: true }], notes: 'Ask for Ada Lovelace' }
const pathOf = (flow: string): string => `/api/flows/${flow}/capture`

async function send(path: string, body: unknown): Promise<Response> {
  return fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function read(flow: string): Promise<CaptureState> {
  const answer = await admin.send('GET', pathOf(flow))
  expect(answer.status).toBe(200)
  return CaptureState.parse(answer.body)
}

test('messages of live traffic become samples that fit the contract and tell nothing', async () => {
  expect((await send('/api/v1/customers', CUSTOMER)).status).toBe(201)
  expect((await admin.send('POST', pathOf('customers'), { count: 2 })).body).toMatchObject({ wanted: 2, captured: [] })
  expect((await send('/api/v1/customers/search', { email: 'ada@lovelace.example' })).status).toBe(200)
  expect((await send('/api/v1/customers', { ...CUSTOMER, name: 7 })).status).toBe(422)
  expect((await send('/api/v1/customers', { ...CUSTOMER, name: 'Grace Hopper', emails: [] })).status).toBe(201)
  expect((await send('/api/v1/customers/search', { name: 'Grace Hopper' })).status).toBe(200)
  const { wanted, captured } = await read('customers')
  expect([wanted, captured.map(({ trigger }) => trigger), captured.map(({ replaced }) => replaced)]).toEqual([0, ['search', 'create'], [1, 2]])
  expect(CustomerCreate.parse(captured[1]!.body)).toMatchObject({ kind: 'business', status: 'active' })
  expect(JSON.stringify(captured)).not.toMatch(/ada|lovelace|grace|hopper/i)
  expect((await admin.send('DELETE', pathOf('customers'))).body).toEqual({ wanted: 0, until: null, captured: [], tooLarge: 0 })
  expect((await read('customers')).captured).toEqual([])
  const draft = await admin.send('GET', '/api/flows/customers')
  const body = { flow: draft.body.flow, trigger: 'create', body: captured[1]!.body }
  expect((await admin.send('POST', '/api/flows/try', body)).body.run.state).toBe('succeeded')
})

test('who captures is in the log, without a value', async () => {
  await admin.send('POST', pathOf('orders'), { count: 3 })
  await admin.send('DELETE', pathOf('orders'))
  const audits = server.lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ audit, flow }) => audit !== undefined && flow === 'orders')
  expect(audits).toMatchObject([
    { audit: 'capture.start', user: 'ada', count: 3 },
    { audit: 'capture.stop', user: 'ada' },
  ])
})

test('drafts are not captured, subflows neither', async () => {
  await publish(server, 'inner', [
    ['in', 'webhook', { method: 'POST', path: 'inner' }],
    ['out', 'respond', { status: 200 }],
  ])
  await publish(server, 'outer', [
    ['in', 'webhook', { method: 'POST', path: 'outer' }],
    ['call', 'subflow', { flow: 'inner' }],
    ['out', 'respond', { status: 200 }],
  ])
  await admin.send('POST', pathOf('inner'), { count: 5 })
  await admin.send('POST', pathOf('outer'), { count: 5 })
  const { flow } = (await admin.send('GET', '/api/flows/inner')).body
  expect((await admin.send('POST', '/api/flows/try', { flow, body: { name: 'Ada' } })).status).toBe(200)
  expect((await send('/hooks/outer', { name: 'Ada', 'ada@lovelace.example': { ok: true } })).status).toBe(200)
  expect((await read('inner')).captured).toEqual([])
  const [sample] = (await read('outer')).captured
  expect(Object.keys(sample!.body as object)).toEqual(['name', expect.stringMatching(/^[a-z]{3}@example\.test$/)])
})

test('a deleted flow takes its capture along', async () => {
  await publish(server, 'gone', [['in', 'webhook', { method: 'POST', path: 'gone' }]])
  await admin.send('POST', pathOf('gone'), { count: 5 })
  await send('/hooks/gone', { name: 'Ada' })
  expect((await read('gone')).captured).toHaveLength(1)
  expect((await admin.send('DELETE', '/api/flows/gone')).status).toBe(200)
  expect((await admin.send('GET', pathOf('gone'))).body.code).toBe('flow.unknown')
  await publish(server, 'gone', [['in', 'webhook', { method: 'POST', path: 'gone' }]])
  expect(await read('gone')).toEqual({ wanted: 0, until: null, captured: [], tooLarge: 0 })
})

test.each(['GET', 'POST', 'DELETE'])('%s of a flow that is not there, or without the role', async (method) => {
  const body = method === 'POST' ? { count: 1 } : undefined
  expect(await admin.send(method, pathOf('nothing'), body)).toMatchObject({ status: 404, body: { code: 'flow.unknown' } })
  const operator = await server.as('operator')
  expect(await operator.send(method, pathOf('customers'), body)).toMatchObject({ status: 403, body: { code: 'request.forbidden' } })
})

test('a flow that was never published has nothing to capture; a capture has its bounds', async () => {
  await admin.send('POST', '/api/flows', { id: 'draft', name: 'Draft', client: 'demo', nodes: [], wires: [] })
  const answer = await admin.send('POST', pathOf('draft'), { count: 1 })
  expect(answer).toMatchObject({ status: 409, body: { code: 'flow.unpublished', detail: expect.stringContaining('Publish the flow first') } })
  expect(await read('draft')).toMatchObject({ wanted: 0 })
  for (const count of [0, 21, 1.5]) expect((await admin.send('POST', pathOf('customers'), { count })).status).toBe(422)
})
