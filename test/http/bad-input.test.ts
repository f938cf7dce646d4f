import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from 'node:net'
import { type Answer, answerOf, start, type Started } from './start.ts'

let server: Started
let key = ''
beforeAll(async () => {
  server = await start({ PATCHBAY_BODY_LIMIT: '20000' })
  key = await server.key()
})
afterAll(() => server.stop())

const CANARY = 'marked-value-93'
const nested = (depth: number): string => `{"name":"${CANARY}","ext":${'['.repeat(depth)}${']'.repeat(depth)}}`

interface Case {
  title: string
  code: string
  status: number
  method?: string
  path?: string
  body?: string | Uint8Array<ArrayBuffer>
  headers?: Record<string, string>
  /** Part of the detail. */
  detail?: string
  /** Paths that the errors name. */
  paths?: string[]
}

const CASES: Case[] = [
  { title: 'malformed JSON', body: `{"name": "${CANARY}",\n "email": }`, code: 'request.malformed', status: 400, detail: 'line 2, column 11' },
  { title: 'JSON that stops', body: `{"name": "${CANARY}`, code: 'request.malformed', status: 400, detail: 'line 1, column 10' },
  { title: 'bytes that are no UTF-8', body: new Uint8Array([0x22, 0xff, 0x22]), code: 'request.malformed', status: 400 },
  { title: 'no content type', body: new Uint8Array([0x7b, 0x7d]), headers: { 'content-type': '' }, code: 'request.media-type', status: 415 },
  { title: 'a form', body: `name=${CANARY}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, code: 'request.media-type', status: 415 },
  { title: 'another character set', body: '{}', headers: { 'content-type': 'application/json; charset=latin1' }, code: 'request.media-type', status: 415 },
  { title: 'a packed body', body: '{}', headers: { 'content-encoding': 'gzip' }, code: 'request.media-type', status: 415 },
  { title: 'a body over the limit', body: JSON.stringify({ name: CANARY.repeat(2000) }), code: 'request.too-large', status: 413 },
  { title: 'deep nesting', body: nested(64), code: 'request.too-deep', status: 400 },
  { title: 'very deep nesting', body: nested(9000), code: 'request.too-deep', status: 400 },
  ...['__proto__', 'constructor', 'prototype', '_jsonata_lambda', '_jsonata_function'].map((name): Case => ({
    title: `the key ${name}`,
    body: `{"name":"x","ext":{"${name}":"${CANARY}"}}`,
    code: 'request.forbidden-key',
    status: 400,
    detail: name,
  })),
  { title: 'a forbidden key in disguise', body: '{"__pr\\u006fto__":{"polluted":true}}', code: 'request.forbidden-key', status: 400 },
  { title: 'no body', code: 'request.invalid', status: 422, paths: [''] },
  { title: 'null', body: 'null', code: 'request.invalid', status: 422, paths: [''] },
  { title: 'an array', body: '[]', code: 'request.invalid', status: 422, paths: [''] },
  { title: 'unknown fields', body: `{"name":"${CANARY}","nickname":"x","limits":3}`, code: 'request.invalid', status: 422, paths: ['nickname', 'limits'] },
  { title: 'wrong types', body: `{"name":3,"limit":"${CANARY}"}`, code: 'request.invalid', status: 422, paths: ['name', 'limit'] },
  { title: 'no criterion', body: '{"limit":3}', code: 'request.invalid', status: 422, paths: [''] },
  { title: 'query parameters', path: '/api/v1/customers/search?limit=3', body: '{"name":"x"}', code: 'request.invalid', status: 422, paths: ['?'] },
  { title: 'a reference that is none', method: 'GET', path: '/api/v1/customers/15131', code: 'request.invalid', status: 422, paths: ['ref'] },
  { title: 'a broken percent-encoding', method: 'GET', path: '/api/v1/customers/%E0%A4%A', code: 'request.malformed', status: 400 },
  {
    title: 'a body where none belongs',
    method: 'DELETE',
    path: '/api/v1/customers/sandbox-crm:customer:C-1001',
    body: '{"ref":"x"}',
    code: 'request.invalid',
    status: 422,
    paths: [''],
  },
  {
    title: 'a version where none is compared',
    method: 'DELETE',
    path: '/api/v1/customers/sandbox-crm:customer:C-1001',
    headers: { 'if-match': '"3"' },
    code: 'request.invalid',
    status: 422,
    paths: ['if-match'],
  },
  { title: 'no key', body: '{"name":"x"}', headers: { authorization: '' }, code: 'request.unauthenticated', status: 401 },
  { title: 'an unknown key', body: '{"name":"x"}', headers: { authorization: 'Bearer pb_0000000000000000_x' }, code: 'request.unauthenticated', status: 401 },
  { title: 'another scheme', body: '{"name":"x"}', headers: { authorization: 'Basic YTpi' }, code: 'request.unauthenticated', status: 401 },
  { title: 'an unknown route', method: 'GET', path: `/api/v1/${CANARY}`, code: 'request.not-found', status: 404 },
  { title: 'an unknown address', method: 'POST', path: '/nowhere', body: '{}', code: 'request.not-found', status: 404 },
  { title: 'a wrong method', method: 'PUT', body: '{}', code: 'request.method', status: 405, detail: 'POST' },
  { title: 'a hook that nobody has', path: '/hooks/nobody', body: '{}', code: 'request.not-found', status: 404 },
  { title: 'a customer that is not there', method: 'GET', path: '/api/v1/customers/sandbox-crm:customer:C-999999', code: 'target.not-found', status: 404 },
]

function send({ method = 'POST', path = '/api/v1/customers/search', body, headers = {} }: Omit<Case, 'title' | 'code' | 'status'>): Promise<Answer> {
  const all: Record<string, string> = { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  return fetch(server.url + path, { method, headers: kept, ...(body !== undefined && { body }) }).then(answerOf)
}

test.each(CASES)('$title: $code', async ({ code, status, detail, paths = [], ...request }) => {
  const answer = await send(request)
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body).toMatchObject({
    status,
    type: `/docs/problems#${code}`,
    title: expect.any(String),
    remedy: expect.any(String),
    correlationId: expect.any(String),
  })
  expect(answer.body.detail).toContain(detail ?? '')
  expect((answer.body.errors ?? []).map((error: { path: string }) => error.path)).toEqual(paths)
  expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : null)
  expect(JSON.stringify(answer.body)).not.toContain(CANARY)
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('a revoked key is refused from that moment', async () => {
  const admin = await server.admin()
  const { view, key: short } = (await admin.send('POST', '/api/clients/demo/keys', { name: 'short-lived' })).body
  const headers = { authorization: `Bearer ${short}` }
  expect((await send({ body: '{"name":"xyz"}', headers })).status).toBe(200)
  expect((await admin.send('DELETE', `/api/clients/demo/keys/${view.id}`)).body.revokedAt).not.toBeNull()
  expect((await send({ body: '{"name":"xyz"}', headers })).body.code).toBe('request.unauthenticated')
})

