import type { RequestListener } from 'node:http'
import { expect, test, vi } from 'vitest'
import { BREAKER_SETTINGS } from '../../server/connect/breaker.ts'
import type { SharedLimits } from '../../server/connect/shared-limits.ts'
import type { Connection } from '../../server/model/connection.ts'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

interface Made {
  connector?: Record<string, unknown>
  connection?: Partial<Connection>
  limits?: SharedLimits
}

/** A target that answers as `state` says, on a clock of its own. */
async function target({ connector, connection, limits }: Made = {}) {
  const state = { status: 200, headers: {} as Record<string, string>, requests: 0, now: 1_000_000 }
  const handle: RequestListener = (_request, response) => {
    state.requests += 1
    for (const [name, value] of Object.entries(state.headers)) response.setHeader(name, value)
    answerJson(response, {}, state.status)
  }
  const { url } = await listen(handle)
  const made = probe(connectorWith(connector), connectionTo(url, connection), { now: () => state.now, ...(limits && { limits }) })
  return { ...made, state, health: () => made.connect.health()[0] }
}

const failing = async ({ call }: Awaited<ReturnType<typeof target>>, times: number): Promise<void> => {
  for (let index = 0; index < times; index++) await problemOf(call())
}

test('a target that fails again and again is left alone, tried once, and trusted again', async () => {
  const subject = await target()
  const { state, call, health } = subject
  state.status = 502
  await failing(subject, BREAKER_SETTINGS.consecutive)
  const { requests } = state
  expect(await problemOf(call('write'))).toMatchObject({ code: 'target.resting', retryAfter: 1, noEffect: true })
  expect(state.requests).toBe(requests)
  expect(health()).toMatchObject({ breaker: 'open', retryAt: new Date(state.now + 1000).toISOString(), active: 0, waiting: 0 })
  state.now += 1000
  await failing(subject, 1)
  expect(health()).toMatchObject({ breaker: 'open', retryAt: new Date(state.now + 2000).toISOString() })
  state.now += 2000
  state.status = 200
  await call()
  expect(health()).toEqual({ id: 'c1', breaker: 'closed', retryAt: null, active: 0, waiting: 0, quietUntil: null })
})

test('a document that the target fails on again and again does not stop the others; a target that fails on many calls is left alone', async () => {
  const subject = await target()
  subject.state.status = 500
  await failing(subject, BREAKER_SETTINGS.atLeast - 1)
  expect(subject.health()).toMatchObject({ breaker: 'closed' })
  await failing(subject, 1)
  expect(subject.health()).toMatchObject({ breaker: 'open' })
})

test('what a failure rule names a refusal speaks for the target, whatever its status is', async () => {
  const subject = await target({ connector: { failures: [{ status: [500, 503], problem: 'target.validation' }] } })
  for (const status of [500, 503]) {
    subject.state.status = status
    await failing(subject, BREAKER_SETTINGS.atLeast)
  }
  expect(subject.health()).toMatchObject({ breaker: 'closed' })
})

test.each([400, 401, 403, 404, 409, 422, 429, 501])('answers of %i never open the breaker', async (status) => {
  const subject = await target()
  subject.state.status = status
  await failing(subject, BREAKER_SETTINGS.consecutive * 2)
  expect(subject.health()).toMatchObject({ breaker: 'closed' })
})

test('no connection opens it; what the caller did wrong or gave up does not', async () => {
  const subject = await target()
  const { call, health } = subject
  for (let index = 0; index < 10; index++) {
    await problemOf(call('gone'))
    await problemOf(call('read', {}, { signal: AbortSignal.abort() }))
  }
  expect(health()).toMatchObject({ breaker: 'closed' })
  const refused = probe(connectorWith(), connectionTo('http://127.0.0.1:1'))
  for (let index = 0; index < BREAKER_SETTINGS.consecutive; index++) await problemOf(refused.call())
  expect(refused.connect.health()[0]).toMatchObject({ breaker: 'open' })
})

const session = { type: 'session', login: { method: 'POST', path: '/login' }, session: 'body.sid', headers: { cookie: '=session' }, expired: 'status = 401' }

test('a refused login leaves it closed; a login that fails again and again opens it, and it closes with the login', async () => {
  let status = 403
  const clock = { now: 0 }
  const { url } = await listen((_request, response) => answerJson(response, { sid: 's' }, status))
  const { call, connect } = probe(connectorWith({ auth: [session] }), connectionTo(url, { auth: 'session' }), {
    credentials: async () => ({ username: 'u', password: 'p' }),
    now: () => clock.now,
  })
  for (let index = 0; index < BREAKER_SETTINGS.consecutive; index++) expect(await problemOf(call())).toMatchObject({ code: 'target.auth' })
  expect(connect.health()[0]).toMatchObject({ breaker: 'closed' })
  status = 503
  for (let index = 0; index < BREAKER_SETTINGS.consecutive; index++) expect(await problemOf(call())).toMatchObject({ code: 'target.unavailable' })
  expect(await problemOf(call())).toMatchObject({ code: 'target.resting' })
  clock.now += 1000
  status = 200
  await call()
  expect(connect.health()[0]).toMatchObject({ breaker: 'closed' })
})

