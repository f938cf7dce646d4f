import { type ExpiryChoice, expireJob } from './expiry.ts'
import { type JobRow, OUTSIDE } from './job-row.ts'
import type { JobTable } from './job-table.ts'
import { leaveLane } from './lanes.ts'
import { giveUp, triesOf } from './settle.ts'

/** Crashes that a job may be in the middle of, above its attempts, before it is taken for their cause. */
const CRASHES = 3

/**
 * Brings the active jobs of a dead process back: they are queued again at the head of their lanes, unless an operator wished otherwise. Expired jobs leave
 * lanes that are not to be blocked.
 */
export function recoverJobs(jobs: JobTable, choice: ExpiryChoice): void {
  for (const row of jobs.inState.all('active')) recover(jobs, row, choice)
  for (const row of jobs.inState.all('expired')) if (row.place !== OUTSIDE) expireJob(jobs, row, choice)
}

function recover(jobs: JobTable, row: JobRow, { policy, now }: ExpiryChoice): void {
  if (row.wish === 'cancel') return leaveLane(jobs, row, { change: { state: 'cancelled' }, now })
  if (row.wish === 'skip') return leaveLane(jobs, row, { change: { state: 'dead' }, now })
  if (row.wish === 'pause') return jobs.change(row, { state: 'paused', wish: null })
  if (triesOf(row) < policy(row.flow).attempts + CRASHES) return jobs.change(row, { state: 'queued' })
  const change = giveUp('internal.error', policy(row.flow), now)
  if (change.state === 'dead') leaveLane(jobs, row, { change, now })
  else jobs.change(row, change)
}
