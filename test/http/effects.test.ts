import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Browser, start, type Started } from './start.ts'
import { ASYNC, callerOf, type Caller, openTill, order, type Till } from './till.ts'

let server: Started
let till: Till
let pos: Caller
let admin: Browser
const closers: (() => unknown)[] = []
beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
  admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  till = await openTill(server, { attempts: 2 }, 'post')
  pos = callerOf(server.url, await server.key())
})
afterAll(async () => {
  await server.stop()
  await till.close()
})
afterEach(async () => {
  till.mode = 'ok'
  for (const close of closers.splice(0)) await close()
})

const taken = (number: string): number => till.taken.filter((one) => one === number).length

/** An order that the target has taken without saying so. */
async function unknown(number: string): Promise<string> {
  till.mode = 'drop'
  const { body } = await pos.order(order(number, { crmReference: `crm:customer:${number}` }), ASYNC)
  await pos.until(body.id, 'held')
  till.mode = 'ok'
  return body.id
}

test.each([
  ['confirmed', 1],
  ['to-send', 2],
] as const)('a write whose outcome is unknown is not repeated until an operator says what became of it: %s', async (state, times) => {
  const number = `A-${state}`
  const run = await unknown(number)
  const detail = (await admin.send('GET', `/api/runs/${run}`)).body
  expect([detail.run.state, detail.run.problem.code, taken(number)]).toEqual(['blocked', 'effect.unknown', 1])
  expect(detail.effects).toMatchObject([{ node: 'book', connection: 'till', operation: 'post', by: 'none', state: 'unknown' }])
  expect((await admin.send('POST', '/api/runs/retry-plan', { runs: [run] })).body.effects).toMatchObject({ unknown: 1, confirmed: 0 })
  const effect = { effect: detail.effects[0].key, state, reference: state === 'confirmed' ? `till:${number}` : null }
  expect((await admin.send('POST', `/api/runs/${run}/effects`, effect)).status).toBe(422)
  const resolved = await admin.send('POST', `/api/runs/${run}/effects`, { ...effect, note: 'looked into the till' })
  expect([resolved.status, resolved.body.effects[0].state]).toEqual([200, state])
  await admin.send('POST', `/api/runs/${run}/actions`, { action: 'retry' })
  await pos.until(run, 'succeeded')
  expect(taken(number)).toBe(times)
  const audit = (await admin.send('GET', `/api/audit?subject=run:${run}`)).body
  expect(audit.map(({ action, note }: { action: string; note: string }) => [action, note])).toEqual([
    ['run.retry', ''],
    [`run.resolve.${state}`, 'looked into the till'],
  ])
})

test('a client is told of the end of its documents, signed with the secret that is shown once', async () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = []
  const receiver = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) })
    // The first one is not taken, so that it comes again.
    response.writeHead(received.length === 1 ? 500 : 204).end()
  })
  await once(receiver.listen(0, '127.0.0.1'), 'listening')
  closers.push(() => receiver.close())
  const demo = (await admin.send('GET', '/api/clients')).body.find((client: { value: { id: string } }) => client.value.id === 'demo')
  demo.value.callback = { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/told`, local: true }
  expect((await admin.send('PUT', '/api/clients/demo', demo)).status).toBe(200)
  const { secret } = (await admin.send('POST', '/api/clients/demo/callback-secret')).body
  const { id } = (await pos.order(order('B-1', { notes: 'Quill-marked-74' }), ASYNC)).body
  await vi.waitFor(() => expect(received).toHaveLength(2), { timeout: 20_000 })
  const [first, second] = received
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
  const signed = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
  signed.update(`${second!.headers['webhook-id']}.${second!.headers['webhook-timestamp']}.${second!.body}`)
  expect(second!.headers['webhook-signature']).toBe(`v1,${signed.digest('base64')}`)
  const told = JSON.parse(second!.body)
  expect([told.type, told.data]).toEqual(['run.succeeded', { ...(await pos.status(id)).body, endedAt: told.data.endedAt }])
  expect(second!.body).not.toContain('Quill-marked')
  expect((await admin.send('GET', '/api/audit?subject=client:demo')).body).toMatchObject([{ action: 'client.callback-secret', user: 'ada' }])
  expect(JSON.stringify((await admin.send('GET', '/api/clients')).body) + server.lines.join('')).not.toContain(secret)
})

test('a document that was cancelled half-way is undone once, on demand, and that is on record', async () => {
  const node = (id: string, kind: string, config: object) => ({ id, kind, name: id, config, position: { x: 0, y: 0 } })
  const call = { connection: 'till', as: 'booked' }
  const nodes = [
    node('in', 'endpoint', { operation: 'orders.create' }),
    node('book', 'call', { ...call, operation: 'post', input: '{ "path": "/orders/" & externalNumber }', undo: 'unbook' }),
    node('fail', 'raise', { code: 'flow.raised', detail: 'Half-way.' }),
    node('unbook', 'call', { ...call, operation: 'delete', input: '{ "path": "/orders/undo-" & $input.externalNumber }' }),
  ]
  const wire = (from: string, to: string) => ({ id: to, from: { node: from, port: 'out' }, to })
  const flow = { id: 'half', name: 'Half', client: 'demo', nodes, wires: [wire('in', 'book'), wire('book', 'fail')] }
  expect((await admin.send('POST', '/api/flows', flow)).status).toBe(200)
  expect((await admin.send('POST', '/api/flows/half/publish', { revision: 1, note: '' })).body).toMatchObject({ version: 1 })
  const demo = (await admin.send('GET', '/api/clients')).body.find((client: { value: { id: string } }) => client.value.id === 'demo')
  demo.value.bindings['orders.create'] = 'half'
  expect((await admin.send('PUT', '/api/clients/demo', demo)).status).toBe(200)
  const { id } = (await pos.order(order('C-1'), ASYNC)).body
  await pos.until(id, 'held')
  const act = (action: string) => admin.send('POST', `/api/runs/${id}/actions`, { action, note: 'sold twice' })
  expect((await act('undo')).body.code).toBe('request.conflict')
  expect((await act('cancel')).body.state).toBe('cancelled')
  expect([(await act('undo')).status, (await act('undo')).status]).toEqual([200, 200])
  expect(till.taken.filter((number) => number.endsWith('C-1'))).toEqual(['C-1', 'undo-C-1'])
  const audit = (await admin.send('GET', `/api/audit?subject=run:${id}`)).body
  expect(audit.map(({ action, note }: { action: string; note: string }) => [action, note])).toEqual([
    ['run.undo', 'sold twice'],
    ['run.undo', 'sold twice'],
    ['run.cancel', 'sold twice'],
  ])
})
