import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startPatchbay } from '../../server/main.ts'
import { readSettings } from '../../server/settings.ts'
import { start, type Started } from './start.ts'
import { ASYNC, callerOf, type Caller, openTill, order, type Till } from './till.ts'

let server: Started
let till: Till
let pos: Caller
let key = ''
beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  till = await openTill(server, { attempts: 100 })
  key = await server.key()
  pos = callerOf(server.url, key)
})
afterAll(async () => {
  await server.stop()
  await till.close()
})
afterEach(() => {
  till.mode = 'ok'
})

const taken = (number: string): number => till.taken.filter((one) => one === number).length

test('an accepted order is delivered, and its state can be asked for until it is', async () => {
  const answer = await pos.order(order('A-1'), ASYNC)
  expect([answer.status, answer.body.state, answer.headers.get('preference-applied')]).toEqual([202, 'accepted', 'respond-async'])
  expect(answer.headers.get('location')).toBe(`/api/v1/runs/${answer.body.id}`)
  const status = await pos.until(answer.body.id, 'succeeded')
  expect(status).toMatchObject({ operation: 'orders.create', attempt: 1, problem: null })
  expect(status.endedAt).not.toBeNull()
  expect(taken('A-1')).toBe(1)
})

test('whoever waits gets the end, if it comes in time', async () => {
  const answer = await pos.order(order('A-2'), { prefer: 'wait=20' })
  expect([answer.status, answer.body.state, answer.headers.get('preference-applied')]).toEqual([202, 'succeeded', 'wait=20'])
  till.mode = 'hold'
  const early = await pos.order(order('A-3'), { prefer: 'wait=1' })
  expect([early.status, early.body.state]).toEqual([202, 'running'])
  till.release()
  till.mode = 'ok'
  await pos.until(early.body.id, 'succeeded')
})

test('fifty requests with one key, at once and later, have one effect', async () => {
  const named = { 'idempotency-key': '"till-7-000123"' }
  const answers = await Promise.all(Array.from({ length: 50 }, () => pos.order(order('B-1'), { ...named, ...ASYNC })))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1)
  await pos.until(answers[0]!.body.id, 'succeeded')
  expect(taken('B-1')).toBe(1)
  const bare = await pos.order(order('B-1'), { 'idempotency-key': 'till-7-000123', ...ASYNC })
  expect([bare.status, bare.body.id, bare.body.state]).toEqual([202, answers[0]!.body.id, 'succeeded'])
  const other = await pos.order(order('B-2'), { ...named, ...ASYNC })
  expect([other.status, other.body.code]).toEqual([422, 'request.key-reused'])
  expect([taken('B-1'), taken('B-2')]).toEqual([1, 0])
})

test('fifty requests with one key that are answered at once have one effect and one answer', async () => {
  const named = { 'idempotency-key': 'sync-1' }
  till.mode = 'hold'
  const before = till.asked()
  const first = pos.order(order('C-1'), named)
  await vi.waitFor(() => expect(till.asked()).toBe(before + 1))
  const meanwhile = await Promise.all(Array.from({ length: 49 }, () => pos.order(order('C-1'), named)))
  for (const { status, body, headers } of meanwhile)
    expect([status, body.code, Number(headers.get('retry-after')) > 0]).toEqual([409, 'request.in-progress', true])
  till.mode = 'ok'
  till.release()
  const { status, body, headers } = await first
  expect([status, headers.get('idempotent-replayed')]).toEqual([201, null])
  const again = await pos.order(order('C-1'), named)
  expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([201, body, 'true'])
  const other = await pos.order(order('C-2'), named)
  expect([other.status, other.body.code]).toEqual([422, 'request.key-reused'])
  expect([taken('C-1'), taken('C-2')]).toEqual([1, 0])
})

test('a key whose request failed is free for the next try', async () => {
  till.mode = 'refuse'
  const failed = await pos.order(order('D-1'), { 'idempotency-key': 'sync-2' })
  expect(failed.status).toBe(422)
  till.mode = 'ok'
  const next = await pos.order(order('D-1'), { 'idempotency-key': 'sync-2' })
  expect([next.status, next.headers.get('idempotent-replayed'), taken('D-1')]).toEqual([201, null, 1])
})

