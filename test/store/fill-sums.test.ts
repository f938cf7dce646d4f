import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import type { MappingFill } from '../../server/model/fill.ts'
import { openFills } from '../../server/store/fill-sums.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { openRuns } from '../../server/store/run-records.ts'
import { type RunTables, sqliteRunMigrations } from '../../server/store/run-table.ts'
import { SQLITE_TYPES } from '../../server/store/table-types.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
const opened: Kysely<RunTables>[] = []
afterEach(async () => {
  for (const database of opened.splice(0)) await database.destroy()
})

async function openTables(): Promise<Kysely<RunTables>> {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), sqliteRunMigrations(SQLITE_TYPES))
  opened.push(database)
  return database
}

const mapping = (node: string, runs: number, more: Partial<MappingFill> = {}): MappingFill => ({
  node,
  runs,
  rows: [{ row: 'r1', filled: runs, missing: 0, failed: 0 }],
  invariants: [],
  ...more,
})
const at = (flow: string, version: number, ...mappings: MappingFill[]) => ({ flow, version, mappings })

test('what counted nothing is not written', async () => {
  const database = await openTables()
  await openFills(database).add([at('f', 1, mapping('m', 0, { invariants: [{ invariant: 'i', held: 0, broken: 0 }] }))])
  expect(await database.selectFrom('fill').selectAll().execute()).toEqual([])
})

test('many rows are written together, beside run records', async () => {
  const database = await openTables()
  const runs = openRuns({ database, now: Date.now })
  opened.pop()
  const rows = Array.from({ length: 1_000 }, (_, index) => ({ row: `r${String(index).padStart(4, '0')}`, filled: 1, missing: 0, failed: 0 }))
  const fills = openFills(database)
  await Promise.all([fills.add([at('f', 1, mapping('m', 1, { rows }))]), runs.flush(), fills.add([at('f', 1, mapping('m', 1, { rows }))])])
  const [read] = await fills.read('f', 1)
  expect(read?.rows).toEqual(rows.map(({ row }) => ({ row, filled: 2, missing: 0, failed: 0 })))
  await runs.close()
  await expect(fills.add([at('f', 1, mapping('m', 1))])).rejects.toMatchObject({ code: 'storage.failed' })
})
