import type { Kysely } from 'kysely'
import { countAll } from './find-runs.ts'
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
/** Documents that were accepted and have not ended keep their records, however old. */
const LASTING = ['queued', 'running', 'waiting', 'blocked', 'paused']

/** Deletes runs that are too old or too many, oldest first. */
export async function pruneRuns(database: Kysely<RunTables>, now: number, { runs, days }: Retention = DEFAULT_RETENTION): Promise<void> {
  const oldest = now - days * DAY
  for (let surplus = (await countAll(database)) - runs; ; surplus -= BATCH) {
    const rows = await database.selectFrom('run').select(['id', 'started_at']).where('state', 'not in', LASTING).orderBy('started_at').limit(BATCH).execute()
    const doomed = rows.filter((row, index) => index < surplus || row.started_at < oldest).map((row) => row.id)
    if (doomed.length === 0) return
    await database.deleteFrom('run_mark').where('run', 'in', doomed).execute()
    await database.deleteFrom('run').where('id', 'in', doomed).execute()
    if (doomed.length < BATCH) return
    // The other work of the process comes in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
