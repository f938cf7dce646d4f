import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMetrics, type MetricSources } from '../../server/http/metrics.ts'
import { RunTally } from '../../server/http/run-tally.ts'
import type { EffectRecord } from '../../server/model/delivery.ts'
import type { RunRecord } from '../../server/model/run.ts'
import { readSettings } from '../../server/settings.ts'
import { start, type Started } from './start.ts'
import { ASYNC, callerOf, openTill, order } from './till.ts'

const TOKEN = 'a-token-for-scrapers'
const ELSEWHERE = '203.0.113.9'

let plain: Started
let proxied: Started
beforeAll(async () => {
  plain = await start({ PATCHBAY_SHADOW: '1' })
  proxied = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_PROXIES: '1', PATCHBAY_METRICS_TOKEN: TOKEN })
})
afterAll(async () => {
  await plain?.stop()
  await proxied?.stop()
})

const scrape = (server: Started, headers: Record<string, string> = {}) => server.browser().send('GET', '/metrics', undefined, headers)

/** The value of one line; NaN where it is missing. */
const valueOf = (text: string, line: string): number =>
  Number(
    text
      .split('\n')
      .find((each) => each.startsWith(`${line} `))
      ?.slice(line.length + 1) ?? Number.NaN,
  )

test('what happened is counted, by ids and codes only', async () => {
  const headers = { authorization: `Bearer ${await plain.key()}` }
  const body = { email: 'alva.ahrendal@example.test' }
  expect((await plain.browser().send('POST', '/api/v1/customers/search', body, headers)).status).toBe(200)
  expect((await plain.browser().send('GET', '/api/v1/customers/sandbox-crm:customer:C-none', undefined, headers)).status).toBe(404)
  const { status, headers: sent, body: text } = await scrape(plain)
  expect(status).toBe(200)
  expect(sent.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(valueOf(text, 'patchbay_runs_total{flow="customers",state="succeeded"}')).toBe(1)
  expect(valueOf(text, 'patchbay_runs_total{flow="customers",state="failed"}')).toBe(1)
  expect(valueOf(text, 'patchbay_run_duration_seconds_count{flow="customers"}')).toBe(2)
  expect(valueOf(text, 'patchbay_run_duration_seconds_bucket{le="60",flow="customers"}')).toBe(2)
  expect(valueOf(text, 'patchbay_runs_active')).toBe(0)
  expect(valueOf(text, 'patchbay_expression_evaluations_total{mode="compiled"}')).toBeGreaterThan(0)
  expect(valueOf(text, 'patchbay_expressions_cached')).toBeGreaterThan(10)
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6)
  expect(text).not.toContain('alva')
  for (const line of text.split('\n')) expect(line).toMatch(/^$|^# (HELP|TYPE) \w+ |^\w+(\{[^{}]*\})? [\d.e+-]+$|^\w+(\{[^{}]*\})? \+?(Inf|Nan)$/)
})

test('the shipped flows run the same in the library', async () => {
  const shadow = async (): Promise<[number, number]> => {
    const { body } = await scrape(plain)
    return [
      valueOf(body, 'patchbay_expression_evaluations_total{mode="shadow"}'),
      valueOf(body, 'patchbay_expression_evaluations_total{mode="shadow_difference"}'),
    ]
  }
  await expect.poll(async () => (await shadow())[0]).toBeGreaterThan(0)
  expect((await shadow())[1]).toBe(0)
  expect(plain.lines.filter((line) => line.includes('library differ'))).toEqual([])
})

test.each<[string, () => Started, Record<string, string>, number]>([
  ['from this machine', () => plain, {}, 200],
  ['with a token that is not set', () => plain, { 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer undefined' }, 403],
  ['forwarded where no proxy is expected', () => plain, { 'x-forwarded-for': ELSEWHERE }, 403],
  ['forwarded where no proxy is expected, in the other header', () => plain, { forwarded: `for=${ELSEWHERE}` }, 403],
  ['past the proxy', () => proxied, {}, 200],
  ['through the proxy from the machine itself', () => proxied, { 'x-forwarded-for': '127.0.0.1' }, 200],
  ['through the proxy from elsewhere', () => proxied, { 'x-forwarded-for': ELSEWHERE }, 403],
  ['through the proxy with a made-up address before it', () => proxied, { 'x-forwarded-for': `127.0.0.1, ${ELSEWHERE}` }, 403],
  ['from elsewhere with the token', () => proxied, { 'x-forwarded-for': ELSEWHERE, authorization: `Bearer ${TOKEN}` }, 200],
  ['from elsewhere with another token', () => proxied, { 'x-forwarded-for': ELSEWHERE, authorization: `Bearer ${TOKEN}x` }, 403],
  ['from elsewhere with the token as a password', () => proxied, { 'x-forwarded-for': ELSEWHERE, authorization: `Basic ${TOKEN}` }, 403],
])('metrics %s', async (...[, server, headers, status]) => {
  const answer = await scrape(server(), headers)
  expect([answer.status, answer.body.code]).toEqual([status, status === 403 ? 'request.forbidden' : undefined])
})

test('metrics cannot be written', async () => {
  const answer = await plain.browser().send('POST', '/metrics', {})
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

const NONE = { queued: 0, active: 0, waiting: 0, blocked: 0, paused: 0, expired: 0, completed: 0, dead: 0, cancelled: 0 }
const SOURCES: MetricSources = {
  version: '1',
  expressionCounters: () => ({ compiled: 7, cached: 2 }),
  activeRuns: () => 3,
  documents: async () => ({ counts: { ...NONE, waiting: 4, blocked: 2 }, oldestAt: 1_000 }),
  connections: () => [{ id: 'till', breaker: 'open', retryAt: null, active: 1, waiting: 5, quietUntil: null }],
  now: () => 61_000,
}

test('each server counts for itself, from its start', async () => {
  const [tally, other] = [new RunTally(), new RunTally()]
  const [one, two] = [createMetrics(SOURCES, tally), createMetrics(SOURCES, other)]
  const run = { flow: 'f', state: 'succeeded', durationMs: 20 } as RunRecord
  tally.changed({ ...run, state: 'running', durationMs: null })
  tally.changed(run)
  tally.changed({ ...run, state: 'failed', durationMs: 90_000 })
  const { text } = await one.read()
  const line = (name: string, labels: string): number => valueOf(text, `${name}{${labels}}`)
  expect(line('patchbay_runs_total', 'flow="f",state="succeeded"')).toBe(1)
  expect(text).not.toContain('state="running"')
  const buckets = ['0.01', '0.025', '60', '+Inf'].map((le) => line('patchbay_run_duration_seconds_bucket', `le="${le}",flow="f"`))
  expect(buckets).toEqual([0, 1, 1, 2])
  expect([line('patchbay_run_duration_seconds_sum', 'flow="f"'), line('patchbay_run_duration_seconds_count', 'flow="f"')]).toEqual([90.02, 2])
  expect(text).toContain('# TYPE patchbay_run_duration_seconds histogram')
  expect([valueOf(text, 'patchbay_runs_active'), valueOf(text, 'patchbay_expressions_cached'), line('patchbay_info', 'version="1"')]).toEqual([3, 2, 1])
  tally.changed(run)
  const again = (await one.read()).text
  expect(valueOf(again, 'patchbay_runs_total{flow="f",state="succeeded"}')).toBe(2)
  expect(valueOf(again, 'patchbay_expression_evaluations_total{mode="compiled"}')).toBe(7)
  expect((await two.read()).text).not.toContain('flow="f"')
})

test.each([
  ['PATCHBAY_METRICS_TOKEN', 'short', 'PATCHBAY_METRICS_TOKEN must have at least 16 characters and no spaces'],
  ['PATCHBAY_SHADOW', '2', 'PATCHBAY_SHADOW must be 0 to 1'],
  ['PATCHBAY_SHADOW', 'all', 'PATCHBAY_SHADOW must be a number'],
])('the setting %s=%s is refused', (name, value, message) => {
  expect(() => readSettings({ [name]: value })).toThrow(message)
})

const document = (state: RunRecord['state'], attempt: number, durationMs: number | null = null): RunRecord =>
  ({ flow: 'f', state, durationMs, delivery: { attempt } }) as RunRecord

test('what becomes of documents, their writes and connections is counted once each', async () => {
  const tally = new RunTally()
  const first = [document('queued', 0), document('running', 1), document('waiting', 1), document('running', 2), document('succeeded', 2, 4_000)]
  first.forEach((run, index) => tally.changed(run, first[index - 1]))
  // Told again without a change, and an attempt whose beginning was not seen.
  tally.changed(first[4]!, first[4])
  tally.changed(document('queued', 0))
  tally.changed(document('blocked', 1), document('queued', 0))
  // A process that has died.
  tally.changed(document('queued', 1), document('running', 1))
  tally.effect({ connection: 'till', state: 'sent' } as EffectRecord)
  tally.effect({ connection: 'till', state: 'confirmed' } as EffectRecord)
  tally.callback(false)
  tally.callback(true)
  tally.full()
  const { text } = await createMetrics(SOURCES, tally).read()
  const values = Object.fromEntries(
    text
      .split('\n')
      .filter((line) =>
        /^patchbay_(accepted|delivered|attempts|effects|callbacks|queue|documents|oldest|lanes|breaker|connection|delivery_seconds_(sum|count))/.test(line),
      )
      .map((line) => [line.slice(9, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
  expect(values).toMatchObject({
    'accepted_total{flow="f"}': 2,
    'delivered_total{flow="f"}': 1,
    'attempts_total{flow="f",outcome="waiting"}': 1,
    'attempts_total{flow="f",outcome="succeeded"}': 1,
    'attempts_total{flow="f",outcome="blocked"}': 1,
    'effects_total{connection="till",state="sent"}': 1,
    'effects_total{connection="till",state="confirmed"}': 1,
    'callbacks_total{outcome="sent"}': 1,
    'callbacks_total{outcome="failed"}': 1,
    queue_full_total: 1,
    'documents{state="waiting"}': 4,
    'documents{state="completed"}': 0,
    oldest_waiting_seconds: 60,
    lanes_blocked: 2,
    'breaker_state{connection="till"}': 2,
    'connection_calls{connection="till",state="waiting"}': 5,
    'delivery_seconds_sum{flow="f"}': 4,
    'delivery_seconds_count{flow="f"}': 1,
  })
  expect(Object.keys(values).filter((name) => name.startsWith('attempts'))).toHaveLength(3)
  expect(valueOf(text, 'patchbay_runs_total{flow="f",state="succeeded"}')).toBe(1)
  expect(text).not.toContain('patchbay_run_duration_seconds_count{flow="f"}')
})

test('an accepted order shows in the metrics from its acceptance to its delivery', async () => {
  const server = await start({ PATCHBAY_SANDBOX: 'off', PATCHBAY_MOST_QUEUED: '2' })
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  const till = await openTill(server)
  try {
    const pos = callerOf(server.url, await server.key())
    till.mode = 'hold'
    const accepted = await pos.order(order('M-1'), ASYNC)
    expect(accepted.status).toBe(202)
    expect((await pos.order(order('M-2'), ASYNC)).status).toBe(503)
    await expect.poll(async () => valueOf((await scrape(server)).body, 'patchbay_documents{state="active"}')).toBe(1)
    till.release()
    await pos.until(accepted.body.id, 'succeeded')
    const line = async (name: string) => valueOf((await scrape(server)).body, name)
    await expect.poll(() => line('patchbay_delivery_seconds_count{flow="till"}')).toBe(1)
    const names = ['accepted_total{flow="till"}', 'delivered_total{flow="till"}', 'attempts_total{flow="till",outcome="succeeded"}', 'queue_full_total']
    expect(await Promise.all(names.map((name) => line(`patchbay_${name}`)))).toEqual([1, 1, 1, 1])
    expect(await line('patchbay_effects_total{connection="till",state="confirmed"}')).toBe(1)
    expect(await line('patchbay_breaker_state{connection="till"}')).toBe(0)
  } finally {
    await server.stop()
    await till.close()
  }
})