test('a client without a binding is told so', async () => {
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'unbound', name: 'Unbound' })
  const { key: other } = (await admin.send('POST', '/api/clients/unbound/keys', { name: 'x' })).body
  const answer = await send({ body: '{"name":"xyz"}', headers: { authorization: `Bearer ${other}` } })
  expect([answer.status, answer.body.code]).toEqual([409, 'client.unbound'])
})

test('a caller who sends far too much gets to read why, and the connection stays of use', async () => {
  for (let time = 0; time < 3; time++) expect((await send({ body: `"${'x'.repeat(5_000_000)}"` })).status).toBe(413)
})

test('a body that grows over the limit without having said so ends early', async () => {
  const body = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new TextEncoder().encode('[0,'.repeat(5000))) })
  const request = fetch(`${server.url}/api/v1/customers/search`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
    duplex: 'half',
  } as RequestInit)
  const answer = await request.then(
    (response) => response.status,
    () => 'closed',
  )
  expect([413, 'closed']).toContain(answer)
})

test.each(['GARBAGE\r\n\r\n', 'POST /api/v1/customers/search HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n'])(
  '%j on the wire is answered with 400',
  async (text) => {
    const { hostname, port } = new URL(server.url)
    const received = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(text))
      let all = ''
      socket.on('data', (chunk) => (all += chunk.toString()))
      socket.on('close', () => resolve(all))
      socket.on('error', reject)
    })
    expect(received).toMatch(/^HTTP\/1\.1 400/)
  },
)

test('the log names route, status and problem, and holds no value', async () => {
  await send({ body: `{"name":"${CANARY}"}` })
  await send({ body: `{"nam":"${CANARY}"}` })
  const text = server.lines.join('')
  expect(text).toContain('"route":"/api/v1/customers/search"')
  expect(text).toContain('"problem":"request.invalid"')
  expect(text).not.toContain(CANARY)
  expect(text).not.toContain(key)
})

const EDITOR_CASES: [title: string, code: string, request: [method: string, path: string, body?: string]][] = [
  ['malformed JSON', 'request.malformed', ['POST', '/api/flows/check', '{']],
  ['a missing body', 'request.invalid', ['POST', '/api/flows/check']],
  ['unknown fields', 'request.invalid', ['POST', '/api/flows/check', '{"flow":{},"more":1}']],
  ['an unknown query parameter', 'request.invalid', ['GET', '/api/runs?colour=red']],
  ['a wrong query value', 'request.invalid', ['GET', '/api/runs?limit=many']],
  ['an unknown flow', 'flow.unknown', ['GET', '/api/flows/nothing']],
  ['a flow id that is a path', 'flow.unknown', ['GET', '/api/flows/..%2F..%2Fusers%2Fada']],
  ['an unknown run', 'request.not-found', ['GET', '/api/runs/nothing']],
  ['an unknown client', 'client.unknown', ['GET', '/api/clients/nothing/keys']],
  ['a wrong method', 'request.method', ['DELETE', '/api/catalog']],
  ['an unknown endpoint', 'request.not-found', ['GET', '/api/nothing']],
]

test.each(EDITOR_CASES)('the API of the editor: %s', async (_title, code, request) => {
  const answer = await (await server.admin()).send(...request)
  expect(answer.body.code).toBe(code)
})
