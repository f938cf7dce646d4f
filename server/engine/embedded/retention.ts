import type { JobState } from '../contract.ts'
import type { JobTable } from './job-table.ts'
import type { JobDatabase } from './schema.ts'

/** Jobs removed in one transaction. */
const MOST = 200
/** Pages given back to the disk at a time, and free ones that are kept for what comes next; a page has 4 KB. */
const MOST_PAGES = 500
const SPARE_PAGES = 256

/** Makes what removes jobs that ended before a time, with their steps. Gives back whether there may be more. */
export function prepareRetention(database: JobDatabase, jobs: JobTable): (endedBefore: number) => boolean {
  const select = database.prepare<{ seq: number; state: JobState }>('SELECT seq, state FROM job WHERE ended_at < ? ORDER BY ended_at LIMIT ?')
  const remove = database.prepare<never>('DELETE FROM job WHERE seq = ?')
  return (endedBefore) => {
    const rows = select.all(endedBefore, MOST)
    for (const { seq, state } of rows) {
      remove.run(seq)
      jobs.log.note(seq, { from: state, to: undefined })
    }
    return rows.length === MOST
  }
}

/** Makes what gives free pages back to the disk. Gives back whether there are more; else what was erased has left the write-ahead log too. */
export function prepareShrinking(database: JobDatabase): () => boolean {
  const free = database.prepare<{ freelist_count: number }>('PRAGMA freelist_count')
  return () => {
    try {
      const pages = free.first()!.freelist_count
      if (pages > SPARE_PAGES) database.exec(`PRAGMA incremental_vacuum(${Math.min(MOST_PAGES, pages - SPARE_PAGES)})`)
      const isMore = pages > SPARE_PAGES + MOST_PAGES
      if (!isMore) database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      return isMore
    } catch {
      // The next round does it.
      return false
    }
  }
}
