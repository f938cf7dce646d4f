import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { findHomeFolder } from '../../server/home-folder.ts'
import { type Core, openCore } from '../../server/open-core.ts'
import { readSettings } from '../../server/settings.ts'
import { NIGHTLY } from '../support/nightly-flow.ts'

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
  for (const dueAt of [DUE, DUE, DUE + 86_400_000]) await core.schedules.fire(schedule!, dueAt)
  await vi.waitFor(async () => expect((await core.engine.stats()).counts.completed).toBe(2))
  await vi.waitFor(async () =>
    expect(await core.store.runs.list({ limit: 10 })).toMatchObject([
      { flow: 'nightly', version: 1, state: 'succeeded', trigger: { kind: 'schedule' } },
      { flow: 'nightly', version: 1, state: 'succeeded' },
    ]),
  )
})

test('a schedule whose flow is gone starts nothing', async () => {
  const core = await open(openFolder())
  await publish(core)
  const [schedule] = core.runtime.schedules()
  await core.hub.flows.remove('nightly')
  await expect(core.schedules.fire(schedule!, DUE)).rejects.toMatchObject({ code: 'flow.unpublished' })
  expect(core.runtime.schedules()).toEqual([])
})

test('what was due before a stop runs after the next start', async () => {
  const folder = openFolder()
  const first = await open(folder)
  await publish(first)
  await first.delivery.pauses.add({ kind: 'flow', id: 'nightly', by: 'ada', note: '' })
  await first.schedules.fire(first.runtime.schedules()[0]!, DUE)
  await closeAll()
  const second = await open(folder)
  expect((await second.engine.stats()).counts.queued).toBe(1)
  await second.delivery.pauses.remove('flow', 'nightly')
  await vi.waitFor(async () => expect((await second.engine.stats()).counts.completed).toBe(1))
})
