import type { RetryPolicy } from '../contract.ts'
import type { JobRow, JobTable } from './job-table.ts'
import { endJob } from './lanes.ts'
import { giveUp, triesOf } from './settle.ts'

/** Crashes that a job may be in the middle of, above its attempts, before it is taken for their cause. */
const CRASHES = 3

/** Brings the active jobs of a dead process back: they are queued again at the head of their lanes, unless an operator wished otherwise. */
export function recoverJobs(jobs: JobTable, policy: (flow: string) => RetryPolicy, now: number): void {
  for (const row of jobs.active.all()) {
    if (row.wish === 'cancel') endJob(jobs, row, { change: { state: 'cancelled', ended_at: now }, keepBody: true })
    else if (row.wish === 'pause') jobs.change(row, { state: 'paused', wish: null })
    else if (triesOf(row) >= policy(row.flow).attempts + CRASHES) stopTrying(jobs, row, { policy: policy(row.flow), now })
    else jobs.change(row, { state: 'queued' })
  }
}

function stopTrying(jobs: JobTable, row: JobRow, { policy, now }: { policy: RetryPolicy; now: number }): void {
  const change = giveUp('internal.error', policy, now)
  if (change.state === 'dead') endJob(jobs, row, { change, keepBody: true })
  else jobs.change(row, change)
}
