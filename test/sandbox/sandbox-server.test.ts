import { expect, test } from 'vitest'
import type { Fault } from '../../server/sandbox/fault.ts'
import { connectionTo, probe, problemOf } from '../connect/support.ts'
import { loadConnectors } from '../../server/connect/load-connectors.ts'
import { join } from 'node:path'
import { openCrm, openLedger } from './support.ts'

const connectors = await loadConnectors([join(import.meta.dirname, '../../connectors')])

test.each<[Fault['mode'], string]>([
  ['down', 'target.unavailable'],
  ['slow', 'target.timeout'],
  ['reset', 'target.unavailable'],
  ['html', 'target.malformed'],
  ['truncate', 'target.malformed'],
  ['huge', 'target.too-large'],
  ['error-in-200', 'target.failed'],
])('the fault %s is what a connection sees as %s, and ends with none', async (mode, code) => {
  const { ask, server } = await openCrm()
  const connection = connectionTo(server.url, { connector: 'sandbox-crm', auth: 'oauth2', timeoutMs: 400 })
  const { call } = probe(connectors.get('sandbox-crm')!, connection, {
    credentials: async () => ({ clientId: 'sandbox-client', clientSecret: 'sandbox-secret' }),
  })
  await call('contacts.get', { id: 'C-1001' })
  expect((await ask('POST', '/__faults', { body: { mode } })).status).toBe(200)
  expect((await problemOf(call('contacts.get', { id: 'C-1001' }))).code).toBe(code)
  await ask('POST', '/__faults', { body: { mode: 'none' } })
  expect((await call('contacts.get', { id: 'C-1001' })).output).toMatchObject({ id: 'C-1001' })
})

test('flaky fails every other request', async () => {
  const { ask, server } = await openLedger()
  server.setFault({ mode: 'flaky' })
  const ok: boolean[] = []
  for (let index = 0; index < 4; index++) {
    ok.push(
      await ask('GET', '/api/status').then(
        ({ status }) => status === 200,
        () => false,
      ),
    )
  }
  expect(ok.filter(Boolean).length).toBe(2)
  server.reset()
  expect((await ask('GET', '/api/status')).status).toBe(200)
})

test('an unknown fault is refused', async () => {
  const { ask } = await openLedger()
  expect((await ask('POST', '/__faults', { body: { mode: 'fire' } })).status).toBe(400)
})

test('too many requests a second get 429 with Retry-After, until time has passed', async () => {
  let now = 0
  const { ask } = await openLedger({ perSecond: 2, now: () => now })
  const statuses = async () => [(await ask('GET', '/api/status')).status, (await ask('GET', '/api/status')).status, (await ask('GET', '/api/status')).status]
  expect(await statuses()).toEqual([200, 200, 429])
  expect((await ask('GET', '/api/status')).headers.get('retry-after')).toBe('1')
  now = 1000
  expect(await statuses()).toEqual([200, 200, 429])
})

test('a body that is too large or no JSON is refused', async () => {
  const { ask } = await openLedger()
  const json = { 'content-type': 'application/json' }
  expect((await ask('PUT', '/api/accounts/a', { body: '{', headers: json })).status).toBe(413)
  expect((await ask('PUT', '/api/accounts/a', { body: `"${'x'.repeat(1_000_001)}"`, headers: json })).status).toBe(413)
})
