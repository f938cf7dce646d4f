import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import type { Delivery, Document } from '../../server/delivery/contract.ts'
import { createAdmission } from '../../server/http/admission.ts'
import type { PrepareOperation } from '../../server/hub/operation-contract.ts'
import { canonicalRoutes } from '../../server/http/canonical-routes.ts'
import type { HttpEnvironment } from '../../server/http/environment.ts'
import { matchCanonical } from '../../server/http/match-canonical.ts'
import { EXAMPLES, STATUS_EXAMPLE } from '../../server/http/openapi-examples.ts'
import type { RunStatus } from '../../server/model/delivery.ts'
import { Problem } from '../../server/model/problem.ts'
import { type Answer, answerOf } from './start.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const NOW = Date.parse('2026-11-22T08:30:00.000Z')
const RUN = STATUS_EXAMPLE.id
const ORDER = EXAMPLES['orders.create']!.request
const STATUS = STATUS_EXAMPLE as RunStatus

/** The routes of callers over a delivery whose answers a test chooses. The client `pos` has the key `pos`. */
async function serve(delivery: Partial<Delivery>, options: { most?: number; limits?: { perSecond: number; burst: number }; prepare?: PrepareOperation } = {}) {
  const admission = createAdmission({ limits: () => options.limits, now: () => NOW, most: options.most ?? 100 })
  const environment = {
    hub: {
      keys: { clientOf: (key: string) => (['pos', 'other'].includes(key) ? key : undefined) },
      prepare: options.prepare ?? (({ body }) => ({ flow: 'orders', body })),
    },
    delivery,
    admission,
    settings: { bodyLimit: 100_000 },
    log: pino({ level: 'silent' }),
    accepting: () => true,
    now: () => NOW,
  } as unknown as HttpEnvironment
  const first = matchCanonical(canonicalRoutes(environment))
  const server = createServer((request, response) => void (first(request, response) || response.writeHead(404).end()))
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const send = (...[method, path, headers = {}, body]: [method: string, path: string, headers?: Record<string, string>, body?: unknown]): Promise<Answer> =>
    fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method,
      headers: { authorization: 'Bearer pos', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers } as Record<string, string>,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).then(answerOf)
  return { send, order: (headers?: Record<string, string>) => send('POST', '/orders', headers, ORDER), admission, port }
}

const receipt = EXAMPLES['orders.create']!.response
const answered = (repeated = false) =>
  ({ run: { id: RUN }, response: { status: 201, body: receipt }, problem: null, repeated }) as unknown as Awaited<ReturnType<Delivery['answer']>>

