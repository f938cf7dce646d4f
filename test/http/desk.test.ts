import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { AuditEntry } from '../../server/model/run-endpoint.ts'
import type { RunEvent } from '../../server/model/run.ts'
import { type Browser, start, type Started } from './start.ts'
import { ASYNC, callerOf, type Caller, openTill, order, type Till } from './till.ts'

let server: Started
let till: Till
let pos: Caller
let admin: Browser
beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
  admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  till = await openTill(server, { attempts: 1 })
  pos = callerOf(server.url, await server.key())
})
afterAll(async () => {
  await server.stop()
  await till.close()
})
afterEach(() => {
  till.mode = 'ok'
})

/** An order that the target has refused, so that its lane waits. Each has a customer of its own. */
async function blocked(number: string, more: object = {}): Promise<string> {
  till.mode = 'refuse'
  const { body } = await pos.order(order(number, { crmReference: `crm:customer:${number}`, ...more }), ASYNC)
  await pos.until(body.id, 'held')
  till.mode = 'ok'
  return body.id
}

const act = (run: string, action: string, note = '') => admin.send('POST', `/api/runs/${run}/actions`, { action, note })
const audit = async (subject: string): Promise<AuditEntry[]> => (await admin.send('GET', `/api/audit?subject=${encodeURIComponent(subject)}`)).body
const taken = (number: string): number => till.taken.filter((one) => one === number).length

test('a blocked order shows why, what it wrote, and what waits behind it', async () => {
  const run = await blocked('A-1')
  const behind = (await pos.order(order('A-2', { crmReference: 'crm:customer:A-1' }), ASYNC)).body.id
  const detail = (await admin.send('GET', `/api/runs/${run}`)).body
  expect(detail.run).toMatchObject({ state: 'blocked', problem: { code: expect.stringMatching(/^target\./) }, delivery: { attempt: 1 } })
  expect(detail.attempts).toHaveLength(1)
  const groups = (await admin.send('GET', '/api/runs/groups?flow=till')).body
  expect(groups[0]).toMatchObject({ flow: 'till', problem: detail.run.problem.code, count: 1, retryable: 1 })
  const lane = (await admin.send('GET', '/api/lanes?flow=till')).body.find((one: { run: string }) => one.run === run)
  expect(lane).toMatchObject({ state: 'blocked', behind: 1, client: 'demo' })
  const plan = (await admin.send('POST', '/api/runs/retry-plan', { runs: [run] })).body
  expect(plan).toEqual({ runs: 1, leftOut: 0, blocking: 1, effects: { confirmed: 0, unknown: 0, toSend: 1 } })
  expect((await act(run, 'retry', 'the target is up again')).status).toBe(200)
  for (const id of [run, behind]) await pos.until(id, 'succeeded')
  expect(till.taken.filter((number) => ['A-1', 'A-2'].includes(number))).toEqual(['A-1', 'A-2'])
  expect(await audit(`run:${run}`)).toMatchObject([{ user: 'ada', action: 'run.retry', note: 'the target is up again' }])
})

test('a run is found by its receipt number over all flows, and only by the whole of it', async () => {
  const { id } = (await pos.order(order('receipt-987'), ASYNC)).body
  await pos.until(id, 'succeeded')
  const found = async (key: string) => (await admin.send('GET', `/api/runs?key=${encodeURIComponent(key)}`)).body.map((run: { id: string }) => run.id)
  expect([await found('receipt-987'), await found('receipt'), await found('%')]).toEqual([[id], [], []])
})

test('S0-03b: a sealed body is shown to whoever may see it, once that is on record', async () => {
  const run = await blocked('B-1', { notes: 'Quill-marked-71' })
  const operator = await server.as('operator')
  expect((await operator.send('POST', `/api/runs/${run}/reveal`, { note: 'curious' })).status).toBe(403)
  expect((await admin.send('POST', `/api/runs/${run}/reveal`, { note: '' })).status).toBe(422)
  expect(await audit(`run:${run}`)).toEqual([])
  const integrator = await server.as('integrator')
  const shown = await integrator.send('POST', `/api/runs/${run}/reveal`, { note: 'the target says the note is wrong' })
  expect([shown.status, shown.body.body.notes, shown.headers.get('cache-control')]).toEqual([200, 'Quill-marked-71', 'no-store'])
  expect(await audit(`run:${run}`)).toMatchObject([{ user: 'user-integrator', action: 'run.reveal', note: 'the target says the note is wrong' }])
  const edited = await integrator.send('POST', `/api/runs/${run}/edit`, {
    body: { ...shown.body.body, externalNumber: 'B-2', notes: 'Quill-marked-72' },
    note: 'wrong number',
  })
  expect([edited.status, edited.body.id]).toEqual([200, run])
  await pos.until(run, 'succeeded')
  expect([taken('B-1'), taken('B-2')]).toEqual([0, 1])
  expect((await audit(`run:${run}`)).map(({ action }) => action)).toEqual(['run.edit', 'run.reveal'])
  expect((await integrator.send('POST', `/api/runs/${run}/reveal`, { note: 'again' })).body.code).toMatch(/run\.needs-payload|request\.conflict/)
  expect(
    server.lines.join('\n') + JSON.stringify(await audit(`run:${run}`)) + JSON.stringify((await admin.send('GET', `/api/runs/${run}`)).body),
  ).not.toContain('Quill-marked')
})

test('an edited body that does not fit the operation is refused', async () => {
  const run = await blocked('B-3')
  const edited = await admin.send('POST', `/api/runs/${run}/edit`, { body: { externalNumber: 'B-3' }, note: 'try' })
  expect([edited.status, edited.body.code]).toEqual([422, 'request.invalid'])
  await act(run, 'cancel')
})

