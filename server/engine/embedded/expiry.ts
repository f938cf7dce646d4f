import type { RetryPolicy } from '../contract.ts'
import { type JobRow, OUTSIDE } from './job-row.ts'
import type { JobTable } from './job-table.ts'
import { leaveLane } from './lanes.ts'

export interface ExpiryChoice {
  policy: (flow: string) => RetryPolicy
  now: number
}

/** Jobs whose bodies are destroyed in one transaction. */
const MOST = 200

/** Destroys key, body and results of a job that is not active; the names of its steps stay. It is expired, and keeps its place in a lane that is to be blocked. */
export function expireJob(jobs: JobTable, row: JobRow, { policy, now }: ExpiryChoice): void {
  jobs.emptySteps.run(row.seq)
  if (row.state === 'cancelled') jobs.change(row, {}, { erase: true })
  else if (row.place !== OUTSIDE && policy(row.flow).after === 'block') jobs.change(row, { state: 'expired', due_at: null }, { erase: true })
  else leaveLane(jobs, row, { change: { state: 'expired' }, now, erase: true })
}

/** Expires the jobs whose time has come. Gives back whether there may be more. */
export function expireLapsed(jobs: JobTable, choice: ExpiryChoice): boolean {
  const rows = jobs.lapsed.all(choice.now, MOST)
  for (const row of rows) expireJob(jobs, row, choice)
  return rows.length === MOST
}

const hasLapsed = (row: JobRow, now: number): boolean => row.expires_at !== null && row.expires_at <= now

/** Makes the heads that are ready active, in the order of their turns, at most `most`. Those that have lapsed meanwhile expire instead; then there may be more. */
export function claimReady(jobs: JobTable, most: number, choice: ExpiryChoice): { claimed: JobRow[]; isMore: boolean } {
  const claimed: JobRow[] = []
  const ready = jobs.ready.all(most)
  for (const row of ready) {
    if (hasLapsed(row, choice.now)) expireJob(jobs, row, choice)
    else claimed.push(jobs.begin(row))
  }
  return { claimed, isMore: claimed.length < ready.length }
}
