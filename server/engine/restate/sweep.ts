import type { Clock } from '../contract.ts'
import { HEAD } from '../embedded/job-row.ts'
import { type Claimant, isOrphaned, makeReady } from './claim.ts'
import type { JobDatabase } from './database.ts'
import { COLUMNS, type JobTx, type LaneRow, OVERDUE } from './job-tx.ts'
import { expireJob, wakeLane } from './lanes.ts'
import type { Poker } from './poker.ts'
import type { LaneRunner } from './runner.ts'
import type { LaneWrites } from './writes.ts'

export interface SweepOptions {
  database: JobDatabase
  writes: LaneWrites
  poker: Poker
  claimant: Claimant
  clock: Clock
  lanes: Pick<LaneRunner, 'free' | 'workUncalled'>
}

/** Jobs that are looked at in one round, for each reason. */
const MOST = 200
/** Milliseconds that the call of a lane may come late before the round does what it was for. */
const LATE = 1_000

const ORPHANED = `SELECT lane FROM engine.job WHERE state = 'active' AND ${isOrphaned('owner', '$1')}`
const DUE = 'SELECT DISTINCT lane FROM engine.job WHERE due_at <= $1'
const LAPSED = "SELECT DISTINCT lane FROM engine.job WHERE kept = 1 AND expires_at <= $1 AND state <> 'active'"

/** Does what nobody is called for, and what calls through Restate were meant for that have got lost or are stuck. Gives back whether there may be more. */
export async function sweep(options: SweepOptions): Promise<boolean> {
  const { claimant, clock, lanes } = options
  const now = clock.now()
  const orphaned = await changeLanes(options, { found: ORPHANED, by: claimant.isSteady() }, async (tx, lane) => void (await makeReady(tx, lane, claimant)))
  // Restate may wait long for the end of the call that the dead replica had taken.
  for (const lane of orphaned) if (lanes.free > 0) lanes.workUncalled(lane)
  const due = await changeLanes(options, { found: DUE, by: now - LATE }, wakeLane)
  const lapsed = await changeLanes(options, { found: LAPSED, by: now }, (tx, lane) => expireLane(tx, lane, claimant))
  const isMore = await takeOverdue(options)
  return isMore || [orphaned, due, lapsed].some(({ length }) => length === MOST)
}

async function changeLanes(
  { database, writes }: SweepOptions,
  { found, by }: { found: string; by: unknown },
  change: (tx: JobTx, lane: string) => Promise<void>,
): Promise<string[]> {
  const lanes = (await database.query<{ lane: string }>(`${found} LIMIT ${MOST}`, [by])).map(({ lane }) => lane)
  await Promise.all(lanes.map((lane) => writes.commit({ lane, run: (tx) => change(tx, lane) })))
  return lanes
}

async function expireLane(tx: JobTx, lane: string, { policy }: Claimant): Promise<void> {
  const sql = `SELECT ${COLUMNS} FROM engine.job WHERE lane = $1 AND kept = 1 AND expires_at <= $2 AND state <> 'active' ORDER BY expires_at LIMIT ${MOST}`
  for (const row of await tx.sql.query<LaneRow>(sql, [lane, tx.now])) {
    // An earlier one may have made this one the head.
    const latest = await tx.first('seq = $1', [row.seq])
    if (latest) await expireJob(tx, latest, policy(row.flow))
  }
}

/** Of several replicas each takes others. */
const TAKE = `
  UPDATE engine.job SET overdue_at = $1::bigint + ${OVERDUE}
  WHERE seq IN (
    SELECT seq FROM engine.job WHERE place = ${HEAD} AND state = 'queued' AND overdue_at <= $2 AND flow <> ALL ($3) ORDER BY overdue_at LIMIT $4 FOR UPDATE SKIP LOCKED
  ) RETURNING lane`

const take = async ({ database, claimant, clock }: SweepOptions, overdueAt: number, most: number): Promise<string[]> => {
  const rows = await database.query<{ lane: string }>(TAKE, [clock.now(), overdueAt, [...claimant.held()], most])
  return rows.map(({ lane }) => lane)
}

async function takeOverdue(options: SweepOptions): Promise<boolean> {
  const { lanes, clock } = options
  const most = Math.min(MOST, lanes.free)
  if (most === 0) return false
  const overdue = await take(options, clock.now(), most)
  for (const lane of overdue) lanes.workUncalled(lane)
  return overdue.length === most
}

/** Calls all lanes that are ready. */
export async function callReady(options: SweepOptions): Promise<void> {
  // Those that are called now are overdue later than this.
  const until = options.clock.now() + OVERDUE - 1
  for (;;) {
    const ready = await take(options, until, MOST)
    options.poker.call(ready.map((lane) => ({ lane, handler: 'work', at: 0 })))
    if (ready.length < MOST) return
  }
}

const REMOVE = `
  WITH gone AS (
    DELETE FROM engine.job WHERE seq IN (SELECT seq FROM engine.job WHERE ended_at < $1 ORDER BY ended_at LIMIT ${MOST} FOR UPDATE SKIP LOCKED) RETURNING seq
  ), bodies AS (DELETE FROM engine.body WHERE job IN (SELECT seq FROM gone)
  ), steps AS (DELETE FROM engine.step WHERE job IN (SELECT seq FROM gone))
  SELECT COUNT(*) AS count FROM gone`

/** Removes jobs that ended before a time, with their steps, and replicas that are long dead. */
export async function removeEnded(database: JobDatabase, endedBefore: number): Promise<void> {
  for (;;) {
    const [gone] = await database.query<{ count: number }>(REMOVE, [endedBefore])
    if ((gone?.count ?? 0) < MOST) break
  }
  await database.query("DELETE FROM engine.replica WHERE seen_at < clock_timestamp() - interval '1 hour'")
}
