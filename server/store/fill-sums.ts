import type { Kysely } from 'kysely'
import { MappingFill } from '../model/fill.ts'
import type { Fills } from './contract.ts'
import { FILL_KEY, type FillRow, fromFillRows, toFillRows } from './fill-table.ts'
import type { RunTables } from './run-table.ts'
import { assertStorable } from './storable.ts'
import { orStorageProblem } from './storage-problem.ts'

/** The newest so many versions of a flow keep their counts. */
const KEPT_VERSIONS = 10
/** Rows of one statement. */
const BATCH = 200

/** Stores the sums of fill counts beside the run records; the database is theirs. */
export function openFills(database: Kysely<RunTables>): Fills {
  assertStorable(MappingFill, 'fill count')
  return {
    add: async (counts) => {
      // In one order everywhere, so that two servers never wait for each other.
      const rows = counts.flatMap(toFillRows).toSorted(byKey)
      if (rows.length === 0) return
      await orStorageProblem('Fill counts cannot be written.', () =>
        database.transaction().execute(async (transaction) => {
          for (let from = 0; from < rows.length; from += BATCH) await addRows(transaction, rows.slice(from, from + BATCH))
          for (const { flow, version } of counts)
            await transaction
              .deleteFrom('fill')
              .where('flow', '=', flow)
              .where('version', '<=', version - KEPT_VERSIONS)
              .execute()
        }),
      )
    },
    read: (flow, version) =>
      orStorageProblem('Fill counts cannot be read.', async () => {
        const rows = await database
          .selectFrom('fill')
          .selectAll()
          .where('flow', '=', flow)
          .where('version', '=', version)
          .orderBy('node')
          .orderBy('item')
          .execute()
        return fromFillRows(rows)
      }),
    forget: (flow) =>
      orStorageProblem('Fill counts cannot be deleted.', async () => {
        await database.deleteFrom('fill').where('flow', '=', flow).execute()
      }),
  }
}

const keyOf = (row: FillRow): string => FILL_KEY.map((column) => row[column]).join('\n')
const byKey = (a: FillRow, b: FillRow): number => (keyOf(a) < keyOf(b) ? -1 : 1)

async function addRows(database: Kysely<RunTables>, rows: readonly FillRow[]): Promise<void> {
  await database
    .insertInto('fill')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns([...FILL_KEY]).doUpdateSet(({ eb, ref }) => ({
        filled: eb('fill.filled', '+', ref('excluded.filled')),
        missing: eb('fill.missing', '+', ref('excluded.missing')),
        failed: eb('fill.failed', '+', ref('excluded.failed')),
      })),
    )
    .execute()
}