test('skip, cancel and purge end a document, and are on record', async () => {
  const [skipped, cancelled, purged] = [await blocked('C-1'), await blocked('C-2'), await blocked('C-3')]
  expect((await act(skipped, 'skip')).body.state).toBe('failed')
  expect((await act(cancelled, 'cancel')).body.state).toBe('cancelled')
  expect((await act(purged, 'purge', 'asked to forget')).status).toBe(200)
  expect((await pos.status(cancelled)).body.state).toBe('cancelled')
  expect((await act(purged, 'retry')).status).toBe(409)
  expect((await act('nothing', 'retry')).status).toBe(404)
  expect((await audit(`run:${purged}`)).map(({ action, note }) => [action, note])).toEqual([['run.purge', 'asked to forget']])
  expect([taken('C-1'), taken('C-2'), taken('C-3')]).toEqual([0, 0, 0])
})

test('a group is tried again in one go, and each document arrives once', async () => {
  const runs: string[] = []
  for (const number of ['D-1', 'D-2', 'D-3', 'D-4', 'D-5']) runs.push(await blocked(number))
  const choice = { criteria: { flow: 'till', state: 'blocked' } }
  expect((await admin.send('POST', '/api/runs/retry-plan', choice)).body).toMatchObject({ runs: 5, leftOut: 0 })
  const bulk = (await admin.send('POST', '/api/runs/retry', { choice, perSecond: 100 })).body
  expect(bulk).toMatchObject({ by: 'ada', total: 5, rate: 100, cancelled: false })
  await vi.waitFor(async () => {
    const [newest] = (await admin.send('GET', '/api/bulk-retries')).body
    expect(newest).toMatchObject({ id: bulk.id, done: 5, refused: 0, endedAt: expect.any(String) })
  })
  for (const run of runs) await pos.until(run, 'succeeded')
  expect(till.taken.filter((number) => number.startsWith('D-')).toSorted()).toEqual(['D-1', 'D-2', 'D-3', 'D-4', 'D-5'])
  expect(await audit(`bulk:${bulk.id}`)).toMatchObject([{ user: 'ada', action: 'bulk.retry' }])
  expect((await admin.send('DELETE', '/api/bulk-retries/nothing')).status).toBe(404)
})

test('while a connection is paused callers are told to wait, and accepted documents do', async () => {
  const pause = { kind: 'connection', id: 'till', note: 'maintenance' }
  const pauses = await admin.send('POST', '/api/pauses', pause)
  expect(pauses.body).toMatchObject([{ ...pause, by: 'ada' }])
  const now = await pos.order(order('E-1'))
  expect([now.status, now.body.code, Number(now.headers.get('retry-after')) > 0]).toEqual([503, 'connection.paused', true])
  const later = await pos.order(order('E-2'), ASYNC)
  expect(later.status).toBe(202)
  expect(taken('E-2')).toBe(0)
  expect((await admin.send('DELETE', '/api/pauses/connection/till')).body).toEqual([])
  await pos.until(later.body.id, 'succeeded')
  expect([taken('E-1'), taken('E-2')]).toEqual([0, 1])
  expect((await audit('connection:till')).map(({ action }) => action)).toEqual(['connection.resume', 'connection.pause'])
  expect((await admin.send('POST', '/api/pauses', { kind: 'flow', id: 'nothing' })).status).toBe(404)
  expect((await admin.send('DELETE', '/api/pauses/flow/till')).status).toBe(404)
  expect((await admin.send('DELETE', '/api/pauses/else/till')).status).toBe(422)
})

test('viewers see accepted documents go on, and are told when the desk has changed', async () => {
  const viewer = await server.as('viewer')
  const socket = io(server.url, { extraHeaders: { cookie: viewer.cookie }, transports: ['websocket'], reconnection: false })
  try {
    const [events, hints]: [RunEvent[], string[]] = [[], []]
    socket.on('runs', (batch: RunEvent[]) => events.push(...batch)).on('desk', (changes: string[]) => hints.push(...changes))
    await vi.waitFor(() => expect(socket.connected).toBe(true))
    const run = await blocked('F-1', { notes: 'Quill-marked-73' })
    await vi.waitFor(() => expect(events.filter((event) => event.run.id === run).at(-1)?.run.state).toBe('blocked'))
    await vi.waitFor(() => expect(hints).toContain('lanes'))
    await admin.send('POST', '/api/pauses', { kind: 'flow', id: 'till' })
    await vi.waitFor(() => expect(hints).toContain('pauses'))
    await admin.send('DELETE', '/api/pauses/flow/till')
    await admin.send('POST', '/api/runs/retry', { choice: { runs: [run] } })
    await vi.waitFor(() => expect(hints).toContain('bulk'), { timeout: 5000 })
    await pos.until(run, 'succeeded')
    await vi.waitFor(() => expect(events.at(-1)?.run).toMatchObject({ id: run, state: 'succeeded' }))
    expect(JSON.stringify(events)).not.toContain('Quill-marked')
  } finally {
    socket.close()
  }
})

test('the health of connections, and a dry run, can be asked for', async () => {
  const health = (await admin.send('GET', '/api/connection-health')).body
  expect(health.find((one: { id: string }) => one.id === 'till')).toMatchObject({ breaker: 'closed', active: 0 })
  const run = await blocked('G-1')
  const before = till.asked()
  const [dry] = (await admin.send('POST', '/api/runs/dry-run', { runs: [run], version: 0 })).body
  expect([dry.run, till.asked()]).toEqual([run, before])
  await act(run, 'cancel')
})
