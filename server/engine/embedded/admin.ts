import { Problem } from '../../model/problem.ts'
import type { JobState } from '../contract.ts'
import { HEAD, type JobChange, type JobRow, type JobTable, OUTSIDE } from './job-table.ts'
import { endJob, placeInLane } from './lanes.ts'
import type { JobDatabase } from './schema.ts'

const ENDED: readonly JobState[] = ['completed', 'dead', 'cancelled']
const hasEnded = (row: JobRow): boolean => ENDED.includes(row.state)

const refuse = (row: JobRow, action: string): Problem => new Problem('request.conflict', `A job that is ${row.state} cannot be ${action}.`, { at: row.id })

/** The job. Throws `request.not-found`. */
export function findJob(jobs: JobTable, id: string): JobRow {
  const row = jobs.byId.first(id)
  if (!row) throw new Problem('request.not-found', 'There is no such job.', { at: id })
  return row
}

/** A job that is not active stops where it is; an active one when its attempt has been stopped. */
export function pauseJob(jobs: JobTable, row: JobRow): void {
  if (hasEnded(row) || row.state === 'blocked' || row.wish === 'cancel') throw refuse(row, 'paused')
  // The time of a delayed job stays; when to try again is up to the operator from now on.
  const dueAt = row.place === OUTSIDE ? row.due_at : null
  jobs.change(row, row.state === 'active' ? { wish: 'pause' } : { state: 'paused', due_at: dueAt })
}

/** A paused, blocked or waiting job goes on at once, with all its attempts; a delayed one that was paused waits for its time again. */
export function resumeJob(jobs: JobTable, row: JobRow, now: number): void {
  jobs.change(row, resumed(jobs, row, now))
}

function resumed(jobs: JobTable, row: JobRow, now: number): Partial<JobChange> {
  if (row.state === 'active' && row.wish === 'pause') return { wish: null }
  if (row.state === 'paused' && row.due_at !== null && row.due_at > now) return { state: 'waiting' }
  const place = row.place === OUTSIDE ? placeInLane(jobs, row.lane) : row.place
  const isRetry = row.state === 'waiting' && row.place === HEAD
  if (row.state === 'paused' || row.state === 'blocked' || isRetry) return { state: 'queued', granted: row.attempt, due_at: null, place }
  throw refuse(row, 'resumed')
}

/** A job that is not active has ended; an active one ends when its attempt has been stopped, and is completed if that has succeeded first. */
export function cancelJob(jobs: JobTable, row: JobRow, now: number): void {
  if (hasEnded(row)) throw refuse(row, 'cancelled')
  if (row.state === 'active') jobs.change(row, { wish: 'cancel' })
  else endJob(jobs, row, { change: { state: 'cancelled', ended_at: now }, keepBody: true })
}

/** Makes what accepts the body of an ended job again, at the end of its lane. Gives back the new id: that of the job with `~1`, `~2`, and so on. */
export function prepareReplay(database: JobDatabase, jobs: JobTable): (row: JobRow, now: number) => string {
  const copy = database.prepare<never>(
    `INSERT INTO job (id, lane, flow, flow_version, body, state, place, accepted_at)
     SELECT ?, lane, flow, flow_version, body, 'queued', ?, ? FROM job WHERE seq = ? ON CONFLICT (id) DO NOTHING`,
  )
  return (row, now) => {
    if (!hasEnded(row)) throw refuse(row, 'replayed')
    if (!jobs.body.first(row.seq)?.body) throw new Problem('request.conflict', 'The body of the job has been erased; send the document again.', { at: row.id })
    for (let n = 1; ; n += 1) {
      const id = `${row.id}~${n}`
      if (copy.run(id, placeInLane(jobs, row.lane), now, row.seq) === 1) return id
    }
  }
}

/** Erases body and steps of an ended job. Its id stays known until its retention time is over, so that it is not accepted again. */
export function purgeJob(jobs: JobTable, row: JobRow): void {
  if (!hasEnded(row)) throw refuse(row, 'purged')
  jobs.eraseBody.run(row.seq)
  jobs.eraseSteps.run(row.seq)
}
