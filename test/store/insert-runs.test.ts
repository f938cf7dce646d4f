import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareInsertRuns } from '../../server/store/insert-runs.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import type { RunWrite } from '../../server/store/run-row.ts'
import { type RunRow, type RunTables, sqliteRunMigrations } from '../../server/store/run-table.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { useFolder } from './folder.ts'

const RUN_MIGRATIONS = sqliteRunMigrations(SQLITE_TYPES)
const folder = useFolder()
const rowOf = (n: number): RunRow => ({
  id: `r${n}`,
  flow: 'f',
  client: 'c',
  state: 'succeeded',
  problem: n % 2 ? 'target.timeout' : null,
  problem_at: null,
  lane: n % 3 ? `lane-${n}` : null,
  started_at: n,
  record: `{"n":${n}}`,
  steps: '[]',
  steps_left_out: n,
  effects: null,
  attempts: '[]',
  stamp: 0,
})
const writeOf = (row: RunRow): RunWrite => ({ row, marks: [{ run: row.id, kind: 'key', mark: 'k', started_at: row.started_at }] })

test.each([0, 1, 7, 8, 63, 64, 65, 137])('%i rows are written, each as it is', async (count) => {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  try {
    const rows = Array.from({ length: count }, (_, n) => rowOf(n))
    await prepareInsertRuns(database)(rows.toReversed().map(writeOf))
    const found = await database.selectFrom('run').selectAll().orderBy('steps_left_out').execute()
    expect(found).toEqual(rows)
    expect(await database.selectFrom('run_mark').selectAll().orderBy('started_at').execute()).toEqual(rows.flatMap((row) => writeOf(row).marks))
  } finally {
    await database.destroy()
  }
})

test('an earlier write that arrives later only fills what is empty', async () => {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  try {
    const insert = prepareInsertRuns(database)
    const late = { ...rowOf(1), stamp: 5, state: 'succeeded', steps: null, effects: '[1]' }
    await insert([writeOf(late)])
    await insert([writeOf({ ...rowOf(1), stamp: 4, state: 'queued', problem: null, record: '{}', steps: '[2]', effects: '[0]' })])
    expect(await database.selectFrom('run').selectAll().execute()).toEqual([{ ...late, steps: '[2]' }])
    await insert([writeOf({ ...late, stamp: 6, state: 'failed', effects: null })])
    expect(await database.selectFrom('run').select(['state', 'steps', 'effects', 'stamp']).execute()).toEqual([
      { state: 'failed', steps: '[2]', effects: '[1]', stamp: 6 },
    ])
  } finally {
    await database.destroy()
  }
})

test('all rows or none', async () => {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  try {
    const insert = prepareInsertRuns(database)
    const bad = { ...rowOf(100), record: null as unknown as string }
    await expect(insert([...Array.from({ length: 70 }, (_, n) => rowOf(n)), bad].map(writeOf))).rejects.toThrow('NOT NULL')
    expect(await database.selectFrom('run').select('id').execute()).toEqual([])
    await insert([writeOf(rowOf(1))])
    expect(await database.selectFrom('run').select('id').execute()).toEqual([{ id: 'r1' }])
  } finally {
    await database.destroy()
  }
})
