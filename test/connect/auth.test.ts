import type { RequestListener } from 'node:http'
import { expect, test, vi } from 'vitest'
import { createSharedLogin } from '../../server/connect/auth/shared-login.ts'
import type { AuthScheme } from '../../server/model/connector.ts'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf, textOf } from './support.ts'

/** Answers with the request line and headers that came. */
const mirror: RequestListener = (request, response) => answerJson(response, { url: request.url, headers: request.headers })

async function call(scheme: AuthScheme, credentials: Record<string, string>, settings = {}) {
  const { url } = await listen(mirror)
  const { call } = probe(connectorWith({ auth: [scheme] }), connectionTo(url, { auth: scheme.type, settings }), { credentials: async () => credentials })
  return (await call()).output as { url: string; headers: Record<string, string> }
}

test('none sends nothing', async () => {
  expect((await call({ type: 'none' }, {})).headers).not.toHaveProperty('authorization')
})

test('basic sends name and password in UTF-8', async () => {
  const { headers } = await call({ type: 'basic' }, { username: 'jiří', password: 'a:b' })
  expect(Buffer.from(headers['authorization']!.slice(6), 'base64').toString('utf8')).toBe('jiří:a:b')
})

test('bearer', async () => {
  expect((await call({ type: 'bearer' }, { token: 't-1' })).headers['authorization']).toBe('Bearer t-1')
})

test('an API key goes into a header, with a prefix, or into the query', async () => {
  expect((await call({ type: 'apiKey', in: 'header', name: 'X-Key', prefix: 'Key ' }, { apiKey: 'k' })).headers['x-key']).toBe('Key k')
  expect((await call({ type: 'apiKey', in: 'header', name: 'X-Key', prefix: '' }, { apiKey: 'k' }, { apiKeyName: 'x-other' })).headers['x-other']).toBe('k')
  expect((await call({ type: 'apiKey', in: 'query', name: 'key', prefix: '' }, { apiKey: 'a&b' })).url).toBe('/read?key=a%26b')
})

test.each<[string, { auth: 'bearer' | 'basic'; credentials: Record<string, string> }, string]>([
  ['a missing credential', { auth: 'bearer', credentials: {} }, 'credentials.token'],
  ['a credential with a line break', { auth: 'bearer', credentials: { token: 'a\r\nx: y' } }, 'credentials.token'],
  ['a scheme that the connector does not have', { auth: 'basic', credentials: { username: 'a', password: 'b' } }, 'auth'],
])('%s makes the connection invalid', async (_title, { auth, credentials }, at) => {
  const { url } = await listen(mirror)
  const { call } = probe(connectorWith({ auth: [{ type: 'bearer' }] }), connectionTo(url, { auth }), { credentials: async () => credentials })
  expect(await problemOf(call())).toMatchObject({ code: 'connection.invalid', at })
})

/** A target with a token address; `valid` is the only token it accepts. */
async function tokenTarget(lifetime: number | undefined = 100) {
  const state = { issued: 0, valid: '', requests: [] as string[], forms: [] as string[], basics: [] as (string | undefined)[], refuse: false, status: 200 }
  const { url } = await listen(async (request, response) => {
    if (request.url === '/token') {
      state.forms.push(await textOf(request))
      state.basics.push(request.headers.authorization)
      if (state.status !== 200) return answerJson(response, { error: 'invalid_client' }, state.status)
      state.issued += 1
      state.valid = `token-${state.issued}`
      return answerJson(response, { access_token: state.valid, ...(lifetime !== undefined && { expires_in: lifetime }) })
    }
    state.requests.push(request.headers.authorization ?? '')
    const good = !state.refuse && request.headers.authorization === `Bearer ${state.valid}`
    return answerJson(response, { ok: good }, good ? 200 : 401)
  })
  return { url, state }
}

const oauth2 = { type: 'oauth2', tokenPath: '/token', scope: 'all', clientAuth: 'basic' } as const
const client = { clientId: 'id:1', clientSecret: 's/2' }

async function tokenProbe(lifetime?: number, scheme: AuthScheme = oauth2) {
  const target = await tokenTarget(lifetime)
  const clock = { now: 0 }
  const made = probe(connectorWith({ auth: [scheme] }), connectionTo(target.url, { auth: 'oauth2' }), { credentials: async () => client, now: () => clock.now })
  return { ...target, ...made, clock }
}

test('OAuth 2: one token for many calls at once, kept between calls', async () => {
  const { call, state } = await tokenProbe()
  await Promise.all(Array.from({ length: 8 }, () => call()))
  await call('write')
  expect(state.issued).toBe(1)
  expect(state.forms).toEqual(['grant_type=client_credentials&scope=all'])
  expect(state.basics).toEqual([`Basic ${Buffer.from('id%3A1:s%2F2').toString('base64')}`])
})

test('OAuth 2: client authentication in the body', async () => {
  const { call, state } = await tokenProbe(100, { ...oauth2, clientAuth: 'body' })
  await call()
  expect(state.forms).toEqual(['grant_type=client_credentials&scope=all&client_id=id%3A1&client_secret=s%2F2'])
  expect(state.basics).toEqual([undefined])
})

