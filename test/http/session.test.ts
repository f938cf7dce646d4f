import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSWORD, start, type Started } from './start.ts'

let server: Started
beforeEach(async () => {
  server = await start({ PATCHBAY_SANDBOX: 'off' })
})
afterEach(() => server.stop())

const token = (): string => new URL(server.setupUrl!).searchParams.get('token')!

test('the set-up link makes the first user once', async () => {
  const first = server.browser()
  expect((await first.send('GET', '/api/setup')).body).toEqual({ needed: true })
  const wrong = await first.send('POST', '/api/setup', { token: 'x'.repeat(32), user: 'eve', password: PASSWORD })
  expect([wrong.status, wrong.body.code]).toEqual([403, 'request.forbidden'])
  const made = await first.send('POST', '/api/setup', { token: token(), user: 'ada', password: PASSWORD })
  expect(made.body).toMatchObject({ user: 'ada', role: 'admin' })
  expect((await first.send('GET', '/api/session')).body.csrf).toBe(made.body.csrf)
  expect((await first.send('GET', '/api/setup')).body).toEqual({ needed: false })
  const again = await server.browser().send('POST', '/api/setup', { token: token(), user: 'eve', password: PASSWORD })
  expect([again.status, again.body.code]).toEqual([409, 'request.conflict'])
})

test('a password that is too short names the field, not the password', async () => {
  const answer = await server.browser().send('POST', '/api/setup', { token: token(), user: 'ada', password: 'hunter2' })
  expect([answer.status, answer.body.code]).toEqual([422, 'request.invalid'])
  expect(answer.body.errors[0].path).toBe('password')
  expect(JSON.stringify(answer.body)).not.toContain('hunter2')
})

test('logging out ends the session', async () => {
  const admin = await server.admin()
  expect((await admin.send('DELETE', '/api/session')).body).toEqual({ done: true })
  expect((await admin.send('GET', '/api/session')).status).toBe(401)
})

test('a changed password, role or a disabled user ends its sessions', async () => {
  const admin = await server.admin()
  const viewer = await server.as('viewer')
  expect((await viewer.send('GET', '/api/flows')).status).toBe(200)
  expect((await admin.send('PATCH', '/api/users/user-viewer', { disabled: true })).body.disabled).toBe(true)
  expect((await viewer.send('GET', '/api/flows')).status).toBe(401)
  expect((await viewer.send('POST', '/api/session', { user: 'user-viewer', password: PASSWORD })).status).toBe(401)
})

test('failed logins are limited per user name; other users still get in', async () => {
  await server.admin()
  await server.as('viewer')
  const statuses = new Set<number>()
  let last
  for (let attempt = 0; attempt < 11; attempt++) {
    last = await server.browser().send('POST', '/api/session', { user: 'ada', password: 'wrong password' })
    statuses.add(last.status)
  }
  expect([...statuses]).toEqual([401, 429])
  expect(last!.body.code).toBe('request.rate-limited')
  expect(Number(last!.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await server.browser().send('POST', '/api/session', { user: 'ada', password: PASSWORD })).status).toBe(429)
  expect((await server.browser().send('POST', '/api/session', { user: 'user-viewer', password: PASSWORD })).status).toBe(200)
})

test('an unknown user and a wrong password are told apart by nothing', async () => {
  await server.admin()
  const [unknown, wrong] = await Promise.all([
    server.browser().send('POST', '/api/session', { user: 'nobody', password: PASSWORD }),
    server.browser().send('POST', '/api/session', { user: 'ada', password: 'wrong password' }),
  ])
  expect({ ...unknown.body, correlationId: '' }).toEqual({ ...wrong.body, correlationId: '' })
})
