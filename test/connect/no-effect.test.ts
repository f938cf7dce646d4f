import type { RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { hadNoEffect, type Progress } from '../../server/connect/no-effect.ts'
import type { RepeatSafety } from '../../server/model/delivery.ts'
import type { ProblemCode } from '../../server/model/problem-table.ts'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

interface Row {
  state: Progress['state']
  code: ProblemCode
  status?: number
  declared?: boolean
  by?: RepeatSafety
  noEffect: boolean
}

test.each<Row>([
  { state: 'held', code: 'target.unavailable', noEffect: true },
  { state: 'held', code: 'flow.deadline', noEffect: true },
  { state: 'held', code: 'target.auth', noEffect: true },
  { state: 'left', code: 'target.unavailable', noEffect: false },
  { state: 'left', code: 'target.timeout', noEffect: false },
  { state: 'left', code: 'flow.cancelled', noEffect: false },
  { state: 'left', code: 'target.malformed', noEffect: false },
  { state: 'answered', status: 429, code: 'target.rate-limited', declared: true, noEffect: true },
  { state: 'answered', status: 503, code: 'target.unavailable', declared: true, noEffect: true },
  { state: 'answered', status: 422, code: 'target.validation', declared: false, noEffect: false },
  { state: 'answered', status: 409, code: 'target.conflict', by: 'key', noEffect: false },
  { state: 'answered', status: 409, code: 'target.duplicate', by: 'key', noEffect: true },
  { state: 'answered', status: 409, code: 'target.conflict', by: 'version', noEffect: true },
  { state: 'answered', status: 200, code: 'target.validation', noEffect: true },
  { state: 'answered', status: 500, code: 'target.validation', noEffect: true },
  { state: 'answered', status: 200, code: 'target.failed', noEffect: false },
  { state: 'answered', status: 200, code: 'target.malformed', noEffect: false },
  { state: 'answered', status: 404, code: 'target.malformed', noEffect: true },
  { state: 'answered', status: 413, code: 'target.failed', noEffect: true },
  { state: 'answered', status: 408, code: 'target.timeout', noEffect: false },
  { state: 'answered', status: 429, code: 'target.rate-limited', noEffect: false },
  { state: 'answered', status: 499, code: 'target.failed', noEffect: false },
  { state: 'answered', status: 302, code: 'target.malformed', noEffect: false },
  { state: 'answered', status: 500, code: 'target.failed', noEffect: false },
  { state: 'answered', status: 503, code: 'target.unavailable', noEffect: false },
  { state: 'answered', status: 504, code: 'target.timeout', noEffect: false },
  { state: 'good', status: 200, code: 'expression.failed', noEffect: false },
])('$state $status $code, declared $declared, by $by: no effect is $noEffect', ({ state, code, status = 0, declared, by = 'none', noEffect }) => {
  expect(hadNoEffect(code, { state, status, declared }, by)).toBe(noEffect)
})

/** A writing call against a target; notes how often it was told that the request leaves, and what had arrived by then. */
async function writing(handle: RequestListener, connector: Record<string, unknown> = {}, operation: Record<string, unknown> = {}) {
  const seen = { requests: 0, told: 0, before: -1 }
  const { url, server } = await listen((request, response) => {
    seen.requests += 1
    handle(request, response)
  })
  const made = probe(connectorWith(connector, operation), connectionTo(url, { timeoutMs: 300 }), {
    credentials: async () => ({ username: 'u', password: 'p' }),
  })
  const sending = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    seen.told += 1
    seen.before = seen.requests
  }
  return { ...made, seen, server, url, sending, write: (more = {}) => made.call('write', {}, { sending, ...more }) }
}

const answering =
  (status: number, body: unknown = {}): RequestListener =>
  (_request, response) =>
    answerJson(response, body, status)

const answerHalf: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy())
}

test('a write is announced once, before anything of it arrives; a read never', async () => {
  const { write, call, seen, sending } = await writing(answering(200))
  await call('read', {}, { sending })
  expect(seen).toEqual({ requests: 1, told: 0, before: -1 })
  await write()
  expect(seen).toEqual({ requests: 2, told: 1, before: 1 })
})

test('a write that cannot be announced is not sent', async () => {
  const { write, seen } = await writing(answering(200))
  const sending = async (): Promise<void> => {
    throw new Problem('storage.failed', 'The disk is full.')
  }
  expect(await problemOf(write({ sending }))).toMatchObject({ code: 'storage.failed', noEffect: true })
  expect(seen.requests).toBe(0)
})

test('a good write whose answer cannot be made into the output is unknown', async () => {
  const { write } = await writing(answering(200, { n: 'x' }), {}, { result: '=$number(body.n)' })
  expect(await problemOf(write())).toMatchObject({ code: 'expression.failed', noEffect: false })
})

test.each<[string, Record<string, unknown>]>([
  ['an unknown operation', { operation: 'gone' }],
  ['a page that is none', { input: { page: 7 } }],
  ['a signal that is aborted', { signal: AbortSignal.abort() }],
  ['a deadline that has passed', { deadline: 1 }],
])('with %s nothing is announced or sent', async (_title, more) => {
  const { write, seen } = await writing(answering(200), {}, { paging: { style: 'offset', items: 'body', limit: 5 } })
  expect(await problemOf(write(more))).toMatchObject({ noEffect: true })
  expect(seen).toEqual({ requests: 0, told: 0, before: -1 })
})