test('without the headers the flow answers, and the key goes along where there is one', async () => {
  const seen: Document[] = []
  const { order } = await serve({ answer: async (document) => (seen.push(document), answered(document.idempotencyKey === 'again')) })
  const plain = await order()
  expect([plain.status, plain.body, plain.headers.get('idempotent-replayed'), plain.headers.get('x-patchbay-run')]).toEqual([201, receipt, null, RUN])
  await order({ 'idempotency-key': '"k-1"', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' })
  const again = await order({ 'idempotency-key': 'again', traceparent: 'made-up' })
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true'])
  expect(seen.map(({ idempotencyKey, traceparent }) => [idempotencyKey, traceparent !== undefined])).toEqual([
    [undefined, false],
    ['k-1', true],
    ['again', false],
  ])
  expect(seen[0]).toMatchObject({ client: 'pos', flow: 'orders', operation: 'orders.create', bytes: JSON.stringify(ORDER).length })
})

test('a preference makes it 202 with the address of the state', async () => {
  const settled = vi.fn<Delivery['settled']>(async () => undefined)
  const status = vi.fn<Delivery['status']>(async () => STATUS)
  const { order } = await serve({ accept: async ({ idempotencyKey }) => ({ run: RUN, repeated: idempotencyKey === 'again' }), settled, status })
  const now = await order({ prefer: 'respond-async' })
  expect(now.status).toBe(202)
  expect(now.body).toEqual({ ...STATUS, state: 'accepted', endedAt: null, attempt: 0, references: [] })
  expect(Object.fromEntries(now.headers)).toMatchObject({
    location: `/api/v1/runs/${RUN}`,
    'preference-applied': 'respond-async',
    'retry-after': '1',
    'x-patchbay-run': RUN,
    'cache-control': 'no-store',
  })
  expect([settled.mock.calls.length, status.mock.calls.length]).toEqual([0, 0])
  const waited = await order({ prefer: 'wait=100' })
  expect([waited.status, waited.body, waited.headers.get('preference-applied'), waited.headers.get('retry-after')]).toEqual([202, STATUS, 'wait=60', null])
  expect(settled).toHaveBeenCalledWith(RUN, 60_000, expect.anything())
  const again = await order({ prefer: 'respond-async', 'idempotency-key': 'again' })
  expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([202, STATUS, 'true'])
})

test('a document that is accepted stays so where its row cannot be written yet', async () => {
  const prepare: PrepareOperation = ({ body }) => ({ flow: 'orders', body, accepted: () => Promise.reject(new Problem('storage.failed', 'x')) })
  const { order } = await serve({ accept: async () => ({ run: RUN, repeated: false }) }, { prepare })
  expect(await order({ prefer: 'respond-async' })).toMatchObject({ status: 202, body: { id: RUN } })
})

test('what reads is answered at once, whatever is preferred', async () => {
  const seen: Document[] = []
  const page = EXAMPLES['customers.search']!.response
  const { send } = await serve({ answer: async (document) => (seen.push(document), { ...answered(), response: { status: 200, body: page } }) })
  const answer = await send('POST', '/customers/search', { prefer: 'respond-async, wait=x', 'idempotency-key': 'two words' }, { name: 'a' })
  expect([answer.status, seen[0]?.idempotencyKey]).toEqual([200, undefined])
})

test.each([
  [{ 'idempotency-key': 'two words' }, 'idempotency-key'],
  [{ 'idempotency-key': '' }, 'idempotency-key'],
  [{ prefer: 'wait=soon' }, 'prefer'],
])('%j is refused before the body is looked at', async (headers, path) => {
  const { order, admission } = await serve({})
  const answer = await order(headers as Record<string, string>)
  expect([answer.status, answer.body.code, answer.body.errors[0].path, admission.atWork()]).toEqual([422, 'request.invalid', path, 0])
})

test.each([
  [new Problem('request.key-reused', 'x'), 422, null],
  [new Problem('request.in-progress', 'x'), 409, '1'],
  [new Problem('request.in-progress', 'x', { retryAfter: 3.2 }), 409, '4'],
  [new Problem('queue.full', 'x'), 503, '5'],
  [new Problem('flow.paused', 'x'), 503, '30'],
  [new Problem('connection.paused', 'x', { retryAfter: 9 }), 503, '9'],
])('%s is answered with its status and the time to wait', async (problem, status, retryAfter) => {
  const refuse = () => Promise.reject(problem)
  const { order, admission } = await serve({ answer: refuse, accept: refuse })
  for (const headers of [{ 'idempotency-key': 'a' }, { prefer: 'respond-async' }] as Record<string, string>[]) {
    const answer = await order(headers)
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([status, problem.code, retryAfter])
  }
  expect(admission.atWork()).toBe(0)
})

test('the state is for the client that sent the document, and for nobody else', async () => {
  const { send } = await serve({
    status: async (client, run) => (client === 'pos' && run === RUN ? { ...STATUS, state: 'retrying', nextAttemptAt: '2026-11-22T08:30:40.000Z' } : undefined),
  })
  const mine = await send('GET', `/runs/${RUN}`)
  expect([mine.status, mine.body.state, mine.headers.get('retry-after')]).toEqual([200, 'retrying', '40'])
  const same = await send('GET', `/runs/${RUN}`, { 'if-none-match': `"x", ${mine.headers.get('etag')}` })
  expect([same.status, same.body, same.headers.get('retry-after')]).toEqual([304, '', '40'])
  for (const answer of [await send('GET', `/runs/${RUN}`, { authorization: 'Bearer other' }), await send('GET', '/runs/unknown')])
    expect([answer.status, answer.body.code, answer.headers.get('x-patchbay-run')]).toEqual([404, 'request.not-found', null])
  expect((await send('GET', `/runs/${RUN}`, { authorization: 'Bearer nobody' })).status).toBe(401)
})

test.each([
  ['accepted', '1'],
  ['running', '1'],
  ['held', '60'],
  ['needs-payload', null],
  ['succeeded', null],
  ['failed', null],
  ['cancelled', null],
] as const)('the state %s says when to ask again: %s', async (state, retryAfter) => {
  const { send } = await serve({ status: async () => ({ ...STATUS, state }) })
  expect((await send('GET', `/runs/${RUN}`)).headers.get('retry-after')).toBe(retryAfter)
})

test('a client beyond its rate is told when it may go on', async () => {
  const { order, send } = await serve({ answer: async () => answered(), status: async () => STATUS }, { limits: { perSecond: 0.1, burst: 2 } })
  expect([(await order()).status, (await send('GET', `/runs/${RUN}`)).status]).toEqual([201, 200])
  const refused = await order()
  expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([429, 'request.rate-limited', '10'])
  expect(refused.headers.get('ratelimit')).toBe('"client";r=0;t=10')
})

test('a flood towards a slow target is refused beyond a fixed number, before its bodies are read', async () => {
  const waiting: (() => void)[] = []
  const { order, admission, port } = await serve({ answer: () => new Promise((resolve) => waiting.push(() => resolve(answered()))) }, { most: 20 })
  const flood = Array.from({ length: 300 }, () => order())
  const refused = Promise.all(flood.map((answer) => answer.then(({ status }) => status)))
  await vi.waitFor(() => expect(waiting).toHaveLength(20))
  // The head alone is enough for a refusal.
  const socket = connect(port, '127.0.0.1')
  socket.write('POST /api/v1/orders HTTP/1.1\r\nhost: a\r\nauthorization: Bearer pos\r\ncontent-type: application/json\r\ncontent-length: 9000\r\n\r\n')
  const [head] = await once(socket, 'data')
  expect(String(head)).toMatch(/^HTTP\/1\.1 429 [\s\S]*ratelimit: "server";r=0;t=1/i)
  socket.destroy()
  expect(admission.atWork()).toBe(20)
  waiting.forEach((answer) => answer())
  const statuses = await refused
  expect([statuses.filter((status) => status === 201).length, statuses.filter((status) => status === 429).length]).toEqual([20, 280])
  expect([waiting.length, admission.atWork()]).toEqual([20, 0])
})
