import type { JobFilter, JobState, JobView } from '../contract.ts'
import { COLUMNS, type JobRow, type JobTable, toView } from './job-table.ts'
import type { JobDatabase, SqlValue } from './schema.ts'

export interface JobViews {
  get(id: string): JobView | undefined
  /** In the order of acceptance. */
  list(filter: JobFilter): JobView[]
  counts(): Record<JobState, number>
}

const NO_JOBS: Readonly<Record<JobState, number>> = { queued: 0, active: 0, waiting: 0, blocked: 0, paused: 0, completed: 0, dead: 0, cancelled: 0 }
const DEFAULT_LIMIT = 100

export function prepareViews(database: JobDatabase, jobs: JobTable): JobViews {
  const count = database.prepare<{ state: JobState; count: number }>('SELECT state, COUNT(*) AS count FROM job GROUP BY state')
  return {
    counts: () => ({ ...NO_JOBS, ...Object.fromEntries(count.all().map((row) => [row.state, row.count])) }),
    get: (id) => {
      const row = jobs.byId.first(id)
      return row && toView(row)
    },
    list: (filter) => {
      const { where, values } = conditionsOf(filter)
      const select = database.prepare<JobRow>(`SELECT ${COLUMNS} FROM job ${where} ORDER BY seq LIMIT ?`)
      return select.all(...values, filter.limit ?? DEFAULT_LIMIT).map(toView)
    },
  }
}

function conditionsOf({ state, flow, lane, after }: JobFilter): { where: string; values: SqlValue[] } {
  const conditions = [
    ['state = ?', state],
    ['flow = ?', flow],
    ['lane = ?', lane],
    ['seq > (SELECT seq FROM job WHERE id = ?)', after],
  ].filter((condition): condition is [string, string] => condition[1] !== undefined)
  return {
    where: conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '',
    values: conditions.map(([, value]) => value),
  }
}
