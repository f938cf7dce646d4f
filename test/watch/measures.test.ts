import { afterEach, expect, test, vi } from 'vitest'
import { startPatchbay } from '../../server/main.ts'
import { readSettings } from '../../server/settings.ts'
import { start } from '../http/start.ts'
import { ASYNC, callerOf, openTill, order } from '../http/till.ts'
import { openReceiver } from './receiver.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
})

test('a server that starts with documents that stand still tells of them, by the measures of its rules', async () => {
  const receiver = await openReceiver()
  closers.push(() => receiver.close())
  const server = await start({ PATCHBAY_SANDBOX: 'off' })
  closers.push(() => server.stop())
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  const till = await openTill(server)
  closers.push(() => till.close())
  till.mode = 'refuse'
  const pos = callerOf(server.url, await server.key())
  const accepted = await pos.order(order('W-1'), ASYNC)
  await pos.until(accepted.body.id, 'held')
  const rule = (id: string, measure: string, more: object = {}) => ({ id, name: id, measure, over: 0, forSeconds: 0, ...more })
  const settings = {
    rules: [
      rule('blocked', 'blocked-lanes'),
      rule('blocked-of-flow', 'blocked-lanes', { flow: 'till' }),
      rule('blocked-of-other', 'blocked-lanes', { flow: 'other' }),
      rule('old', 'oldest-waiting'),
      rule('old-of-flow', 'oldest-waiting', { flow: 'till' }),
      rule('old-of-other', 'oldest-waiting', { flow: 'other' }),
      rule('queue', 'queue-length'),
      rule('queue-short', 'queue-length', { over: 1 }),
      rule('rate', 'error-rate'),
      rule('down', 'breaker-open'),
    ],
    channels: [{ type: 'webhook', id: 'hook', url: receiver.url, local: true }],
  }
  expect((await admin.send('PUT', '/api/alerts', { revision: null, settings, secrets: { hook: receiver.secret } })).status).toBe(200)
  await server.close()
  const again = await startPatchbay(readSettings({ PATCHBAY_PORT: '0', PATCHBAY_DATA: server.dataDir, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'silent' }))
  closers.push(() => again.close())
  await vi.waitFor(() => expect(receiver.taken).toHaveLength(5), { timeout: 15_000 })
  const told = Object.fromEntries(receiver.taken.map(({ type, data }) => [`${type} ${String(data['rule'])}`, data]))
  expect(Object.keys(told).toSorted()).toEqual(['blocked', 'blocked-of-flow', 'old', 'old-of-flow', 'queue'].map((id) => `alert.raised ${id}`).toSorted())
  expect(told['alert.raised blocked']).toMatchObject({ value: 1, flow: null, link: `${again.url}/runs?state=blocked` })
  expect(told['alert.raised blocked-of-flow']).toMatchObject({ value: 1, flow: 'till', link: `${again.url}/runs?state=blocked&flow=till` })
  for (const id of ['old', 'old-of-flow']) expect(told[`alert.raised ${id}`]!['value']).toBeGreaterThan(0)
})
