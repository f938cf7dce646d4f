import type { Engine, EngineStats, JobFilter, JobView, LaneState } from '../contract.ts'
import { COLUMNS, IN_LINE, type JobRow, toView } from './job-row.ts'
import type { JobTable } from './job-table.ts'
import type { JobDatabase, SqlValue } from './schema.ts'

export interface JobViews {
  get(id: string): JobView | undefined
  /** In the order of acceptance. */
  list(filter: JobFilter): JobView[]
  stats(): EngineStats
  /** Lanes whose head is neither ready nor active, those waiting longest first. */
  lanes(filter: Parameters<Engine['lanes']>[0]): LaneState[]
}

const DEFAULT_LIMIT = 100

export function prepareViews(database: JobDatabase, jobs: JobTable): JobViews {
  const oldest = database.prepare<{ at: number | null }>('SELECT MIN(accepted_at) AS at FROM job WHERE place > 0')
  const stalled = (more: string) => database.prepare<JobRow>(`SELECT ${COLUMNS} FROM job WHERE stalled = 1 ${more} ORDER BY head_at, turn LIMIT ?`)
  const [anyStalled, stalledOf] = [stalled(''), stalled('AND flow = ?')]
  const behind = database.prepare<{ count: number }>(`SELECT COUNT(*) AS count FROM job WHERE lane = ? AND place = ${IN_LINE}`)
  return {
    stats: () => ({ counts: { ...jobs.log.counts }, oldestAt: oldest.first()?.at ?? null }),
    lanes: ({ flow, limit }) => {
      const heads = flow === undefined ? anyStalled.all(limit) : stalledOf.all(flow, limit)
      return heads.map((row) => ({ head: toView(row), headSince: row.head_at ?? row.accepted_at, behind: behind.first(row.lane)!.count }))
    },
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
