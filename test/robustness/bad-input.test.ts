import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marksBelow, marksIn } from '../support/marks.ts'
import {
  ENDLESS_MAPPING,
  EXPRESSION_DEADLINE_MS,
  EXPRESSION_INPUT,
  EXPRESSIONS,
  hookOf,
  prepareExpressions,
  prepareTargets,
  prepareUnpublishable,
} from './bad-flows.ts'
import { expressionFlow, TARGET_DEADLINE_MS, TARGETS } from './bad-flows.ts'
import { BAD_REQUESTS, SEARCH, search } from './bad-requests.ts'
import { type BadTarget, openBadTarget } from './bad-target.ts'
import { type Answer, type Call, MARK, openWorkbench, type Workbench } from './workbench.ts'

/** What a busy machine may add to a deadline. */
const SLACK_MS = 6000

let bench: Workbench
let target: BadTarget
beforeAll(async () => {
  target = await openBadTarget(MARK)
  bench = await openWorkbench()
  await prepareTargets(bench, target)
  await prepareExpressions(bench)
  await prepareUnpublishable(bench)
})
afterAll(async () => {
  await bench?.end()
  await target?.close()
})

/** Health and a canonical call through the sandbox, again and again until `done`, at least once. */
async function callNeighbours(done: () => boolean): Promise<void> {
  for (let time = 0; time < 20; time++) {
    const [ready, customer] = await Promise.all([
      bench.send({ method: 'GET', path: '/health/ready' }),
      bench.send({ method: 'GET', path: '/api/v1/customers/sandbox-crm:customer:C-1001' }),
    ])
    expect([ready.status, customer.status, customer.body.ref]).toEqual([200, 200, 'sandbox-crm:customer:C-1001'])
    if (done()) return
  }
}

/** The outcome of something bad, while good calls are served. */
async function amongNeighbours<T>(bad: () => Promise<T>): Promise<T> {
  let done = false
  const outcome = bad().finally(() => (done = true))
  const [value] = await Promise.all([outcome, callNeighbours(() => done)])
  return value
}

/** Status and code of an answer that must be a problem document with all that belongs to one. */
function problemOf({ status, headers, body }: Answer): [status: number, code: string] {
  expect(headers.get('content-type'), JSON.stringify(body)).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({ status, type: `/docs/problems#${body.code}`, title: expect.stringMatching(/.{5}/), remedy: expect.stringMatching(/.{5}/) })
  expect(body.detail).toMatch(/^\S.{9,}[.]$/)
  expect(JSON.stringify([body.detail, body.at, body.errors])).not.toContain(MARK)
  return [status, body.code]
}

test.each(BAD_REQUESTS)('$title: $code', async ({ call, status, code, at, detail, errors = {} }) => {
  const answer = await amongNeighbours(() => bench.send(call))
  expect(problemOf(answer), answer.body.detail).toEqual([status, code])
  expect(answer.body.at).toBe(at)
  expect(answer.body.detail).toContain(detail ?? '')
  const found = answer.body.errors ?? []
  expect(found.map(({ path }) => path)).toEqual(Object.keys(errors))
  for (const { path, message } of found) expect(message).toContain(errors[path])
})

test('a revoked key: request.unauthenticated', async () => {
  const { view, key } = await bench.get({ path: '/api/clients/demo/keys', body: { name: 'short-lived' }, as: 'admin' })
  const call = search({ name: MARK }, { authorization: `Bearer ${String(key)}` })
  await bench.get(call)
  await bench.get({ method: 'DELETE', path: `/api/clients/demo/keys/${(view as { id: string }).id}`, as: 'admin' })
  expect(problemOf(await amongNeighbours(() => bench.send(call)))).toEqual([401, 'request.unauthenticated'])
})

test.each(TARGETS)('a target that %s', async (...[, connection, way, status, code]) => {
  const call: Call = { path: `/hooks/target/${connection}`, body: { way, name: MARK } }
  const answer = await amongNeighbours(() => bench.send(call, TARGET_DEADLINE_MS + SLACK_MS))
  expect(problemOf(answer), answer.body.detail).toEqual([status, code])
  expect(answer.body.at).toBe('call')
  expect(answer.body.correlationId).toBe(answer.headers.get('x-patchbay-run'))
})

test('the bad target can be good, so that the rows above say something', async () => {
  expect(await bench.get({ path: '/hooks/target/bad', body: { way: 'good' } })).toEqual({ fine: true })
})