test('OAuth 2: a token near its end still serves while a new one is fetched; an expired one does not', async () => {
  const { call, state, clock } = await tokenProbe(100)
  await call()
  clock.now = 79_999
  await call()
  expect(state.issued).toBe(1)
  clock.now = 80_000
  await call().catch(() => undefined)
  await vi.waitFor(() => expect(state.issued).toBe(2))
  clock.now += 95_000
  await call()
  expect(state.issued).toBe(3)
})

test('OAuth 2: a refused token is renewed once, also for a write', async () => {
  const { call, state } = await tokenProbe()
  await call()
  state.valid = 'revoked'
  expect((await call('write')).output).toEqual({ ok: true })
  expect(state.issued).toBe(2)
})

test('OAuth 2: a target that refuses fresh tokens is asked twice, not for ever', async () => {
  const { call, state } = await tokenProbe()
  state.refuse = true
  expect(await problemOf(call())).toMatchObject({ code: 'target.auth' })
  expect(state.requests.length).toBe(2)
  expect(state.issued).toBe(2)
})

test.each([
  [401, 'target.auth', 'invalid_client'],
  [400, 'target.auth', 'invalid_client'],
  [503, 'target.unavailable', undefined],
  [429, 'target.rate-limited', undefined],
])('OAuth 2: a token address that answers %i is %s, and the next call tries again', async (status, code, vendorCode) => {
  const { call, state } = await tokenProbe()
  state.status = status
  expect(await problemOf(call())).toMatchObject({ code, vendorCode })
  state.status = 200
  expect((await call()).output).toEqual({ ok: true })
})

test('forget asks for the credentials again', async () => {
  const { url } = await listen(mirror)
  let token = 'first'
  const { call, connect } = probe(connectorWith({ auth: [{ type: 'bearer' }] }), connectionTo(url, { auth: 'bearer' }), {
    credentials: async () => ({ token }),
  })
  await call()
  token = 'second'
  expect((await call()).output).toMatchObject({ headers: { authorization: 'Bearer first' } })
  connect.forget('c1')
  expect((await call()).output).toMatchObject({ headers: { authorization: 'Bearer second' } })
})

const session = {
  type: 'session',
  login: { method: 'POST', path: '/login', body: { user: '=credentials.username', pass: '=credentials.password' }, encoding: 'json' },
  session: 'body.sid',
  headers: { cookie: '="sid=" & session' },
  expired: 'status = 401 or body.error = "session"',
} as const satisfies AuthScheme

async function sessionProbe() {
  const state = { logins: 0, calls: 0, valid: '', expireIn200: false }
  const { url } = await listen(async (request, response) => {
    if (request.url === '/login') {
      const { pass } = JSON.parse(await textOf(request)) as { pass: string }
      if (pass !== 'right') return answerJson(response, { text: 'no' })
      state.logins += 1
      state.valid = `s${state.logins}`
      return answerJson(response, { sid: state.valid })
    }
    state.calls += 1
    if (request.headers.cookie === `sid=${state.valid}`) return answerJson(response, { ok: true })
    return state.expireIn200 ? answerJson(response, { error: 'session' }) : answerJson(response, {}, 401)
  })
  const credentials = { username: 'u', password: 'right' }
  return { state, credentials, ...probe(connectorWith({ auth: [session] }), connectionTo(url, { auth: 'session' }), { credentials: async () => credentials }) }
}

test('session: many calls at once share one login', async () => {
  const { call, state } = await sessionProbe()
  await Promise.all(Array.from({ length: 8 }, () => call()))
  expect(state.logins).toBe(1)
})

test.each([true, false])('session: an ended one is opened again, once (said with status 200: %s)', async (expireIn200) => {
  const { call, state } = await sessionProbe()
  await call()
  state.expireIn200 = expireIn200
  state.valid = 'ended'
  expect((await call('write')).output).toEqual({ ok: true })
  expect(state).toMatchObject({ logins: 2, calls: 3 })
})

test('session: an ended session that several calls notice is opened once', async () => {
  const { call, state } = await sessionProbe()
  await call()
  state.valid = 'ended'
  await Promise.all(Array.from({ length: 6 }, () => call()))
  expect(state.logins).toBe(2)
})

test('session: a refused login', async () => {
  const { call, credentials } = await sessionProbe()
  credentials.password = 'wrong'
  expect(await problemOf(call())).toMatchObject({ code: 'target.auth' })
})

test('a caller that gives up does not end the login that others wait for', async () => {
  let finish = (_value: string): void => undefined
  const started = new Promise<string>((resolve) => (finish = resolve))
  const shared = createSharedLogin(
    async () => ({ value: await started, refreshAt: 10, expiresAt: 20 }),
    () => 0,
  )
  const impatient = new AbortController()
  const [first, second] = [problemOf(shared.get(impatient.signal)), shared.get(new AbortController().signal)]
  impatient.abort(new Problem('flow.deadline', 'too late'))
  expect(await first).toMatchObject({ code: 'flow.deadline' })
  finish('value')
  expect(await second).toBe('value')
})
