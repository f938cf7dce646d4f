import type { RetryPolicy, Sealed } from '../contract.ts'
import type { JobRow } from '../embedded/job-row.ts'
import { HEAD } from '../embedded/job-row.ts'
import { columnsOf, COLUMNS, type JobTx, type LaneRow } from './job-tx.ts'
import { expireJob, recoverJob } from './lanes.ts'

/** Milliseconds after which a replica that has given no sign of life is dead. */
export const LEASE = 2_500

/** SQL: whether the replica `owner` is gone for good, or has given no sign for the time of its lease. `$n`: whether the latter counts. */
export const isOrphaned = (owner: string, silenceCounts: string): string => `NOT EXISTS (SELECT FROM engine.replica
  WHERE id = ${owner} AND (NOT ${silenceCounts} OR seen_at > clock_timestamp() - interval '${LEASE} milliseconds'))`

export interface Claimant {
  /** This replica. */
  id: string
  policy: (flow: string) => RetryPolicy
  held: () => ReadonlySet<string>
  /** Whether the silence of others means something: not while this replica cannot reach the database itself. */
  isSteady: () => boolean
}

/** A job that this replica may run now. */
export interface Claimed {
  row: LaneRow
  sealed: { key: Sealed; body: Sealed }
  hasSteps: boolean
}

interface ClaimedRow extends LaneRow {
  key: Sealed | null
  body: Sealed | null
  has_steps: boolean
}

const CLAIM = `
  WITH head AS (
    UPDATE engine.job SET state = 'active', attempt = attempt + 1, fence = fence + 1, owner = $2
    WHERE lane = $1 AND place = ${HEAD} AND state = 'queued' AND flow <> ALL ($3) AND (expires_at IS NULL OR expires_at > $4)
    RETURNING ${COLUMNS}
  )
  SELECT ${columnsOf('head')}, body.key, body.body, EXISTS (SELECT FROM engine.step WHERE step.job = head.seq) AS has_steps
  FROM head LEFT JOIN engine.body ON body.job = head.seq`

const NOTHING = new Uint8Array(0)

/** Makes the head of a lane active, if it is ready or becomes so: because it is due, or because the replica that ran it is dead. */
export async function claimHead(tx: JobTx, lane: string, claimant: Claimant): Promise<Claimed | undefined> {
  for (;;) {
    const claimed = await claimReady(tx, lane, claimant)
    if (claimed) return claimed
    if (!(await makeReady(tx, lane, claimant))) return undefined
  }
}

async function claimReady(tx: JobTx, lane: string, { id, held }: Claimant): Promise<Claimed | undefined> {
  const [found] = await tx.sql.query<ClaimedRow>(CLAIM, [lane, id, [...held()], tx.now])
  if (!found) return undefined
  const { key, body, has_steps: hasSteps, ...row } = found
  tx.note('queued', row)
  tx.begun(lane)
  return { row, sealed: { key: key ?? NOTHING, body: body ?? NOTHING }, hasSteps }
}

/** Gives back whether the head may be ready now. */
export async function makeReady(tx: JobTx, lane: string, claimant: Claimant): Promise<boolean> {
  const [head] = await tx.sql.query<LaneRow & { orphaned: boolean }>(
    `SELECT ${COLUMNS}, state = 'active' AND ${isOrphaned('owner', '$2')} AS orphaned FROM engine.job WHERE lane = $1 AND place = ${HEAD}`,
    [lane, claimant.isSteady()],
  )
  if (!head) return false
  const { orphaned, ...row } = head
  if (orphaned) await recoverJob(tx, row, claimant.policy(row.flow))
  else if (row.state === 'waiting' && row.due_at !== null && row.due_at <= tx.now) await tx.change(row, { state: 'queued', due_at: null })
  else if (row.state === 'queued' && hasLapsed(row, tx.now)) await expireJob(tx, row, claimant.policy(row.flow))
  else return false
  return true
}

const hasLapsed = (row: JobRow, now: number): boolean => row.kept === 1 && row.expires_at !== null && row.expires_at <= now