test('nobody listening, an unknown name, a refused address: nothing was sent', async () => {
  const { write, server, url } = await writing(answering(200))
  await new Promise((resolve) => server.close(resolve))
  expect(await problemOf(write())).toMatchObject({ code: 'target.unavailable', noEffect: true })
  const unknown = probe(connectorWith(), connectionTo('http://crm.example.test'), {
    resolve: () => Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' })),
  })
  expect(await problemOf(unknown.call('write'))).toMatchObject({ code: 'target.unavailable', noEffect: true })
  expect(await problemOf(probe(connectorWith(), connectionTo(url, { local: false })).call('write'))).toMatchObject({ code: 'egress.refused', noEffect: true })
})

test('a server that speaks no TLS has got nothing', async () => {
  const { url } = await writing(answering(200))
  const problem = await problemOf(probe(connectorWith(), connectionTo(url.replace('http:', 'https:'))).call('write'))
  expect(problem).toMatchObject({ code: 'target.unavailable', noEffect: true })
})

test('a connection that is never made is no effect, also when the time is over', async () => {
  // Accepts connections but never speaks: the TLS handshake hangs.
  const server = createTcpServer(() => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { call } = probe(connectorWith(), connectionTo(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, { timeoutMs: 150 }))
  expect(await problemOf(call('write'))).toMatchObject({ noEffect: true })
})

test.each<[string, RequestListener, ProblemCode]>([
  ['drops the connection', (request) => request.socket.destroy(), 'target.unavailable'],
  ['does not answer in time', () => undefined, 'target.timeout'],
  ['answers half', answerHalf, 'target.unavailable'],
  ['answers 500', answering(500), 'target.failed'],
  ['answers 429', answering(429), 'target.rate-limited'],
])('a target that %s leaves it unknown', async (_title, handle, code) => {
  const { write, seen } = await writing(handle)
  expect(await problemOf(write())).toMatchObject({ code, noEffect: false })
  expect(seen).toEqual({ requests: 1, told: 1, before: 0 })
})

test('a caller that gives up after the request has left does not know', async () => {
  const { write, seen } = await writing(() => undefined)
  const controller = new AbortController()
  const outcome = problemOf(write({ signal: controller.signal }))
  await vi.waitFor(() => expect(seen.requests).toBe(1))
  controller.abort(new Problem('flow.deadline', 'late'))
  expect(await outcome).toMatchObject({ code: 'flow.deadline', noEffect: false })
})

test('a target that refuses has done nothing; a rule may know better', async () => {
  const rules = { failures: [{ status: [503], problem: 'target.unavailable', noEffect: true }] }
  expect(await problemOf((await writing(answering(422))).write())).toMatchObject({ code: 'target.validation', noEffect: true })
  expect(await problemOf((await writing(answering(503))).write())).toMatchObject({ noEffect: false })
  expect(await problemOf((await writing(answering(503), rules)).write())).toMatchObject({ noEffect: true })
})

const session = {
  type: 'session',
  login: { method: 'POST', path: '/login', body: {} },
  session: 'body.sid',
  headers: { cookie: '=session' },
  expired: 'status = 401',
}

test('a login is not announced; a write that is sent again after a new login is announced once', async () => {
  let logins = 0
  const { url } = await listen((request, response) => {
    if (request.url === '/login') return answerJson(response, { sid: `s${++logins}` })
    return answerJson(response, {}, request.headers.cookie === 's2' ? 200 : 401)
  })
  let told = 0
  const { call } = probe(connectorWith({ auth: [session] }), connectionTo(url, { auth: 'session' }), {
    credentials: async () => ({ username: 'u', password: 'p' }),
  })
  await call('write', {}, { sending: async () => void (told += 1) })
  expect({ told, logins }).toEqual({ told: 1, logins: 2 })
})

test('a login that fails after the first request was turned away leaves nothing done', async () => {
  let logins = 0
  const { url } = await listen((request, response) => {
    if (request.url !== '/login') return answerJson(response, {}, 401)
    logins += 1
    return answerJson(response, { sid: 's' }, logins === 1 ? 200 : 503)
  })
  const { call } = probe(connectorWith({ auth: [session] }), connectionTo(url, { auth: 'session' }), {
    credentials: async () => ({ username: 'u', password: 'p' }),
  })
  expect(await problemOf(call('write'))).toMatchObject({ code: 'target.unavailable', noEffect: true })
})

test('the call never outlives its deadline', async () => {
  const { url } = await listen(() => undefined)
  const { call } = probe(connectorWith(), connectionTo(url, { timeoutMs: 60_000 }), { now: () => 1_000 })
  const problem = await problemOf(call('write', {}, { deadline: 1_100 }))
  expect(problem).toMatchObject({ code: 'target.timeout', noEffect: false })
  expect(problem.detail).toContain('100 ms')
})
