import type { Outcome, RetryPolicy } from '../contract.ts'
import { type JobRow, OUTSIDE } from '../embedded/job-row.ts'
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
  SELECT * FROM done`

/** Writes the end of an attempt; nothing where it has been overtaken. */
export async function finishAttempt(tx: JobTx, ended: EndedAttempt): Promise<void> {
  if (ended.outcome.ok) return completeJob(tx, ended.row)
  const row = await tx.first("seq = $1 AND fence = $2 AND state = 'active'", [ended.row.seq, ended.row.fence])
  if (!row) return
  const { outcome, aborted, policy, random } = ended
  const change = settle(row, { outcome, aborted, policy, now: tx.now, random })
  if (change.ended_at !== undefined) return leaveLane(tx, row, { change })
  await tx.change(row, change)
  if (change.due_at) tx.callLater({ lane: row.lane, handler: 'work', at: change.due_at })
}

async function completeJob(tx: JobTx, { seq, fence, lane }: LaneRow): Promise<void> {
  const [row] = await tx.sql.query<JobRow>(COMPLETE, [seq, fence, tx.now])
  if (!row) return
  tx.note('active', row)
  await promoteNext(tx, lane)
}
