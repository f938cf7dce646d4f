import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENDPOINTS } from '../../server/model/endpoint.ts'
import type { Endpoint } from '../../server/model/endpoint-kind.ts'
import { allows, type Role, ROLES } from '../../server/model/user.ts'
import { type Browser, PASSWORD, start, type Started } from './start.ts'

let server: Started
const browsers = new Map<Role, Browser>()

beforeAll(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
  browsers.set('admin', await server.admin())
  for (const role of ['viewer', 'operator', 'integrator'] as const) browsers.set(role, await server.as(role))
})
afterAll(() => server.stop())

const endpoints: [string, Endpoint][] = Object.entries(ENDPOINTS)
const pathOf = (endpoint: Endpoint): string => endpoint.path.replaceAll(/\{\w+\}/g, 'nothing')
const guarded = endpoints.filter(([, endpoint]) => endpoint.role !== 'public')

test.each(guarded)('%s refuses whoever is not logged in', async (_id, endpoint) => {
  const answer = await server.browser().send(endpoint.method.toUpperCase(), pathOf(endpoint), endpoint.body && {})
  expect(answer.status).toBe(401)
  expect(answer.body.code).toBe('request.unauthenticated')
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
})

// Logging out would end the sessions that the other tests use.
test.each(guarded.filter(([id]) => id !== 'session.delete'))('%s lets in the roles it is for, and no lower one', async (_id, endpoint) => {
  for (const role of ROLES) {
    const answer = await browsers.get(role)!.send(endpoint.method.toUpperCase(), pathOf(endpoint), endpoint.body && {})
    const refused = answer.status === 401 || answer.status === 403 || answer.status === 405
    expect([role, refused]).toEqual([role, !allows(role, endpoint.role as Role)])
    expect(answer.body.code === 'request.forbidden').toBe(refused)
  }
})

test.each(guarded.filter(([, endpoint]) => endpoint.method !== 'get'))('%s refuses a change without the csrf header', async (_id, endpoint) => {
  const admin = browsers.get('admin')!
  for (const csrf of ['', 'x'.repeat(43)]) {
    const answer = await admin.send(endpoint.method.toUpperCase(), pathOf(endpoint), endpoint.body && {}, { 'x-patchbay-csrf': csrf })
    expect([answer.status, answer.body.code]).toEqual([403, 'request.csrf'])
  }
})

test.each([
  ['origin', 'https://elsewhere.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-site', 'same-site'],
])('a change from another site is refused: %s %s', async (header, value) => {
  for (const [path, body] of [
    ['/api/flows/check', {}],
    ['/api/session', { user: 'ada', password: PASSWORD }],
  ] as const) {
    const answer = await browsers.get('admin')!.send('POST', path, body, { [header]: value })
    expect([answer.status, answer.body.code]).toEqual([403, 'request.csrf'])
  }
})

test('a change from a page of the server itself is accepted', async () => {
  const answer = await browsers.get('admin')!.send('POST', '/api/clients', { id: 'own', name: 'Own' }, { origin: server.url, 'sec-fetch-site': 'same-origin' })
  expect(answer.status).toBe(200)
})

test.each(['/api/openapi.json', '/docs/api', '/docs/api/start.js', '/docs/api/swagger-ui.css', '/docs/problems'])(
  '%s needs a login or an API key',
  async (path) => {
    expect((await server.browser().send('GET', path)).status).toBe(401)
    expect((await browsers.get('viewer')!.send('GET', path)).status).toBe(200)
  },
)

test('an API key opens the reference, but not the API of the editor', async () => {
  const admin = browsers.get('admin')!
  await admin.send('POST', '/api/clients', { id: 'pos', name: 'POS' })
  const { key } = (await admin.send('POST', '/api/clients/pos/keys', { name: 'till' })).body
  const headers = { authorization: `Bearer ${key}` }
  expect((await server.browser().send('GET', '/api/openapi.json', undefined, headers)).status).toBe(200)
  expect((await server.browser().send('GET', '/api/flows', undefined, headers)).status).toBe(401)
  await admin.send('DELETE', `/api/clients/pos/keys/${(await admin.send('GET', '/api/clients/pos/keys')).body[0].id}`)
  expect((await server.browser().send('GET', '/api/openapi.json', undefined, headers)).status).toBe(401)
})

test('a browser without a login is sent to the editor instead of a page of the reference', async () => {
  const answer = await server.browser().send('GET', '/docs/api', undefined, { 'sec-fetch-dest': 'document' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
})

test.each(['/health/live', '/health/ready', '/api/setup'])('%s is public', async (path) => {
  expect((await server.browser().send('GET', path)).status).toBe(200)
})

test('the cookie is kept from scripts and other sites', async () => {
  const response = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ada', password: PASSWORD }),
  })
  expect(response.headers.getSetCookie()[0]).toMatch(/; Path=\/;.*HttpOnly; SameSite=Strict/)
  expect(response.headers.getSetCookie()[0]).not.toContain('Secure')
  expect(response.headers.get('cache-control')).toBe('no-store')
})

test('pages carry a strict content security policy', async () => {
  const answer = await browsers.get('viewer')!.send('GET', '/docs/api')
  const policy = answer.headers.get('content-security-policy')!
  expect(policy).toContain("script-src 'self';")
  expect(policy).not.toMatch(/upgrade-insecure-requests|unsafe-eval|script-src[^;]*unsafe-inline/)
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})
