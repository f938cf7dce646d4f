import type { RetryPolicy } from '../contract.ts'
import { HEAD, IN_LINE, type JobChange, type JobRow, OUTSIDE } from '../embedded/job-row.ts'
import { giveUp, triesOf } from '../embedded/settle.ts'
import { COLUMNS, type JobTx, type LaneRow, OVERDUE } from './job-tx.ts'

/** The place of a job that enters its lane now: at its end, or as its head if the lane is empty. */
export const placeInLane = async (tx: JobTx, lane: string): Promise<Pick<JobRow, 'place' | 'head_at'>> =>
  (await tx.head(lane)) ? { place: IN_LINE, head_at: null } : { place: HEAD, head_at: tx.now }

/** Lets a job leave its lane; the next one becomes the head. With `erase` key and body are destroyed. */
export async function leaveLane(tx: JobTx, row: JobRow, { change, erase = false }: { change: Partial<JobChange>; erase?: boolean }): Promise<void> {
  await tx.change(row, { ended_at: row.ended_at ?? tx.now, due_at: null, wish: null, head_at: null, ...change, place: OUTSIDE }, { erase })
  if (row.place === HEAD) await promoteNext(tx, row.lane)
}

const PROMOTE = `
  UPDATE engine.job SET place = ${HEAD}, head_at = $2, overdue_at = $2::bigint + ${OVERDUE}
  WHERE seq = (SELECT seq FROM engine.job WHERE lane = $1 AND place = ${IN_LINE} ORDER BY turn LIMIT 1) RETURNING ${COLUMNS}`

/** The first in line becomes the head of a lane that has none. */
export async function promoteNext(tx: JobTx, lane: string): Promise<void> {
  const [next] = await tx.sql.query<LaneRow>(PROMOTE, [lane, tx.now])
  if (next) tx.note(next.state, next)
}

/** A delayed job enters its lane at the place of its acceptance: before a head that has not been tried and was accepted later. */
async function enterLane(tx: JobTx, row: JobRow): Promise<void> {
  const head = await tx.head(row.lane)
  const goesBefore = head?.state === 'queued' && head.attempt === 0 && head.turn > row.turn
  if (head && goesBefore) await tx.change(head, { place: IN_LINE, head_at: null })
  const place = head && !goesBefore ? IN_LINE : HEAD
  await tx.change(row, { state: row.state === 'paused' ? 'paused' : 'queued', place, head_at: place === HEAD ? tx.now : null, due_at: null })
}

/** Wakes what is due in a lane: delayed jobs enter it, a head that waited for a retry is ready. */
export async function wakeLane(tx: JobTx, lane: string): Promise<void> {
  for (;;) {
    const row = await tx.first('lane = $1 AND due_at <= $2 ORDER BY turn LIMIT 1', [lane, tx.now])
    if (!row) return
    if (row.place === OUTSIDE) await enterLane(tx, row)
    else await tx.change(row, { state: row.state === 'waiting' ? 'queued' : row.state, due_at: null })
  }
}

/** Destroys key, body and results of a job that is not active; the names of its steps stay. It is expired, and keeps its place in a lane that is to be blocked. */
export async function expireJob(tx: JobTx, row: JobRow, policy: RetryPolicy): Promise<void> {
  await tx.emptySteps(row)
  if (row.state === 'cancelled') await tx.change(row, {}, { erase: true })
  else if (row.place !== OUTSIDE && policy.after === 'block') await tx.change(row, { state: 'expired', due_at: null }, { erase: true })
  else await leaveLane(tx, row, { change: { state: 'expired' }, erase: true })
}

/** Crashes that a job may be in the middle of, above its attempts, before it is taken for their cause. */
const CRASHES = 3

/** Brings the active job of a dead replica back: it is queued again at the head of its lane, unless an operator wished otherwise. */
export async function recoverJob(tx: JobTx, row: JobRow, policy: RetryPolicy): Promise<void> {
  if (row.wish === 'cancel') return leaveLane(tx, row, { change: { state: 'cancelled' } })
  if (row.wish === 'skip') return leaveLane(tx, row, { change: { state: 'dead' } })
  if (row.wish === 'pause') return void (await tx.change(row, { state: 'paused', wish: null }))
  if (triesOf(row) < policy.attempts + CRASHES) return void (await tx.change(row, { state: 'queued' }))
  const change = giveUp('internal.error', policy, tx.now)
  if (change.state === 'dead') await leaveLane(tx, row, { change })
  else await tx.change(row, change)
}
