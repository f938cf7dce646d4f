import type { JobDatabase } from './schema.ts'

/** Jobs removed in one transaction. */
const MOST = 200

/** Makes what removes jobs that ended before a time, with their steps. Gives back whether there may be more. */
export function prepareExpiry(database: JobDatabase): (endedBefore: number) => boolean {
  const remove = database.prepare<never>('DELETE FROM job WHERE seq IN (SELECT seq FROM job WHERE ended_at < ? ORDER BY ended_at LIMIT ?)')
  return (endedBefore) => remove.run(endedBefore, MOST) === MOST
}
