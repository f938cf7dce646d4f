import { HEAD, IN_LINE, type JobChange, type JobRow, type JobTable, OUTSIDE, type Place } from './job-table.ts'

/** Delayed jobs and retries that are woken in one transaction. */
const MOST_DUE = 200

/** The place of a job that enters its lane now: at its end, or as its head if the lane is empty. */
export const placeInLane = (jobs: JobTable, lane: string): Place => (jobs.head.first(lane) ? IN_LINE : HEAD)

/** Ends a job and lets the next of its lane become the head. The steps and, unless it may be replayed, the body are erased. */
export function endJob(jobs: JobTable, row: JobRow, { change, keepBody }: { change: Partial<JobChange>; keepBody: boolean }): void {
  jobs.change(row, { ...change, place: OUTSIDE, due_at: null, wish: null })
  if (!keepBody) {
    jobs.eraseBody.run(row.seq)
    jobs.eraseSteps.run(row.seq)
  }
  if (row.place !== HEAD) return
  const next = jobs.next.first(row.lane)
  if (next) jobs.change(next, { place: HEAD })
}

/** Makes the heads that are ready active, in the order they were accepted, at most `most`. */
export function claimReady(jobs: JobTable, most: number): JobRow[] {
  return jobs.ready.all(most).map((row) => {
    jobs.change(row, { state: 'active', attempt: row.attempt + 1 })
    return { ...row, state: 'active', attempt: row.attempt + 1 }
  })
}

/** A delayed job enters its lane at the place of its acceptance: before a head that has not been tried and was accepted later. */
function enterLane(jobs: JobTable, row: JobRow): void {
  const head = jobs.head.first(row.lane)
  const goesBefore = head?.state === 'queued' && head.attempt === 0 && head.seq > row.seq
  if (head && goesBefore) jobs.change(head, { place: IN_LINE })
  jobs.change(row, { state: row.state === 'paused' ? 'paused' : 'queued', place: head && !goesBefore ? IN_LINE : HEAD, due_at: null })
}

/** Wakes what is due: delayed jobs enter their lanes, heads that waited for a retry are ready. Gives back whether there may be more. */
export function wakeDue(jobs: JobTable, now: number): boolean {
  const rows = jobs.due.all(now, MOST_DUE)
  for (const row of rows) {
    if (row.place === OUTSIDE) enterLane(jobs, row)
    else jobs.change(row, { state: row.state === 'waiting' ? 'queued' : row.state, due_at: null })
  }
  return rows.length === MOST_DUE
}
