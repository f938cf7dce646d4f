import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Flow } from '../../server/model/flow.ts'
import { type Answer, answerOf, start, type Started } from './start.ts'

let server: Started
let key = ''
const opened: Server[] = []
beforeAll(async () => {
  server = await start()
  key = await server.key()
})
afterAll(() => server.stop())
afterEach(async () => {
  for (const other of opened.splice(0)) {
    other.closeAllConnections()
    other.close()
    await once(other, 'close')
  }
})

function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const all = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }
  return fetch(server.url + path, { method, headers: all as Record<string, string>, ...(body !== undefined && { body: JSON.stringify(body) }) }).then(answerOf)
}

test('a customer is created, found, read, changed and deleted through the example flow', async () => {
  const created = await call('POST', '/api/v1/customers', { name: 'Quill Quarry', emails: [{ value: 'quill@example.test', kind: 'work', primary: true }] })
  expect(created.status).toBe(201)
  const { ref, versionToken } = created.body
  expect(created.headers.get('etag')).toBe(`"${versionToken}"`)
  const path = `/api/v1/customers/${encodeURIComponent(ref)}`

  const found = await call('POST', '/api/v1/customers/search', { email: 'quill@example.test' })
  expect(found.body.items.map((item: { ref: string }) => item.ref)).toEqual([ref])

  const read = await call('GET', path)
  expect([read.status, read.body.name]).toEqual([200, 'Quill Quarry'])
  const record = await (await server.admin()).send('GET', `/api/runs/${read.headers.get('x-patchbay-run')}`)
  expect(record.body.run).toMatchObject({ client: 'demo', flow: 'customers', state: 'succeeded', status: 200 })

  const changed = await call('PATCH', path, { language: 'cs' }, { 'if-match': `"${versionToken}"` })
  expect([changed.status, changed.body.language, changed.body.name]).toEqual([200, 'cs', 'Quill Quarry'])
  const stale = await call('PATCH', path, { language: 'de', versionToken })
  expect([stale.status, stale.body.code]).toEqual([409, 'target.conflict'])
  expect(stale.body.correlationId).toBe(stale.headers.get('x-patchbay-run'))

  const deleted = await call('DELETE', path)
  expect([deleted.status, deleted.body]).toEqual([204, ''])
})

test('what the target refuses comes back with the words of the target, which are not kept', async () => {
  const twice = { name: 'Rue Rowan', emails: [{ value: 'rue@example.test', kind: 'work', primary: true }] }
  expect((await call('POST', '/api/v1/customers', twice)).status).toBe(201)
  const refused = await call('POST', '/api/v1/customers', twice)
  expect([refused.status, refused.body.code]).toEqual([409, 'target.duplicate'])
  expect(refused.body.vendorMessage).toEqual(expect.any(String))
  const record = await (await server.admin()).send('GET', `/api/runs/${refused.body.correlationId}`)
  expect(record.body.run.problem.code).toBe('target.duplicate')
  expect(JSON.stringify(record.body)).not.toContain('rue@example.test')
})

/** Draws, publishes and loads a flow of the demo client. */
async function publish(id: string, nodes: [id: string, kind: string, config: Record<string, unknown>][]): Promise<void> {
  const admin = await server.admin()
  const flow: Partial<Flow> = {
    id,
    name: id,
    client: 'demo',
    nodes: nodes.map(([node, kind, config], index) => ({ id: node, kind, name: node, config, position: { x: index, y: 0 } })),
    wires: nodes.slice(1).map(([to], index) => ({ id: `w${index}`, from: { node: nodes[index]![0], port: 'out' }, to })),
  }
  expect((await admin.send('POST', '/api/flows', flow)).status).toBe(200)
  const published = await admin.send('POST', `/api/flows/${id}/publish`, { revision: 1, note: 'first' })
  expect(published.body, JSON.stringify(published.body)).toMatchObject({ version: 1 })
}

test('a webhook of a flow answers at its path and method, with its own status', async () => {
  await publish('echo', [
    ['in', 'webhook', { method: 'POST', path: 'till/echo' }],
    ['set', 'set', { rows: [{ key: 'colour', value: '$meta.request.query.colour' }] }],
    ['out', 'respond', { status: 202 }],
  ])
  const answer = await call('POST', '/hooks/till/echo?colour=green', { number: 7 })
  expect([answer.status, answer.body]).toEqual([202, { number: 7, colour: 'green' }])
  const wrong = await call('GET', '/hooks/till/echo')
  expect([wrong.status, wrong.body.code, wrong.headers.get('allow')]).toEqual([405, 'request.method', 'POST'])
  expect((await call('POST', '/hooks/till/echo?__proto__=x', {})).body.code).toBe('request.forbidden-key')
  expect((await call('POST', '/hooks/till/echo', { number: 7 }, { authorization: 'Bearer nobody' })).status).toBe(401)
})

test('a caller who hangs up cancels its run', async () => {
  let asked = false
  const slow = createServer(() => (asked = true)).listen(0, '127.0.0.1')
  opened.push(slow)
  await once(slow, 'listening')
  const admin = await server.admin()
  const connection = { id: 'slow', client: 'demo', name: 'Slow', connector: 'http', system: 'slow', baseUrl: `http://127.0.0.1:${(slow.address() as AddressInfo).port}`, auth: 'none', local: true }
  expect((await admin.send('POST', '/api/connections', { connection, credentials: {} })).status).toBe(200)
  await publish('slow', [
    ['in', 'webhook', { method: 'POST', path: 'slow' }],
    ['call', 'call', { connection: 'slow', operation: 'get', input: '{"path":"/"}' }],
    ['out', 'respond', { status: 200 }],
  ])
  const hanging = httpRequest(`${server.url}/hooks/slow`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } })
  hanging.on('error', () => undefined)
  hanging.end('{}')
  await vi.waitFor(() => expect(asked).toBe(true))
  hanging.destroy()
  await vi.waitFor(async () => {
    const runs = (await admin.send('GET', '/api/runs?flow=slow')).body
    expect(runs.map((run: { state: string }) => run.state)).toEqual(['cancelled'])
  })
})
