import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import type { MappingFill } from '../../server/model/fill.ts'
import type { Fills } from '../../server/store/contract.ts'
import { openFills } from '../../server/store/fill-sums.ts'
import { openDatabase } from '../../server/store/open-database.ts'
import { openRuns } from '../../server/store/run-records.ts'
import { RUN_MIGRATIONS, type RunTables } from '../../server/store/run-table.ts'
import { useFolder } from './folder.ts'

const folder = useFolder()
const opened: Kysely<RunTables>[] = []
const closeAll = async (): Promise<void> => {
  for (const database of opened.splice(0)) await database.destroy()
}
afterEach(closeAll)

async function openTables(): Promise<Kysely<RunTables>> {
  const database = await openDatabase<RunTables>(join(folder(), 'runs.sqlite'), RUN_MIGRATIONS)
  opened.push(database)
  return database
}
const open = async (): Promise<Fills> => openFills(await openTables())

const mapping = (node: string, runs: number, more: Partial<MappingFill> = {}): MappingFill => ({
  node,
  runs,
  rows: [{ row: 'r1', filled: runs, missing: 0, failed: 0 }],
  invariants: [],
  ...more,
})
const at = (flow: string, version: number, ...mappings: MappingFill[]) => ({ flow, version, mappings })

test('counts are summed by flow, version, node, row and invariant, also after a restart', async () => {
  const rows = [
    { row: 'r1', filled: 2, missing: 1, failed: 3 },
    { row: 'r2', filled: 0, missing: 6, failed: 0 },
  ]
  const full = mapping('m', 6, { rows, invariants: [{ invariant: 'r1', held: 4, broken: 2 }] })
  await (await open()).add([at('f', 1, full, mapping('n', 1)), at('f', 2, mapping('m', 9)), at('g', 1, mapping('m', 8))])
  await closeAll()
  const fills = await open()
  await fills.add([at('f', 1, full)])
  expect(await fills.read('f', 1)).toEqual([
    {
      node: 'm',
      runs: 12,
      rows: [
        { row: 'r1', filled: 4, missing: 2, failed: 6 },
        { row: 'r2', filled: 0, missing: 12, failed: 0 },
      ],
      invariants: [{ invariant: 'r1', held: 8, broken: 4 }],
    },
    mapping('n', 1),
  ])
  expect(await fills.read('f', 2)).toEqual([mapping('m', 9)])
  expect(await fills.read('f', 3)).toEqual([])
})

test('what counted nothing is not written', async () => {
  const database = await openTables()
  await openFills(database).add([at('f', 1, mapping('m', 0, { invariants: [{ invariant: 'i', held: 0, broken: 0 }] }))])
  expect(await database.selectFrom('fill').selectAll().execute()).toEqual([])
})

test('only the newest ten versions of a flow keep their counts', async () => {
  const fills = await open()
  for (let version = 1; version <= 12; version++) await fills.add([at('f', version, mapping('m', 1)), at('g', 1, mapping('m', 1))])
  const left = await Promise.all(Array.from({ length: 12 }, async (_, index) => (await fills.read('f', index + 1)).length))
  expect(left).toEqual([0, 0, ...Array.from({ length: 10 }, () => 1)])
  expect(await fills.read('g', 1)).toEqual([mapping('m', 12)])
})

test('a flow is forgotten with all its versions, and no other', async () => {
  const fills = await open()
  await fills.add([at('f', 1, mapping('m', 1)), at('f', 2, mapping('m', 1)), at('g', 1, mapping('m', 1))])
  await fills.forget('f')
  expect([...(await fills.read('f', 1)), ...(await fills.read('f', 2))]).toEqual([])
  expect(await fills.read('g', 1)).toHaveLength(1)
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