test.each([...Object.keys(EXPRESSIONS), 'stands in a mapping'])('an expression that %s', async (title) => {
  const call: Call = { path: `/hooks/${hookOf(title)}`, body: EXPRESSION_INPUT }
  const answer = await amongNeighbours(() => bench.send(call, EXPRESSION_DEADLINE_MS + SLACK_MS))
  expect(problemOf(answer), answer.body.detail).toEqual([422, 'expression.limit'])
  expect(answer.body.at).toBe('change')
})

test('many endless expressions at once all end by their deadline', async () => {
  const call: Call = { path: `/hooks/${hookOf('calls itself without end')}`, body: EXPRESSION_INPUT }
  const all = () => Promise.all(Array.from({ length: 20 }, () => bench.send(call, EXPRESSION_DEADLINE_MS + SLACK_MS)))
  for (const { body } of await amongNeighbours(all)) expect(['expression.limit', 'flow.deadline']).toContain(body.code)
})

test('many calls of a target that is silent all end by their deadline', async () => {
  const call: Call = { path: '/hooks/target/patient', body: { way: 'silent', name: MARK } }
  const all = () => Promise.all(Array.from({ length: 60 }, () => bench.send(call, TARGET_DEADLINE_MS + SLACK_MS)))
  // Those that wait for their turn when the first ones have failed find the target at rest.
  for (const { status, body } of await amongNeighbours(all)) expect(['504 flow.deadline', '503 target.resting']).toContain(`${status} ${body.code}`)
})

test('an endless expression that is tried or previewed ends too', async () => {
  const flow = expressionFlow('draft', 'draft', ['change', 'map', { mapping: ENDLESS_MAPPING }])
  const tried: Call = { path: '/api/flows/try', body: { flow, body: EXPRESSION_INPUT }, as: 'admin' }
  const limit = { problem: { code: 'expression.limit' } }
  expect((await amongNeighbours(() => bench.send(tried, EXPRESSION_DEADLINE_MS + SLACK_MS))).body).toMatchObject({ run: limit })
  const previewed: Call = { path: '/api/mapping/preview', body: { mapping: ENDLESS_MAPPING, samples: [EXPRESSION_INPUT] }, as: 'admin' }
  expect((await amongNeighbours(() => bench.send(previewed, EXPRESSION_DEADLINE_MS + SLACK_MS))).body).toMatchObject({ samples: [limit] })
})

const WIRES: [title: string, text: string, status: number, code: string][] = [
  ['that are no HTTP', `${MARK}\r\n\r\n`, 400, 'request.malformed'],
  ['with a length that is no number', `POST ${SEARCH} HTTP/1.1\r\nhost: x\r\ncontent-length: ${MARK}\r\n\r\n`, 400, 'request.malformed'],
  [
    'with two ways to tell the length',
    `POST ${SEARCH} HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`,
    400,
    'request.malformed',
  ],
  ['with a header bomb', `GET ${SEARCH} HTTP/1.1\r\nhost: x\r\n${`x-bomb: ${MARK}\r\n`.repeat(1000)}\r\n`, 431, 'request.headers-too-large'],
  ['with one huge header', `GET ${SEARCH} HTTP/1.1\r\nhost: x\r\nx-bomb: ${MARK.repeat(2000)}\r\n\r\n`, 431, 'request.headers-too-large'],
]

test.each(WIRES)('bytes %s', async (...[, text, status, code]) => {
  expect(problemOf(await amongNeighbours(() => bench.sendRaw(text)))).toEqual([status, code])
})

test('many requests that stop in the middle hold nobody up', async () => {
  const { hostname, port } = new URL(bench.url)
  const head = `POST ${SEARCH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${bench.key}\r\ncontent-type: application/json\r\n`
  const texts = [`${head}x-name: ${MARK}`, `${head}content-length: 500\r\n\r\n{"name":"${MARK}`]
  const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const [index, socket] of sockets.entries()) socket.write(texts[index % 2]!)
  await callNeighbours(() => false)
  expect(sockets.filter((socket) => socket.closed || socket.bytesRead > 0)).toEqual([])
  for (const socket of sockets) socket.destroy()
})

test('afterwards the same process is ready, and what came in is in no log and no file', async () => {
  expect(process.kill(bench.pid, 0)).toBe(true)
  await callNeighbours(() => true)
  expect(bench.output().match(/Patchbay is at/g)).toHaveLength(1)
  expect(bench.output()).toContain('"problem":"target.too-large"')
  await bench.stop()
  expect(marksIn(Buffer.from(bench.output()), [MARK])).toEqual([])
  expect(marksBelow(bench.folder, [MARK])).toEqual([])
})
