import { HEAD, IN_LINE, type JobChange, type JobRow, OUTSIDE } from './job-row.ts'
import type { JobTable } from './job-table.ts'

/** Delayed jobs and retries that are woken in one transaction. */
const MOST_DUE = 200

/** The place of a job that enters its lane now: at its end, or as its head if the lane is empty. */
export const placeInLane = (jobs: JobTable, lane: string, now: number): Pick<JobRow, 'place' | 'head_at'> =>
  jobs.head.first(lane) ? { place: IN_LINE, head_at: null } : { place: HEAD, head_at: now }

/** Lets a job leave its lane; the next one becomes the head. With `erase` key and body are destroyed. */
export function leaveLane(jobs: JobTable, row: JobRow, { change, now, erase = false }: { change: Partial<JobChange>; now: number; erase?: boolean }): void {
  jobs.change(row, { ended_at: row.ended_at ?? now, due_at: null, wish: null, head_at: null, ...change, place: OUTSIDE }, { erase })
  if (row.place !== HEAD) return
  const next = jobs.next.first(row.lane)
  if (next) jobs.change(next, { place: HEAD, head_at: now })
}

/** A delayed job enters its lane at the place of its acceptance: before a head that has not been tried and was accepted later. */
function enterLane(jobs: JobTable, row: JobRow, now: number): void {
  const head = jobs.head.first(row.lane)
  const goesBefore = head?.state === 'queued' && head.attempt === 0 && head.turn > row.turn
  if (head && goesBefore) jobs.change(head, { place: IN_LINE, head_at: null })
  const place = head && !goesBefore ? IN_LINE : HEAD
  jobs.change(row, { state: row.state === 'paused' ? 'paused' : 'queued', place, head_at: place === HEAD ? now : null, due_at: null })
}

/** Wakes what is due: delayed jobs enter their lanes, heads that waited for a retry are ready. Gives back whether there may be more. */
export function wakeDue(jobs: JobTable, now: number): boolean {
  const rows = jobs.due.all(now, MOST_DUE)
  for (const row of rows) {
    if (row.place === OUTSIDE) enterLane(jobs, row, now)
    else jobs.change(row, { state: row.state === 'waiting' ? 'queued' : row.state, due_at: null })
  }
  return rows.length === MOST_DUE
}
