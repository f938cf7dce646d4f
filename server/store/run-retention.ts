import type { Kysely } from 'kysely'
import type { RunTables } from './run-table.ts'

export interface Retention {
  /** The newest so many runs stay. */
  runs: number
  days: number
}

export const DEFAULT_RETENTION: Retention = { runs: 100_000, days: 30 }

/** Rows deleted at once: few, since the event loop stands still meanwhile. */
const BATCH = 200
const DAY = 86_400_000

/** Deletes runs that are too old or too many, oldest first. Run ids grow with time. */
export async function pruneRuns(database: Kysely<RunTables>, now: number, { runs, days }: Retention = DEFAULT_RETENTION): Promise<void> {
  const oldest = new Date(now - days * DAY).toISOString()
  const { count } = await database
    .selectFrom('run')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  for (let surplus = Number(count) - runs; ; surplus -= BATCH) {
    const rows = await database.selectFrom('run').select(['id', 'started_at']).orderBy('id').limit(BATCH).execute()
    const doomed = rows.filter((row, index) => index < surplus || row.started_at < oldest).map((row) => row.id)
    if (doomed.length === 0) return
    await database.deleteFrom('run').where('id', 'in', doomed).execute()
    if (doomed.length < BATCH) return
    // The other work of the process comes in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
