import type { JobState, JobView } from '../contract.ts'
import type { JobDatabase } from './schema.ts'

export const OUTSIDE = 0
export const IN_LINE = 1
export const HEAD = 2
export type Place = typeof OUTSIDE | typeof IN_LINE | typeof HEAD

/** A job without its body. */
export interface JobRow {
  seq: number
  id: string
  lane: string
  flow: string
  flow_version: number
  state: JobState
  place: Place
  attempt: number
  granted: number
  accepted_at: number
  due_at: number | null
  ended_at: number | null
  problem: string | null
  wish: 'pause' | 'cancel' | null
}

/** What a transition changes. */
export type JobChange = Pick<JobRow, 'state' | 'place' | 'attempt' | 'granted' | 'due_at' | 'ended_at' | 'problem' | 'wish'>

export const COLUMNS = 'seq, id, lane, flow, flow_version, state, place, attempt, granted, accepted_at, due_at, ended_at, problem, wish'

/** The prepared statements on jobs that several parts need. */
export function prepareJobs(database: JobDatabase) {
  const select = (rest: string) => database.prepare<JobRow>(`SELECT ${COLUMNS} FROM job ${rest}`)
  const update = database.prepare<never>(
    'UPDATE job SET state = ?, place = ?, attempt = ?, granted = ?, due_at = ?, ended_at = ?, problem = ?, wish = ? WHERE seq = ?',
  )
  return {
    byId: select('WHERE id = ?'),
    bySeq: select('WHERE seq = ?'),
    head: select(`WHERE lane = ? AND place = ${HEAD}`),
    next: select(`WHERE lane = ? AND place = ${IN_LINE} ORDER BY seq LIMIT 1`),
    ready: select(`WHERE place = ${HEAD} AND state = 'queued' ORDER BY seq LIMIT ?`),
    due: select('WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?'),
    active: select("WHERE state = 'active'"),
    body: database.prepare<{ body: ArrayBuffer | null }>('SELECT body FROM job WHERE seq = ?'),
    nextDue: database.prepare<{ due_at: number | null }>('SELECT MIN(due_at) AS due_at FROM job WHERE due_at IS NOT NULL'),
    eraseBody: database.prepare<never>('UPDATE job SET body = NULL WHERE seq = ?'),
    eraseSteps: database.prepare<never>('DELETE FROM step WHERE job = ?'),
    change: (row: JobRow, change: Partial<JobChange>): void => {
      const { state, place, attempt, granted, due_at, ended_at, problem, wish } = { ...row, ...change }
      update.run(state, place, attempt, granted, due_at, ended_at, problem, wish, row.seq)
    },
  }
}

export type JobTable = ReturnType<typeof prepareJobs>

export const toView = (row: JobRow): JobView => ({
  id: row.id,
  lane: row.lane,
  flow: row.flow,
  flowVersion: row.flow_version,
  state: row.state,
  attempt: row.attempt,
  acceptedAt: row.accepted_at,
  dueAt: row.due_at,
  problem: row.problem,
})
