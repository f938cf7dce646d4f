import { type Kysely, sql } from 'kysely'
import type { PostgresTables } from './tables.ts'

/** Milliseconds. */
const MARK_EVERY = 5_000
/** Seconds without a mark after which a process counts as dead. */
const DEAD_AFTER = 20

/** Marks this start of a process as alive until `close`, and tells whether others are. Times are those of the database. */
export interface Processes {
  alive(process: string): Promise<boolean>
  close(): Promise<void>
}

export async function openProcesses(database: Kysely<PostgresTables>, own: string): Promise<Processes> {
  const mark = async (): Promise<void> => {
    await database
      .insertInto('process')
      .values({ id: own })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: sql`now()` }))
      .execute()
  }
  await sql`delete from process where seen_at < now() - interval '1 day'`.execute(database)
  await mark()
  const timer = setInterval(() => void mark().catch(() => undefined), MARK_EVERY).unref()
  return {
    alive: async (process) => {
      if (process === own) return true
      const seen = sql<boolean>`seen_at > now() - make_interval(secs => ${DEAD_AFTER})`
      return (await database.selectFrom('process').select('id').where('id', '=', process).where(seen).executeTakeFirst()) !== undefined
    },
    close: async () => {
      clearInterval(timer)
      await database.deleteFrom('process').where('id', '=', own).execute()
    },
  }
}
