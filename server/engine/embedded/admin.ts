import { Problem } from '../../model/problem.ts'
import type { Engine, JobState } from '../contract.ts'
import { HEAD, type JobChange, type JobRow, OUTSIDE } from './job-row.ts'
import type { JobTable } from './job-table.ts'
import { leaveLane, placeInLane } from './lanes.ts'

const ENDED: ReadonlySet<JobState> = new Set(['completed', 'dead', 'cancelled'])
const hasEnded = (row: JobRow): boolean => ENDED.has(row.state)

export const refuse = (row: JobRow, action: string): Problem =>
  new Problem('request.conflict', `A job that is ${row.state} cannot be ${action}.`, { at: row.id })

/** The job. Throws `request.not-found`. */
export function findJob(jobs: JobTable, id: string): JobRow {
  const row = jobs.byId.first(id)
  if (!row) throw new Problem('request.not-found', 'There is no such job.', { at: id })
  return row
}

/** A job that is not active stops where it is; an active one when its attempt has been stopped. */
export function pauseJob(jobs: JobTable, row: JobRow): void {
  if (hasEnded(row) || row.state === 'blocked' || row.state === 'expired' || isToLeave(row)) throw refuse(row, 'paused')
  // The time of a delayed job stays; when to try again is up to the operator from now on.
  const dueAt = row.place === OUTSIDE ? row.due_at : null
  jobs.change(row, row.state === 'active' ? { wish: 'pause' } : { state: 'paused', due_at: dueAt })
}

const isToLeave = (row: JobRow): boolean => row.wish === 'cancel' || row.wish === 'skip'

/** A paused, blocked or waiting job goes on at once, with all its attempts; a delayed one that was paused waits for its time again. */
export function resumeJob(jobs: JobTable, row: JobRow, now: number): void {
  jobs.change(row, resumed(jobs, row, now))
}

function resumed(jobs: JobTable, row: JobRow, now: number): Partial<JobChange> {
  if (row.state === 'active' && row.wish === 'pause') return { wish: null }
  if (row.state === 'paused' && row.due_at !== null && row.due_at > now) return { state: 'waiting' }
  const isRetry = row.state === 'waiting' && row.place === HEAD
  if (row.state !== 'paused' && row.state !== 'blocked' && !isRetry) throw refuse(row, 'resumed')
  const place = row.place === OUTSIDE ? placeInLane(jobs, row.lane, now) : {}
  return { state: 'queued', granted: row.attempt, due_at: null, ...place }
}

/** What lets a job run again with new attempts: at its place, or at the end of its lane if it has left it. */
export function again(jobs: JobTable, row: JobRow, now: number): Partial<JobChange> {
  const fresh: Partial<JobChange> = { state: 'queued', granted: row.attempt, due_at: null, ended_at: null }
  return row.place === OUTSIDE ? { ...fresh, turn: jobs.nextTurn(), ...placeInLane(jobs, row.lane, now) } : fresh
}

type Retry = Parameters<Engine['retry']>[1]

/** A dead or cancelled job runs again at the end of its lane; one in its lane is resumed. With another body or version, if `change` says so. */
export function retryJob(jobs: JobTable, row: JobRow, { change, now }: { change: Retry; now: number }): void {
  if (row.state === 'active' || row.state === 'completed') throw refuse(row, 'tried again')
  if (!row.kept) throw new Problem('request.conflict', 'The body of the job is destroyed; send the document again.', { at: row.id })
  const next = hasEnded(row) ? again(jobs, row, now) : resumed(jobs, row, now)
  jobs.change(row, { ...next, flow_version: change?.flowVersion ?? row.flow_version, expires_at: change?.expiresAt ?? row.expires_at })
  if (change?.key) jobs.putKey.run(change.key, row.seq)
  if (change?.body) jobs.putBody.run(row.seq, change.body)
}

/** A job that is not active has ended; an active one ends when its attempt has been stopped, and is completed if that has succeeded first. */
export function cancelJob(jobs: JobTable, row: JobRow, now: number): void {
  if (hasEnded(row)) throw refuse(row, 'cancelled')
  if (row.state === 'active') jobs.change(row, { wish: 'cancel' })
  else leaveLane(jobs, row, { change: { state: 'cancelled' }, now })
}

/** A job in its lane is put aside as dead, an active one when its attempt has been stopped; one without a body stays expired, so that it can be renewed. */
export function skipJob(jobs: JobTable, row: JobRow, now: number): void {
  if (row.place === OUTSIDE) throw refuse(row, 'put aside')
  if (row.state === 'active') jobs.change(row, { wish: 'skip' })
  else leaveLane(jobs, row, { change: { state: row.state === 'expired' ? 'expired' : 'dead' }, now })
}

/** Destroys key, body and steps. The id stays known until its retention time is over, so that it is not accepted again. */
export function purgeJob(jobs: JobTable, row: JobRow, now: number): void {
  const hasStopped = hasEnded(row) || row.state === 'blocked' || row.state === 'paused' || row.state === 'expired'
  if (!hasStopped) throw refuse(row, 'purged')
  jobs.eraseSteps.run(row.seq)
  leaveLane(jobs, row, { change: { state: hasEnded(row) ? row.state : 'cancelled' }, now, erase: true })
}
