import { request as httpRequest } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openSlowTarget, publish, type SlowTarget } from './publish.ts'
import { type Answer, answerOf, start, type Started } from './start.ts'

let server: Started
let key = ''
const opened: SlowTarget[] = []
beforeAll(async () => {
  server = await start()
  key = await server.key()
})
afterAll(() => server.stop())
afterEach(async () => {
  for (const target of opened.splice(0)) await target.close()
})

function call(...[method, path, body, headers = {}]: [method: string, path: string, body?: unknown, headers?: Record<string, string>]): Promise<Answer> {
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

test('a webhook of a flow answers at its path and method, with its own status', async () => {
  await publish(server, 'echo', [
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
  const target = await openSlowTarget(server)
  opened.push(target)
  const hanging = httpRequest(`${server.url}/hooks/slow`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } })
  hanging.on('error', () => undefined)
  hanging.end('{}')
  await target.asked
  hanging.destroy()
  await vi.waitFor(async () => {
    const runs = (await (await server.admin()).send('GET', '/api/runs?flow=slow')).body
    expect(runs.map((run: { state: string }) => run.state)).toEqual(['cancelled'])
  })
})
