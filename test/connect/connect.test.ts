import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf, textOf } from './support.ts'

/** Answers with what was asked. */
async function mirror() {
  const { url } = await listen(async (request, response) =>
    answerJson(response, { method: request.method, url: request.url, headers: request.headers, text: await textOf(request) }),
  )
  return url
}

test('a request is made of path, query, headers and body below the base URL', async () => {
  const request = {
    method: 'PUT',
    path: '/v1/{input.id}?fixed=1',
    query: { q: '=input.q', none: '=input.none' },
    headers: { 'X-Tenant': '=connection.settings.tenant' },
    body: { name: '=input.name', list: '=[input.list]' },
  }
  const connector = connectorWith({ headers: { 'x-version': '2', 'x-base': '=connection.baseUrl' } }, { request })
  const { call } = probe(connector, connectionTo(`${await mirror()}/api/`, { settings: { tenant: 't1' } }))
  const { output } = await call('write', { id: 'a/b', q: ['x', 'y'], name: 'Ada', list: 1 })
  expect(output).toMatchObject({ method: 'PUT', url: '/api/v1/a%2Fb?fixed=1&q=x&q=y', text: '{"name":"Ada","list":[1]}' })
  expect((output as { headers: object }).headers).toMatchObject({
    'x-tenant': 't1',
    'x-version': '2',
    'content-type': 'application/json',
    accept: 'application/json',
  })
})

test('a form body', async () => {
  const { call } = probe(connectorWith({}, { request: { method: 'POST', path: '/', body: '=input', encoding: 'form' } }), connectionTo(await mirror()))
  expect((await call('write', { a: 'x y', b: [1, '&'] })).output).toMatchObject({
    text: 'a=x+y&b=1&b=%26',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
})

test('the idempotency key goes into the declared header, and nowhere without one', async () => {
  const url = await mirror()
  const declared = probe(connectorWith({}, { idempotency: { by: 'key', header: 'Idempotency-Key' } }), connectionTo(url))
  expect((await declared.call('write', {}, { idempotencyKey: 'run-1:node-2' })).output).toMatchObject({ headers: { 'idempotency-key': 'run-1:node-2' } })
  const { output } = await probe(connectorWith(), connectionTo(url)).call('write', {}, { idempotencyKey: 'run-1' })
  expect((output as { headers: object }).headers).not.toHaveProperty('idempotency-key')
})

test('a header value with a line break is refused and nothing is sent', async () => {
  const { call } = probe(connectorWith({}, { request: { method: 'GET', path: '/', headers: { 'x-name': '=input.name' } } }), connectionTo(await mirror()))
  expect(await problemOf(call('read', { name: 'a\r\nx-admin: 1' }))).toMatchObject({ code: 'message.invalid', at: 'operations.read.request.headers.x-name' })
})

test.each(['nothing', 'toString'])('an operation %s is not there', async (operation) => {
  expect((await problemOf(probe(connectorWith(), connectionTo('http://127.0.0.1')).call(operation))).code).toBe('operation.unknown')
})

test.each([
  ['an unknown connector', { connector: 'gone' }, 'connector'],
  ['a base URL with a password', { baseUrl: 'http://a:b@127.0.0.1' }, 'baseUrl'],
  ['a base URL with a query', { baseUrl: 'http://127.0.0.1/?a=b' }, 'baseUrl'],
  ['a base URL of another kind', { baseUrl: 'ftp://127.0.0.1' }, 'baseUrl'],
])('%s makes the connection invalid', async (_title, change, at) => {
  expect(await problemOf(probe(connectorWith(), connectionTo('http://127.0.0.1', change)).call())).toMatchObject({ code: 'connection.invalid', at })
})

test('a changed connection is used at once', async () => {
  const first = await mirror()
  const { connect } = probe(connectorWith(), connectionTo(first))
  const call = (baseUrl: string) => connect.call({ connection: connectionTo(baseUrl), operation: 'read', input: {}, signal: new AbortController().signal })
  expect((await call(first)).output).toMatchObject({ url: '/read' })
  expect((await call(`${first}/v2`)).output).toMatchObject({ url: '/v2/read' })
})

test('forget lets a call under way end', async () => {
  let answer = (): void => undefined
  let arrived = (): void => undefined
  const asked = new Promise<void>((resolve) => (arrived = resolve))
  const { url } = await listen((_request, response) => {
    answer = () => answerJson(response, { ok: true })
    arrived()
  })
  const { call, connect } = probe(connectorWith(), connectionTo(url))
  const running = call()
  await asked
  connect.forget('c1')
  answer()
  expect((await running).output).toEqual({ ok: true })
})

test('close ends calls under way and refuses later ones', async () => {
  let arrived = (): void => undefined
  const asked = new Promise<void>((resolve) => (arrived = resolve))
  const { url } = await listen(() => arrived())
  const { call, connect } = probe(connectorWith(), connectionTo(url))
  const running = problemOf(call('write'))
  await asked
  await connect.close()
  expect((await running).code).toBe('target.unavailable')
  expect((await problemOf(call())).code).toBe('service.stopping')
})

test('many calls may share one signal, and leave no listener on it', async () => {
  const url = await mirror()
  const { call } = probe(connectorWith({ limits: { concurrency: 4 } }), connectionTo(url))
  const { signal } = new AbortController()
  const warnings: Error[] = []
  const note = (warning: Error): number => warnings.push(warning)
  process.on('warning', note)
  await Promise.all(Array.from({ length: 30 }, () => call('read', {}, { signal })))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  expect(warnings).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
