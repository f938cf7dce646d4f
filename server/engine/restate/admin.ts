import { Problem } from '../../model/problem.ts'
import type { Engine, JobState, Sealed } from '../contract.ts'
import { HEAD, type JobChange, type JobRow, OUTSIDE } from '../embedded/job-row.ts'
import type { JobTx } from './job-tx.ts'
import { leaveLane, placeInLane } from './lanes.ts'

const ENDED: ReadonlySet<JobState> = new Set(['completed', 'dead', 'cancelled'])
const hasEnded = (row: JobRow): boolean => ENDED.has(row.state)
const isToLeave = (row: JobRow): boolean => row.wish === 'cancel' || row.wish === 'skip'

const refuse = (row: JobRow, action: string): Problem => new Problem('request.conflict', `A job that is ${row.state} cannot be ${action}.`, { at: row.id })

/** A job that is not active stops where it is; an active one when its attempt has been stopped. */
export async function pauseJob(tx: JobTx, row: JobRow): Promise<void> {
  if (hasEnded(row) || row.state === 'blocked' || row.state === 'expired' || isToLeave(row)) throw refuse(row, 'paused')
  // The time of a delayed job stays; when to try again is up to the operator from now on.
  const dueAt = row.place === OUTSIDE ? row.due_at : null
  await tx.change(row, row.state === 'active' ? { wish: 'pause' } : { state: 'paused', due_at: dueAt })
}

/** A paused, blocked or waiting job goes on at once, with all its attempts; a delayed one that was paused waits for its time again. */
export async function resumeJob(tx: JobTx, row: JobRow): Promise<void> {
  await tx.change(row, await resumed(tx, row))
}

async function resumed(tx: JobTx, row: JobRow): Promise<Partial<JobChange>> {
  if (row.state === 'active' && row.wish === 'pause') return { wish: null }
  if (row.state === 'paused' && row.due_at !== null && row.due_at > tx.now) {
    tx.callLater({ lane: row.lane, handler: 'wake', at: row.due_at })
    return { state: 'waiting' }
  }
  const isRetry = row.state === 'waiting' && row.place === HEAD
  if (row.state !== 'paused' && row.state !== 'blocked' && !isRetry) throw refuse(row, 'resumed')
  const place = row.place === OUTSIDE ? await placeInLane(tx, row.lane) : {}
  return { state: 'queued', granted: row.attempt, due_at: null, ...place }
}

/** What lets a job run again with new attempts: at its place, or at the end of its lane if it has left it. */
export async function again(tx: JobTx, row: JobRow): Promise<Partial<JobChange>> {
  const fresh: Partial<JobChange> = { state: 'queued', granted: row.attempt, due_at: null, ended_at: null }
  return row.place === OUTSIDE ? { ...fresh, turn: await tx.newTurn(), ...(await placeInLane(tx, row.lane)) } : fresh
}

/** A dead or cancelled job runs again at the end of its lane; one in its lane is resumed. With another body or version, if `change` says so. */
export async function retryJob(tx: JobTx, row: JobRow, change: Parameters<Engine['retry']>[1]): Promise<void> {
  if (row.state === 'active' || row.state === 'completed') throw refuse(row, 'tried again')
  const sealed = row.kept ? await tx.sealed(row) : undefined
  if (!sealed) throw new Problem('request.conflict', 'The body of the job is destroyed; send the document again.', { at: row.id })
  const next = hasEnded(row) ? await again(tx, row) : await resumed(tx, row)
  await tx.change(row, { ...next, flow_version: change?.flowVersion ?? row.flow_version, expires_at: change?.expiresAt ?? row.expires_at })
  if (change?.key ?? change?.body) await tx.replaceBody(row, { key: change?.key ?? sealed.key, body: change?.body ?? sealed.body })
}

/** A job that is not active has ended; an active one ends when its attempt has been stopped, and is completed if that has succeeded first. */
export async function cancelJob(tx: JobTx, row: JobRow): Promise<void> {
  if (hasEnded(row)) throw refuse(row, 'cancelled')
  if (row.state === 'active') await tx.change(row, { wish: 'cancel' })
  else await leaveLane(tx, row, { change: { state: 'cancelled' } })
}

/** A job in its lane is put aside as dead, an active one when its attempt has been stopped; one without a body stays expired, so that it can be renewed. */
export async function skipJob(tx: JobTx, row: JobRow): Promise<void> {
  if (row.place === OUTSIDE) throw refuse(row, 'put aside')
  if (row.state === 'active') await tx.change(row, { wish: 'skip' })
  else await leaveLane(tx, row, { change: { state: row.state === 'expired' ? 'expired' : 'dead' } })
}

/** Destroys key, body and steps. The id stays known until its retention time is over, so that it is not accepted again. */
export async function purgeJob(tx: JobTx, row: JobRow): Promise<void> {
  const hasStopped = hasEnded(row) || row.state === 'blocked' || row.state === 'paused' || row.state === 'expired'
  if (!hasStopped) throw refuse(row, 'purged')
  await tx.eraseSteps(row)
  await leaveLane(tx, row, { change: { state: hasEnded(row) ? row.state : 'cancelled' }, erase: true })
}

/** Records a result from outside, or forgets it. Refused where the job is active or its steps are destroyed. */
export async function recordStep(tx: JobTx, row: JobRow, { node, result }: { node: string; result: Sealed | null }): Promise<void> {
  if (row.state === 'active' || (!row.kept && row.state !== 'expired')) throw refuse(row, 'given a result')
  if (result === null) return void (await tx.sql.query('DELETE FROM engine.step WHERE job = $1 AND node = $2', [row.seq, node]))
  const upsert = 'INSERT INTO engine.step (job, node, result) VALUES ($1, $2, $3) ON CONFLICT (job, node) DO UPDATE SET result = excluded.result'
  // Of an expired job only the name is kept.
  await tx.sql.query(upsert, [row.seq, node, row.kept ? result : new Uint8Array(0)])
}
