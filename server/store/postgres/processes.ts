import { type Kysely, sql } from 'kysely'
import type { PostgresTables } from './tables.ts'

/** Milliseconds. */
const MARK_EVERY = 5_000
/** Seconds without a mark after which a process counts as dead. */
const DEAD_AFTER = 20

/** Marks this start of a process as alive until `close`, and tells whether others are. Times are those of the database. */
export interface Processes {
  /** Microseconds since 1970 by the clock of the database, as exactly as the way there allows: all processes tell nearly the same time. */
  stamp(): number
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
    await clock.compare()
  }
  const clock = databaseClock(database)
  await sql`delete from process where seen_at < now() - interval '1 day'`.execute(database)
  await mark()
  const timer = setInterval(() => void mark().catch(() => undefined), MARK_EVERY).unref()
  return {
    stamp: clock.stamp,
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

interface Comparison {
  /** What the clock of the database is ahead of the running time of this process, in milliseconds. */
  ahead: number
  /** How long the answer took: the clock was read somewhere within. */
  took: number
}

/** Comparisons that are kept; the quickest of them counts. Few, since clocks drift apart. */
const COMPARED = 12

function databaseClock(database: Kysely<PostgresTables>): { stamp(): number; compare(): Promise<void> } {
  const compared: Comparison[] = []
  let ahead = 0
  return {
    stamp: () => Math.round((performance.now() + ahead) * 1000),
    compare: async () => {
      const asked = performance.now()
      const { rows } = await sql<{ at: number }>`select extract(epoch from clock_timestamp())::float8 * 1000 as at`.execute(database)
      const answered = performance.now()
      compared.push({ ahead: rows[0]!.at - (asked + answered) / 2, took: answered - asked })
      if (compared.length > COMPARED) compared.shift()
      ahead = compared.reduce((best, each) => (each.took < best.took ? each : best)).ahead
    },
  }
}
