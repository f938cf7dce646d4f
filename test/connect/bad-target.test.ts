import type { RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

/** Calls of one operation against a target that behaves as given. */
async function against(handle: RequestListener, operation: Record<string, unknown> = {}, connector: Record<string, unknown> = {}) {
  let requests = 0
  const { url } = await listen((request, response) => {
    requests += 1
    handle(request, response)
  })
  return { ...probe(connectorWith(connector, operation), connectionTo(url)), requests: () => requests }
}

/** A server that answers every connection with raw bytes and closes it. */
async function rawServer(bytes: string): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const send =
  (type: string, text: string, { status = 200, ...headers }: { status?: number; [header: string]: string | number | undefined } = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(text)

test.each<[string, RequestListener, string]>([
  ['an HTML page', send('text/html', '<!doctype html><h1>Sign in</h1>'), 'target.malformed'],
  ['an HTML page that claims to be JSON', send('application/json', ' <html></html>'), 'target.malformed'],
  ['an HTML page with 404', send('text/html', '<html>no route</html>', { status: 404 }), 'target.malformed'],
  ['an HTML page with 502', send('text/html', '<html>bad gateway</html>', { status: 502 }), 'target.unavailable'],
  ['an HTML page with 500', send('text/html', '<html>oops</html>', { status: 500 }), 'target.failed'],
  ['JSON that stops', send('application/json', '{"data":[1,2'), 'target.malformed'],
  ['JSON that is nested very deeply', send('application/json', `${'['.repeat(1000)}${']'.repeat(1000)}`), 'target.malformed'],
  ['plain text', send('text/plain', 'OK'), 'target.malformed'],
  ['compressed bytes', send('application/json', '\x1f\x8b', { 'content-encoding': 'gzip' }), 'target.malformed'],
  ['a redirect', send('text/plain', '', { status: 302, location: 'http://127.0.0.1:1/' }), 'target.malformed'],
  ['400', send('application/json', '{}', { status: 400 }), 'target.validation'],
  ['422 without JSON', send('text/plain', 'no', { status: 422 }), 'target.validation'],
  ['401', send('application/json', '{}', { status: 401 }), 'target.auth'],
  ['403', send('application/json', '{}', { status: 403 }), 'target.forbidden'],
  ['404', send('application/json', '{}', { status: 404 }), 'target.not-found'],
  ['410', send('application/json', '', { status: 410 }), 'target.not-found'],
  ['409', send('application/json', '{}', { status: 409 }), 'target.conflict'],
  ['412', send('application/json', '{}', { status: 412 }), 'target.conflict'],
  ['429', send('application/json', '{}', { status: 429 }), 'target.rate-limited'],
  ['500', send('application/json', '{}', { status: 500 }), 'target.failed'],
  ['503', send('text/plain', 'down', { status: 503 }), 'target.unavailable'],
  ['504', send('text/plain', 'late', { status: 504 }), 'target.timeout'],
  ['418', send('application/json', '{}', { status: 418 }), 'target.failed'],
])('a target that answers %s', async (_title, handle, code) => {
  const { call, requests } = await against(handle)
  expect((await problemOf(call())).code).toBe(code)
  expect(requests()).toBe(1)
})

test('an empty good answer is nothing', async () => {
  const { call } = await against((_request, response) => response.writeHead(204).end())
  expect(await call()).toEqual({ output: undefined, sentBytes: 0, receivedBytes: 0 })
})

test('bytes are counted, and a byte order mark does no harm', async () => {
  const { call } = await against(send('application/json', '\uFEFF{"ä":1}'))
  expect(await call('write', { b: 'ö' })).toEqual({ output: { ä: 1 }, sentBytes: 10, receivedBytes: 11 })
})

test('keys that reach a prototype or pass for JSONata functions are dropped, also when escaped', async () => {
  const { call } = await against(
    send('application/json', '{"__proto__":{"admin":true},"\\u005f_proto__":{"admin":true},"_jsonata_lambda":true,"list":[{"_jsonata_function":true,"a":1}]}'),
  )
  const { output } = await call()
  expect(Object.keys(output as object)).toEqual(['list'])
  expect(output).toEqual({ list: [{ a: 1 }] })
})

test.each<[string, Record<string, string>, number | undefined]>([
  ['seconds', { 'retry-after': '7' }, 7],
  ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT', date: 'Sun, 22 Nov 2026 12:00:00 GMT' }, 30],
  ['a date in the past', { 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT', date: 'Sun, 22 Nov 2026 12:00:00 GMT' }, undefined],
  ['nonsense', { 'retry-after': 'soon' }, undefined],
])('Retry-After as %s', async (_title, headers, retryAfter) => {
  const { call } = await against(send('application/json', '{}', { ...headers, status: 429 }))
  expect(await problemOf(call())).toMatchObject({ code: 'target.rate-limited', retryAfter })
})

test('a body over the limit ends early, whether announced or streamed', async () => {
  let poured = 0
  const { call } = await against(
    (request, response) => {
      if (request.url === '/read') return response.writeHead(200, { 'content-type': 'application/json', 'content-length': '50000000' }).write('[')
      const chunk = Buffer.alloc(64 * 1024, ' ')
      response.writeHead(200, { 'content-type': 'application/json' })
      const pour = (): void => {
        while (poured < 50_000_000 && !response.destroyed) {
          poured += chunk.length
          if (!response.write(chunk)) return
        }
        response.end()
      }
      response.on('drain', pour)
      pour()
    },
    {},
    { limits: { maxResponseBytes: 100_000 } },
  )
  expect((await problemOf(call())).code).toBe('target.too-large')
  expect((await problemOf(call('write'))).code).toBe('target.too-large')
  expect(poured).toBeLessThan(50_000_000)
})

test.each<[string, RequestListener]>([
  ['no answer', () => undefined],
  ['a head without a body', (_request, response) => void response.writeHead(200, { 'content-type': 'application/json', 'content-length': '20' }).write('{')],
])('a target that is slow with %s', async (_title, handle) => {
  const { call } = await against(handle, { timeoutMs: 100 })
  expect((await problemOf(call())).code).toBe('target.timeout')
})

test('an aborted signal ends the call and the request, with the reason it carries', async () => {
  let gone = false
  const { call, requests } = await against((request) => request.on('close', () => (gone = true)))
  const controller = new AbortController()
  const outcome = problemOf(call('read', {}, { signal: controller.signal }))
  await vi.waitFor(() => expect(requests()).toBe(1))
  controller.abort(new Problem('flow.deadline', 'The flow has 1 s.'))
  expect((await outcome).code).toBe('flow.deadline')
  await vi.waitFor(() => expect(gone).toBe(true))
})

test('a signal that was aborted before is honoured without a request', async () => {
  const { call, requests } = await against((_request, response) => answerJson(response, {}))
  expect((await problemOf(call('read', {}, { signal: AbortSignal.abort() }))).code).toBe('flow.cancelled')
  expect(requests()).toBe(0)
})

test('nobody listening', async () => {
  const { url, server } = await listen(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  const problem = await problemOf(probe(connectorWith(), connectionTo(url)).call())
  expect(problem).toMatchObject({ code: 'target.unavailable' })
  expect(problem.detail).toContain('ECONNREFUSED')
})

test('a name that nobody knows', async () => {
  const resolve = async (): Promise<never> => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND crm.example.test'), { code: 'ENOTFOUND' })
  }
  const problem = await problemOf(probe(connectorWith(), connectionTo('http://crm.example.test'), { resolve }).call())
  expect(problem).toMatchObject({ code: 'target.unavailable' })
  expect(problem.detail).toContain('ENOTFOUND')
})

test.each([
  ['something other than HTTP', '220 mail ready\r\n', 'target.malformed'],
  ['a body that ends before its length', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"a":', 'target.unavailable'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}', 'target.malformed'],
  ['nothing', '', 'target.unavailable'],
])('a target that sends %s', async (_title, bytes, code) => {
  const problem = await problemOf(probe(connectorWith(), connectionTo(await rawServer(bytes))).call('write'))
  expect(problem.code).toBe(code)
  expect(problem.cause).toBeUndefined()
})

test('a read that got no answer is tried once more; a write is not', async () => {
  let requests = 0
  const { call } = await against((request, response) => {
    requests += 1
    if (requests % 2 === 1) return request.socket.destroy()
    answerJson(response, { requests })
  })
  expect((await call()).output).toEqual({ requests: 2 })
  expect((await problemOf(call('write'))).code).toBe('target.unavailable')
  expect(requests).toBe(3)
})

test('a read that got any answer is not tried again', async () => {
  const { call, requests } = await against(send('application/json', '{}', { status: 503 }))
  expect((await problemOf(call())).code).toBe('target.unavailable')
  expect(requests()).toBe(1)
})
