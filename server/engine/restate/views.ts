import type { Engine, EngineStats, JobFilter, JobState, JobView, LaneState } from '../contract.ts'
import { HEAD, IN_LINE, type JobRow, NO_JOBS, toView } from '../embedded/job-row.ts'
import type { JobDatabase } from './database.ts'
import { COLUMNS, columnsOf } from './job-tx.ts'

const DEFAULT_LIMIT = 100

/** In the order of acceptance. */
export async function listJobs(database: JobDatabase, { state, flow, lane, after, limit = DEFAULT_LIMIT }: JobFilter): Promise<JobView[]> {
  const given = [
    [(at: string) => `state = ${at}`, state],
    [(at: string) => `flow = ${at}`, flow],
    [(at: string) => `lane = ${at}`, lane],
    [(at: string) => `seq > (SELECT seq FROM engine.job WHERE id = ${at})`, after],
  ].filter((condition): condition is [(at: string) => string, string] => condition[1] !== undefined)
  const conditions = given.map(([sql], index) => sql(`$${index + 2}`))
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const rows = await database.query<JobRow>(`SELECT ${COLUMNS} FROM engine.job ${where} ORDER BY seq LIMIT $1`, [limit, ...given.map(([, value]) => value)])
  return rows.map(toView)
}

/** Counts all jobs: index scans over as many entries as there are jobs. */
export async function countJobs(database: JobDatabase): Promise<EngineStats> {
  const counts = await database.query<{ state: JobState; count: number }>('SELECT state, COUNT(*) AS count FROM engine.job GROUP BY state')
  const [oldest] = await database.query<{ at: number | null }>('SELECT MIN(accepted_at) AS at FROM engine.job WHERE place > 0')
  return { counts: { ...NO_JOBS, ...Object.fromEntries(counts.map(({ state, count }) => [state, count])) }, oldestAt: oldest?.at ?? null }
}

const LANES = `
  SELECT ${columnsOf('head')}, (SELECT COUNT(*) FROM engine.job AS other WHERE other.lane = head.lane AND other.place = ${IN_LINE}) AS behind
  FROM engine.job AS head
  WHERE place = ${HEAD} AND (state IN ('waiting', 'blocked', 'paused', 'expired') OR (state = 'queued' AND flow = ANY ($1))) AND ($2::text IS NULL OR flow = $2)
  ORDER BY head_at, turn LIMIT $3`

/** Lanes whose head is neither ready nor active, those waiting longest first. */
export async function listLanes(database: JobDatabase, { flow, limit }: Parameters<Engine['lanes']>[0], held: ReadonlySet<string>): Promise<LaneState[]> {
  const rows = await database.query<JobRow & { behind: number }>(LANES, [[...held], flow ?? null, limit])
  return rows.map((row) => ({ head: toView(row), headSince: row.head_at ?? row.accepted_at, behind: row.behind }))
}
