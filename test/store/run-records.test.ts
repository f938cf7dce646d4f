import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../../server/store/open-database.ts'
import { openRuns } from '../../server/store/run-records.ts'
import { type RunTables, sqliteRunMigrations } from '../../server/store/run-table.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { aRun } from './describe-runs.ts'
import { useFolder } from './folder.ts'
import { START } from './store-bench.ts'

const RUN_MIGRATIONS = sqliteRunMigrations(SQLITE_TYPES)
const folder = useFolder()
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const runs of opened.splice(0)) await runs.close()
})

test('a database of a newer version is refused', async () => {
  const file = join(folder(), 'runs.sqlite')
  const database = await openDatabase(file, { ...RUN_MIGRATIONS, '999-later': { up: async () => undefined } })
  await database.destroy()
  await expect(openDatabase(file, RUN_MIGRATIONS)).rejects.toMatchObject({ code: 'storage.failed' })
})

test('records that cannot be written are tried again and reported', async () => {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  const reported: string[] = []
  const runs = openRuns({ database, now: () => START, failed: (problem) => reported.push(problem.code) })
  opened.push(runs)
  await database.schema.alterTable('run').renameTo('elsewhere').execute()
  runs.record({ run: aRun(1) })
  await expect.poll(() => reported).toEqual(['storage.failed'])
  await database.schema
    .alterTable('elsewhere' as 'run')
    .renameTo('run')
    .execute()
  expect(await runs.counts()).toEqual({ succeeded: 1 })
})
