import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { RunRecord, StepRecord, TryStep } from '../../server/model/run.ts'
import type { Runs } from '../../server/store/contract.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { openRuns } from '../../server/store/run-records.ts'
import type { Retention } from '../../server/store/run-retention.ts'
import { type RunTables, sqliteRunMigrations } from '../../server/store/run-table.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { useFolder } from './folder.ts'

const RUN_MIGRATIONS = sqliteRunMigrations(SQLITE_TYPES)
const folder = useFolder()
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const runs of opened.splice(0)) await runs.close()
})

const START = Date.UTC(2026, 0, 31)
const DAY = 86_400_000

async function open(retention?: Retention): Promise<Runs & { close(): Promise<void> }> {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  const runs = openRuns({ database, now: () => START, ...(retention && { retention }) })
  opened.push(runs)
  return runs
}

const run = (n: number, more: Partial<RunRecord> = {}): RunRecord => ({
  id: `run-${String(n).padStart(6, '0')}`,
  flow: 'f',
  version: 1,
  client: 'shop',
  trigger: { kind: 'endpoint', name: 'orders.create' },
  state: 'succeeded',
  startedAt: new Date(START + n).toISOString(),
  durationMs: 1.5,
  stepCount: 1,
  inBytes: 10,
  outBytes: 20,
  status: 200,
  problem: null,
  ...more,
})

const step: StepRecord = {
  seq: 0,
  node: 'n',
  kind: 'map',
  startMs: 0,
  durationMs: 1,
  inBytes: 1,
  outBytes: 2,
  wires: ['w'],
  ports: ['out'],
  item: [3],
  problem: { code: 'mapping.type', detail: 'd', at: 'a' },
  shape: ['name: string'],
}
const numbers = (runs: readonly RunRecord[]): number[] => runs.map(({ id }) => Number(id.slice(4)))

test('a run is read back with its steps, also after a restart', async () => {
  const first = await open()
  first.record({ run: run(1), steps: [step], stepsLeftOut: 4 })
  expect(await first.get('run-000001')).toEqual({ run: run(1), steps: [step], stepsLeftOut: 4, effects: [], attempts: [] })
  await opened.pop()!.close()
  const second = await open()
  expect(await second.get('run-000001')).toEqual({ run: run(1), steps: [step], stepsLeftOut: 4, effects: [], attempts: [] })
  expect(await second.get('no such')).toBeUndefined()
})

test('runs are listed newest first, by filter and page', async () => {
  const runs = await open()
  for (let n = 0; n < 30; n += 1) {
    const problem = n % 3 === 0 ? { code: 'target.timeout', detail: 'slow' } : null
    runs.record({ run: run(n, { flow: n % 2 ? 'odd' : 'even', client: n < 10 ? 'old' : 'shop', state: problem ? 'failed' : 'succeeded', problem }), steps: [], stepsLeftOut: 0 })
  }
  expect(numbers(await runs.list({ limit: 3 }))).toEqual([29, 28, 27])
  expect(numbers(await runs.list({ limit: 3, before: 'run-000005' }))).toEqual([4, 3, 2])
  expect(numbers(await runs.list({ limit: 2, flow: 'even' }))).toEqual([28, 26])
  expect(numbers(await runs.list({ limit: 9, problem: 'target.timeout', client: 'old' }))).toEqual([9, 6, 3, 0])
  expect(numbers(await runs.list({ limit: 2, state: 'failed', flow: 'odd' }))).toEqual([27, 21])
  expect(await runs.list({ limit: 2, flow: "' or 1=1 --" })).toEqual([])
  expect(await runs.counts()).toEqual({ failed: 10, succeeded: 20 })
})

test('a later record of a run replaces the earlier one', async () => {
  const runs = await open()
  runs.record({ run: run(1, { state: 'running' }), steps: [], stepsLeftOut: 0 })
  await runs.flush()
  runs.record({ run: run(1, { state: 'failed' }), steps: [step], stepsLeftOut: 0 })
  runs.record({ run: run(1, { state: 'cancelled' }), steps: [step], stepsLeftOut: 0 })
  expect(await runs.counts()).toEqual({ cancelled: 1 })
  expect((await runs.get('run-000001'))?.steps).toEqual([step])
})

test('many records at once are all written', async () => {
  const runs = await open()
  for (let n = 0; n < 2_345; n += 1) runs.record({ run: run(n), steps: [step], stepsLeftOut: 0 })
  expect(await runs.counts()).toEqual({ succeeded: 2_345 })
})

test('values of a draft run that come along are not stored', async () => {
  const runs = await open()
  const tried: TryStep = { ...step, input: { name: 'CANARY' }, output: [{ port: 'out', body: 'CANARY' }] }
  runs.record({ run: { ...run(1), body: 'CANARY' } as RunRecord, steps: [tried], stepsLeftOut: 0 })
  const detail = await runs.get('run-000001')
  expect(detail?.steps).toEqual([step])
  expect(JSON.stringify(detail)).not.toContain('CANARY')
})

test('too many and too old runs go, oldest first', async () => {
  const first = await open({ runs: 500, days: 30 })
  for (let n = 0; n < 1_500; n += 1) first.record({ run: run(n), steps: [], stepsLeftOut: 0 })
  const kept = await first.list({ limit: 2_000 })
  expect(kept).toHaveLength(500)
  expect(numbers(kept).at(-1)).toBe(1_000)
  await opened.pop()!.close()
  const second = await open({ runs: 5_000, days: 1 })
  second.record({ run: run(9_999, { startedAt: new Date(START - DAY / 2).toISOString() }), steps: [], stepsLeftOut: 0 })
  for (let n = 0; n < 300; n += 1) second.record({ run: run(n, { startedAt: new Date(START - 2 * DAY).toISOString() }), steps: [], stepsLeftOut: 0 })
  await second.flush()
  expect((await second.list({ limit: 2_000 })).length).toBe(501)
})

test('a database of a newer version is refused', async () => {
  const database = await openDatabase(join(folder(), 'runs.sqlite'), { ...RUN_MIGRATIONS, '002-later': { up: async () => undefined } })
  await database.destroy()
  await expect(open()).rejects.toMatchObject({ code: 'storage.failed' })
})

test('records that cannot be written are tried again and reported', async () => {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  const reported: string[] = []
  const runs = openRuns({ database, now: () => START, failed: (problem) => reported.push(problem.code) })
  opened.push(runs)
  await database.schema.alterTable('run').renameTo('elsewhere').execute()
  runs.record({ run: run(1), steps: [], stepsLeftOut: 0 })
  await expect.poll(() => reported).toEqual(['storage.failed'])
  await database.schema
    .alterTable('elsewhere' as 'run')
    .renameTo('run')
    .execute()
  expect(await runs.counts()).toEqual({ succeeded: 1 })
})