test('an order that was answered at once is not done again when it is sent to be queued, nor the other way round', async () => {
  expect((await pos.order(order('E-1'), { 'idempotency-key': 'both-1' })).status).toBe(201)
  const queued = await pos.order(order('E-1'), { 'idempotency-key': 'both-1', ...ASYNC })
  expect(queued.status).toBeLessThan(500)
  const first = await pos.order(order('E-2'), { 'idempotency-key': 'both-2', ...ASYNC })
  await pos.until(first.body.id, 'succeeded')
  expect((await pos.order(order('E-2'), { 'idempotency-key': 'both-2' })).status).toBeLessThan(500)
  // Whatever comes later in the same lane comes after them.
  const last = await pos.order(order('E-3'), ASYNC)
  await pos.until(last.body.id, 'succeeded')
  expect([taken('E-1'), taken('E-2')]).toEqual([1, 1])
})

test('a target that is down for a while loses nothing and gets everything once, in order', async () => {
  till.mode = 'down'
  const before = till.asked()
  const numbers = ['F-1', 'F-2', 'F-3', 'F-4']
  const runs: string[] = []
  for (const number of numbers) runs.push((await pos.order(order(number), ASYNC)).body.id)
  await vi.waitFor(() => expect(till.asked()).toBeGreaterThan(before + 4), { timeout: 10_000 })
  const retrying = await pos.status(runs[0]!)
  expect(['retrying', 'running']).toContain(retrying.body.state)
  expect(retrying.body.problem?.code ?? 'target.unavailable').toMatch(/^target\./)
  till.mode = 'ok'
  for (const run of runs) await pos.until(run, 'succeeded')
  expect(till.taken.filter((number) => numbers.includes(number))).toEqual(numbers)
})

test('a run that is unknown, or of another client, does not exist', async () => {
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'rival', name: 'Rival' })
  const { key: other } = (await admin.send('POST', '/api/clients/rival/keys', { name: 'pos' })).body
  const mine = await pos.order(order('G-1'), ASYNC)
  const answers = [await callerOf(server.url, other).status(mine.body.id), await pos.status('01kaybz6y8q4m7n2v9d3xt'), await pos.status('..%2f..%2fetc')]
  for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'request.not-found'])
})

test('a client with limits is slowed down, from the next request on', async () => {
  const admin = await server.admin()
  const own = { id: 'limited', name: 'Limited', limits: { perSecond: 0.1, burst: 2 } }
  expect((await admin.send('POST', '/api/clients', own)).status).toBe(200)
  const caller = callerOf(server.url, (await admin.send('POST', '/api/clients/limited/keys', { name: 'pos' })).body.key)
  expect([(await caller.status('x')).status, (await caller.status('x')).status]).toEqual([404, 404])
  const refused = await caller.status('x')
  expect([refused.status, refused.body.code, refused.headers.get('retry-after'), refused.headers.get('ratelimit')]).toEqual([
    429,
    'request.rate-limited',
    '10',
    '"client";r=0;t=10',
  ])
})

test('after a restart what was accepted is delivered, and the same keys still mean the same', async () => {
  const booked = await pos.order(order('H-1'), { 'idempotency-key': 'restart-1' })
  const done = await pos.order(order('H-2'), { 'idempotency-key': 'restart-2', ...ASYNC })
  await pos.until(done.body.id, 'succeeded')
  till.mode = 'down'
  const waiting = await pos.order(order('H-3'), { 'idempotency-key': 'restart-3', ...ASYNC })
  await server.close()
  till.mode = 'ok'
  const second = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: server.dataDir, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'silent' }))
  try {
    const again = callerOf(second.url, key)
    await again.until(waiting.body.id, 'succeeded')
    const repeats = [
      await again.order(order('H-1'), { 'idempotency-key': 'restart-1' }),
      await again.order(order('H-2'), { 'idempotency-key': 'restart-2', ...ASYNC }),
      await again.order(order('H-3'), { 'idempotency-key': 'restart-3', ...ASYNC }),
    ]
    expect(repeats.map(({ headers }) => headers.get('idempotent-replayed'))).toEqual(['true', 'true', 'true'])
    expect(repeats.map(({ body }) => body.id ?? body)).toEqual([booked.body, done.body.id, waiting.body.id])
    expect([taken('H-1'), taken('H-2'), taken('H-3')]).toEqual([1, 1, 1])
    expect((await again.order(order('H-4'), { 'idempotency-key': 'restart-1' })).body.code).toBe('request.key-reused')
  } finally {
    await second.close()
  }
})