test.each([
  ['flow.deadline', 'open'],
  ['flow.cancelled', 'closed'],
] as const)('a target that hangs until %s leaves the breaker %s', async (code, breaker) => {
  let arrived = (): void => undefined
  const { url } = await listen(() => arrived())
  const { call, connect } = probe(connectorWith(), connectionTo(url))
  for (let index = 0; index < BREAKER_SETTINGS.consecutive; index++) {
    const controller = new AbortController()
    arrived = () => controller.abort(new Problem(code, 'over'))
    expect((await problemOf(call('read', {}, { signal: controller.signal }))).code).toBe(code)
  }
  expect(connect.health()[0]).toMatchObject({ breaker })
})

test.each([429, 503])('Retry-After of %i silences the whole connection, for longer waits with a problem', async (status) => {
  const { state, call, health } = await target({ connection: { timeoutMs: 5000 } })
  Object.assign(state, { status, headers: { 'retry-after': '30' } })
  await problemOf(call())
  expect(health()).toMatchObject({ quietUntil: new Date(state.now + 30_000).toISOString() })
  Object.assign(state, { status: 200, headers: {} })
  expect(await problemOf(call('write'))).toMatchObject({ code: 'target.rate-limited', retryAfter: 30, noEffect: true })
  state.now += 26_000
  expect(await problemOf(call('read', {}, { deadline: state.now + 3000 }))).toMatchObject({ code: 'target.rate-limited', retryAfter: 4 })
  expect(state.requests).toBe(1)
  state.now += 4000
  await call()
  expect(health()).toMatchObject({ quietUntil: null })
})

test('a short silence is waited for; giving up meanwhile ends the wait', async () => {
  const { state, call, health } = await target()
  state.headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3' }
  await call()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const controller = new AbortController()
    const impatient = problemOf(call('read', {}, { signal: controller.signal }))
    const patient = call()
    await vi.waitFor(() => expect(health()).toMatchObject({ active: 0, waiting: 2 }))
    controller.abort()
    expect((await impatient).code).toBe('flow.cancelled')
    expect(state.requests).toBe(1)
    state.now += 3000
    await vi.advanceTimersByTimeAsync(3000)
    vi.useRealTimers()
    await patient
    expect(state.requests).toBe(2)
  } finally {
    vi.useRealTimers()
  }
})

test('what a failure rule reads from the body silences as well', async () => {
  const rule = { status: [403], problem: 'target.rate-limited', retryAfter: '60' }
  const { state, call, health } = await target({ connector: { failures: [rule] } })
  state.status = 403
  await problemOf(call())
  expect(health()).toMatchObject({ quietUntil: new Date(state.now + 60_000).toISOString() })
})

test('a connector may name the headers of its limits', async () => {
  const { state, call, health } = await target({ connector: { limits: { headers: [{ remaining: 'X-Left', reset: 'X-Again-At' }] } } })
  state.headers = { 'x-left': '0', 'x-again-at': '40' }
  await call()
  expect(health()).toMatchObject({ quietUntil: new Date(state.now + 40_000).toISOString() })
})

/** Notes what it is asked for, and lets everybody in. */
const noting = (asked: unknown[], released: string[] = []): SharedLimits => ({
  take: async (connection, limits) => {
    asked.push([connection, limits])
    return async () => void released.push(connection)
  },
})

test('limits of a connection are kept with everybody else, those of its connector by each process', async () => {
  const [asked, released]: [unknown[], string[]] = [[], []]
  const own = await target({ connection: { limits: { perSecond: 3 } }, connector: { limits: { concurrency: 7 } }, limits: noting(asked, released) })
  await own.call()
  expect(asked).toEqual([['c1', { perSecond: 3 }]])
  expect(released).toEqual(['c1'])
  const proposed = await target({ connector: { limits: { concurrency: 7, perSecond: 5 } }, limits: noting(asked) })
  await proposed.call()
  expect(asked.length).toBe(1)
})

test('limits that cannot be asked for are no effect', async () => {
  const limits: SharedLimits = { take: () => Promise.reject(new Error('no database')) }
  const { call, state, health } = await target({ connection: { limits: { concurrency: 2 } }, limits })
  expect(await problemOf(call('write'))).toMatchObject({ code: 'storage.failed', noEffect: true })
  expect(state.requests).toBe(0)
  expect(health()).toMatchObject({ active: 0, waiting: 0 })
})

test('a strictly serial target is called one by one in the order of arrival, also where the requests take different times to make', async () => {
  const order: string[] = []
  let running = 0
  let most = 0
  const { url } = await listen((request, response) => {
    order.push(request.url!)
    most = Math.max(most, ++running)
    setImmediate(() => {
      running -= 1
      answerJson(response, {})
    })
  })
  // Every third path is made in the sandbox of slow expressions.
  const path = '/{input.slow ? $string($eval("input.n")) : $string(input.n)}'
  const { call } = probe(connectorWith({}, { request: { method: 'POST', path } }), connectionTo(url, { limits: { concurrency: 1 } }))
  await Promise.all(Array.from({ length: 12 }, (_, n) => call('write', { n, slow: n % 3 === 0 })))
  expect(order).toEqual(Array.from({ length: 12 }, (_, n) => `/${n}`))
  expect(most).toBe(1)
})
