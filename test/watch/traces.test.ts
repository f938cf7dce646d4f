import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { readSettings } from '../../server/settings.ts'
import { publish } from '../http/publish.ts'
import { start, type Started } from '../http/start.ts'
import { ASYNC, callerOf, order } from '../http/till.ts'
import { type CollectedSpan, openCollector } from './collector.ts'

const SDK: string = '@opentelemetry/sdk-trace-node'
const isInstalled = await import(SDK).then(
  () => true,
  () => false,
)

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
/** In every value that an order holds. */
const CANARY = 'canary-1f3a'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
})

/** A system that takes orders, refuses those to `/broken`, and keeps the headers. */
async function openTarget(): Promise<{ baseUrl: string; headers: IncomingHttpHeaders[] }> {
  const headers: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    headers.push(request.headers)
    request.resume().on('end', () => response.writeHead(request.url === '/broken' ? 422 : 200, { 'content-type': 'application/json' }).end('{}'))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers }
}

async function openFlow(server: Started, path: string): Promise<{ headers: IncomingHttpHeaders[]; pos: ReturnType<typeof callerOf> }> {
  const { baseUrl, headers } = await openTarget()
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  const connection = { id: 'till', client: 'demo', name: 'Till', connector: 'http', system: 'till', baseUrl, auth: 'none', local: true }
  await admin.send('POST', '/api/connections', { connection, credentials: {} })
  await publish(server, { id: 'till' }, [
    ['in', 'endpoint', { operation: 'orders.create' }],
    ['book', 'call', { connection: 'till', operation: 'put', input: `{ "path": "${path}", "body": { "all": $ } }`, as: 'booked' }],
    ['out', 'respond', { status: 201, body: '{ "ref": "till:order:1", "externalNumber": externalNumber, "status": "placed", "links": [] }' }],
  ])
  const demo = (await admin.send('GET', '/api/clients')).body.find((client: { value: { id: string } }) => client.value.id === 'demo')
  demo.value.bindings['orders.create'] = 'till'
  expect((await admin.send('PUT', '/api/clients/demo', demo)).status).toBe(200)
  return { headers, pos: callerOf(server.url, await server.key()) }
}

const attributesOf = ({ attributes }: CollectedSpan): Record<string, string | number | undefined> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]))
const CALLER = { traceparent: `00-${TRACE}-${PARENT}-01` }

test.skipIf(!isInstalled)('runs and their calls are told to a collector, as parts of the trace of the caller, without a value', async () => {
  const collector = await openCollector()
  closers.push(() => collector.close())
  const server = await start({ PATCHBAY_SANDBOX: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const { pos, headers } = await openFlow(server, '/orders')
  const accepted = await pos.order(order(`${CANARY}-1`), { ...ASYNC, ...CALLER })
  expect(accepted.status).toBe(202)
  await pos.until(accepted.body.id, 'succeeded')
  expect((await pos.order(order(`${CANARY}-2`), CALLER)).status).toBe(201)
  expect((await pos.order(order(`${CANARY}-3`))).status).toBe(201)
  await server.stop()
  const runs = collector.spans.filter(({ name }) => name === 'run till')
  expect(runs.map(({ traceId, parentSpanId, kind }) => [traceId === TRACE, parentSpanId, kind])).toEqual([
    [true, PARENT, 5],
    [true, PARENT, 2],
    [false, undefined, 2],
  ])
  expect(attributesOf(runs[0]!)).toMatchObject({ 'patchbay.run': accepted.body.id, 'patchbay.flow': 'till', 'patchbay.client': 'demo', 'patchbay.version': 1 })
  const calls = collector.spans.filter(({ name }) => name === 'call put')
  expect(calls.map(({ traceId, parentSpanId, kind }) => [traceId, parentSpanId, kind])).toEqual(runs.map(({ traceId, spanId }) => [traceId, spanId, 3]))
  expect(attributesOf(calls[0]!)).toMatchObject({ 'patchbay.connection': 'till', 'patchbay.operation': 'put', 'patchbay.node': 'book' })
  expect(headers.map(({ traceparent }) => traceparent)).toEqual(calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`))
  expect(collector.bodies.join()).toContain('"patchbay"')
  expect(collector.bodies.join()).not.toContain(CANARY)
})

test.skipIf(!isInstalled)('what goes wrong is told by its code', async () => {
  const collector = await openCollector()
  closers.push(() => collector.close())
  const server = await start({ PATCHBAY_SANDBOX: 'off', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` })
  const { pos } = await openFlow(server, '/broken')
  expect((await pos.order(order(`${CANARY}-1`), { traceparent: '00-short-01' })).status).toBe(422)
  await server.stop()
  expect(collector.spans.map(({ name, status }) => [name, status])).toEqual([
    ['call put', { code: 2, message: 'target.validation' }],
    ['run till', { code: 2, message: 'target.validation' }],
  ])
})

test.skipIf(isInstalled)('without the packages the server does its work and says that there are no traces', async () => {
  const server = await start({ PATCHBAY_SANDBOX: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
  closers.push(() => server.stop())
  const { pos } = await openFlow(server, '/orders')
  expect((await pos.order(order('1'), CALLER)).status).toBe(201)
  expect(server.lines.filter((line) => line.includes('traces are off'))).toHaveLength(1)
})

test('targets get no trace of a server that tells nobody of its runs', async () => {
  const server = await start({ PATCHBAY_SANDBOX: 'off' })
  closers.push(() => server.stop())
  const { pos, headers } = await openFlow(server, '/orders')
  expect((await pos.order(order('1'), CALLER)).status).toBe(201)
  expect(headers.map(({ traceparent }) => traceparent)).toEqual([undefined])
})

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }, { url: 'http://collector:4318/v1/traces', service: 'patchbay' }],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces/in', OTEL_SERVICE_NAME: 'till-hub' },
    { url: 'https://traces/in', service: 'till-hub' },
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, undefined],
  [{}, undefined],
])('the standard variables %o', (environment, traces) => {
  expect(readSettings(environment).traces).toEqual(traces)
})
