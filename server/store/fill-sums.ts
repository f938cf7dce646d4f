import type { Kysely } from 'kysely'
import { MappingFill } from '../model/fill.ts'
import { Problem } from '../model/problem.ts'
import type { Fills } from './contract.ts'
import { FILL_KEY, type FillRow, fromFillRows, toFillRows } from './fill-table.ts'
import type { RunTables } from './run-table.ts'
import { assertStorable } from './storable.ts'

/** The newest so many versions of a flow keep their counts. */
const KEPT_VERSIONS = 10
/** Rows of one statement. */
const BATCH = 200

/** Stores the sums of fill counts beside the run records; the database is theirs. */
export function openFills(database: Kysely<RunTables>): Fills {
  assertStorable(MappingFill, 'fill count')
  return {
    add: async (counts) => {
      const rows = counts.flatMap(toFillRows)
      if (rows.length === 0) return
      try {
        await database.transaction().execute(async (transaction) => {
          for (let from = 0; from < rows.length; from += BATCH) await addRows(transaction, rows.slice(from, from + BATCH))
          for (const { flow, version } of counts)
            await transaction
              .deleteFrom('fill')
              .where('flow', '=', flow)
              .where('version', '<=', version - KEPT_VERSIONS)
              .execute()
        })
      } catch (cause) {
        throw new Problem('storage.failed', 'Fill counts cannot be written.', { cause })
      }
    },
    read: async (flow, version) =>
      fromFillRows(await database.selectFrom('fill').selectAll().where('flow', '=', flow).where('version', '=', version).execute()),
    forget: async (flow) => {
      await database.deleteFrom('fill').where('flow', '=', flow).execute()
    },
  }
}

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
