import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { findHomeFolder } from '../../server/home-folder.ts'
import { Flow } from '../../server/model/flow.ts'
import { type Core, openCore } from '../../server/open-core.ts'
import { readSettings } from '../../server/settings.ts'

const closers: (() => unknown)[] = []
const closeAll = async (): Promise<void> => {
  for (let close = closers.pop(); close; close = closers.pop()) await close()
}
const folders: string[] = []
afterEach(async () => {
  await closeAll()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-schedule-'))
  folders.push(folder)
  return folder
}

const open = (dataDir: string): Promise<Core> =>
  openCore({
    settings: readSettings({ PATCHBAY_DATA: dataDir, PATCHBAY_SANDBOX: 'off' }),
    home: findHomeFolder(),
    log: pino({ level: 'silent' }),
    onClose: (close) => void closers.push(close),
  })

const NIGHTLY = Flow.parse({
  id: 'nightly',
  name: 'Nightly',
  client: 'shop',
  nodes: [
    {
      id: 'at',
      kind: 'schedule',
      name: 'At night',
      config: { cron: '0 3 * * *', timeZone: 'Europe/Prague', body: { status: 'open' } },
      position: { x: 0, y: 0 },
    },
    { id: 'log', kind: 'log', name: 'Log', config: {}, position: { x: 1, y: 0 } },
  ],
  wires: [{ id: 'w', from: { node: 'at', port: 'out' }, to: 'log' }],
})

async function publish(core: Core): Promise<void> {
  await core.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
  await core.hub.flows.create(NIGHTLY, 'ada')
  await core.hub.flows.publish('nightly', { revision: 1, note: '' }, 'ada')
}

const DUE = Date.UTC(2026, 0, 5, 2)

test('a schedule that is due runs its flow, once for each time', async () => {
  const core = await open(openFolder())
  await publish(core)
  const [schedule] = core.runtime.schedules()
  for (const dueAt of [DUE, DUE, DUE + 86_400_000]) await core.scheduled.fire(schedule!, dueAt)
  await vi.waitFor(async () => expect((await core.scheduled.engine.counts()).completed).toBe(2))
  await core.store.runs.flush()
  expect(await core.store.runs.list({ limit: 10 })).toMatchObject([
    { flow: 'nightly', version: 1, state: 'succeeded', trigger: { kind: 'schedule' } },
    { flow: 'nightly', version: 1, state: 'succeeded' },
  ])
})

test('a schedule whose flow is gone ends as dead, and stays so after a restart', async () => {
  const folder = openFolder()
  const first = await open(folder)
  await publish(first)
  const [schedule] = first.runtime.schedules()
  await first.hub.flows.remove('nightly')
  await first.scheduled.fire(schedule!, DUE)
  await vi.waitFor(async () => expect((await first.scheduled.engine.counts()).dead).toBe(1))
  expect((await first.scheduled.engine.list({}))[0]?.problem).toBe('flow.unpublished')
  await closeAll()
  const second = await open(folder)
  expect((await second.scheduled.engine.counts()).dead).toBe(1)
})
