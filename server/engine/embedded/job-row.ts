import type { JobState, JobView } from '../contract.ts'

export const OUTSIDE = 0
export const IN_LINE = 1
export const HEAD = 2
export type Place = typeof OUTSIDE | typeof IN_LINE | typeof HEAD

/** A job without its body. */
export interface JobRow {
  seq: number
  id: string
  tag: string
  lane: string
  flow: string
  flow_version: number
  state: JobState
  place: Place
  turn: number
  attempt: number
  granted: number
  accepted_at: number
  due_at: number | null
  expires_at: number | null
  ended_at: number | null
  head_at: number | null
  problem: string | null
  wish: 'pause' | 'cancel' | 'skip' | null
  /** 1 where key and body are there. */
  kept: 0 | 1
}

/** What a transition changes. */
export type JobChange = Omit<JobRow, 'seq' | 'id' | 'lane' | 'flow' | 'accepted_at' | 'kept'>

export const COLUMNS =
  'seq, id, tag, lane, flow, flow_version, state, place, turn, attempt, granted, accepted_at, due_at, expires_at, ended_at, head_at, problem, wish, key IS NOT NULL AS kept'

export const toView = (row: JobRow): JobView => ({
  id: row.id,
  lane: row.lane,
  flow: row.flow,
  flowVersion: row.flow_version,
  state: row.state,
  attempt: row.attempt,
  acceptedAt: row.accepted_at,
  dueAt: row.due_at,
  expiresAt: row.expires_at,
  problem: row.problem,
})

/** The count of every state where there are no jobs. */
export const NO_JOBS: Readonly<Record<JobState, number>> = {
  queued: 0,
  active: 0,
  waiting: 0,
  blocked: 0,
  paused: 0,
  expired: 0,
  completed: 0,
  dead: 0,
  cancelled: 0,
}
