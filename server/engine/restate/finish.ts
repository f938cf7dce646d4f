import type { Outcome, RetryPolicy } from '../contract.ts'
import { IN_LINE, OUTSIDE } from '../embedded/job-row.ts'
import { settle } from '../embedded/settle.ts'
import { COLUMNS, type JobTx, type LaneRow } from './job-tx.ts'
import { leaveLane, promoteNext } from './lanes.ts'

export interface EndedAttempt {
  /** As it was claimed. */
  row: LaneRow
  outcome: Outcome
  /** The attempt was told to stop before it ended. */
  aborted: boolean
  policy: RetryPolicy
  /** From 0 to 1. */
  random: number
}

/** What every good attempt takes, in one statement. Nothing is written where the attempt has been overtaken. */
const COMPLETE = `
  WITH done AS (
    UPDATE engine.job SET state = 'completed', place = ${OUTSIDE}, problem = NULL, wish = NULL, due_at = NULL, head_at = NULL, kept = 0, ended_at = $3
    WHERE seq = $1 AND fence = $2 AND state = 'active' RETURNING ${COLUMNS}
  ), body AS (DELETE FROM engine.body WHERE job IN (SELECT seq FROM done)
  ), step AS (DELETE FROM engine.step WHERE job IN (SELECT seq FROM done))
  SELECT done.*, EXISTS (SELECT FROM engine.job WHERE job.lane = done.lane AND job.place = ${IN_LINE}) AS has_next FROM done`

/** Writes the end of an attempt; nothing where it has been overtaken. Gives back whether the lane may have a ready head now. */
export async function finishAttempt(tx: JobTx, ended: EndedAttempt): Promise<boolean> {
  if (ended.outcome.ok) return completeJob(tx, ended.row)
  const row = await tx.first("seq = $1 AND fence = $2 AND state = 'active'", [ended.row.seq, ended.row.fence])
  if (!row) return false
  const { outcome, aborted, policy, random } = ended
  const change = settle(row, { outcome, aborted, policy, now: tx.now, random })
  const hasLeft = change.ended_at !== undefined
  if (hasLeft) await leaveLane(tx, row, { change })
  else await tx.change(row, change)
  if (change.due_at) tx.callLater({ lane: row.lane, handler: 'work', at: change.due_at })
  return hasLeft
}

async function completeJob(tx: JobTx, { seq, fence, lane }: LaneRow): Promise<boolean> {
  const [found] = await tx.sql.query<LaneRow & { has_next: boolean }>(COMPLETE, [seq, fence, tx.now])
  if (!found) return false
  const { has_next: hasNext, ...row } = found
  tx.note('active', row)
  if (hasNext) await promoteNext(tx, lane)
  return hasNext
}
