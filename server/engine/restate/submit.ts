import { Problem } from '../../model/problem.ts'
import type { Acceptance, Job } from '../contract.ts'
import { HEAD, IN_LINE, type JobRow, OUTSIDE, type Place } from '../embedded/job-row.ts'
import { checkJob } from '../embedded/submit.ts'
import { again } from './admin.ts'
import { columnsOf, type JobTx, type LaneRow, OVERDUE } from './job-tx.ts'

/** Throws `request.invalid` for a job that cannot be kept. */
export function checkSubmitted(job: Job): void {
  checkJob(job)
  for (const at of ['id', 'lane', 'flow', 'tag'] as const)
    if (job[at].includes('\0')) throw new Problem('request.invalid', `The field ${at} of a job cannot hold a zero character.`, { at })
}

/** What is known of a submitted job: `expired` is for `renewJob` to decide. */
export type Submission = Acceptance | 'expired'

interface Known {
  id: string
  tag: string
  state: JobRow['state']
}

/** Accepts jobs, in their order: at the ends of their lanes, or outside of them until they are due. */
export async function acceptJobs(tx: JobTx, jobs: readonly Job[]): Promise<Submission[]> {
  const ids = [...new Set(jobs.map(({ id }) => id))]
  const known = new Map((await tx.sql.query<Known>('SELECT id, tag, state FROM engine.job WHERE id = ANY($1)', [ids])).map((row) => [row.id, row]))
  const fresh = new Map(
    jobs
      .filter(({ id }) => !known.has(id))
      .toReversed()
      .map((job) => [job.id, job]),
  )
  if (fresh.size > 0)
    await insertJobs(
      tx,
      jobs.filter((job) => fresh.get(job.id) === job),
    )
  return jobs.map((job) => {
    if (fresh.get(job.id) === job) return 'accepted'
    const first = known.get(job.id) ?? { tag: fresh.get(job.id)!.tag, state: 'queued' }
    if (first.tag !== job.tag) return 'different'
    return first.state === 'expired' ? 'expired' : 'duplicate'
  })
}

/** Bodies and keys go as one value each, cut apart by the database: arrays of binary values would be sent as text. */
const INSERT = `
  WITH given AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::smallint[], $7::bigint[], $8::bigint[], $9::int[], $10::int[])
      WITH ORDINALITY AS t (id, tag, lane, flow, flow_version, place, due_at, expires_at, key_size, body_size, ord)
  ), added AS (
    INSERT INTO engine.job (id, tag, lane, flow, flow_version, place, due_at, expires_at, state, accepted_at, head_at, overdue_at)
    SELECT id, tag, lane, flow, flow_version, place, due_at, expires_at, CASE WHEN due_at IS NULL THEN 'queued' ELSE 'waiting' END, $11::bigint,
      CASE WHEN place = ${HEAD} THEN $11::bigint END, CASE WHEN place = ${HEAD} THEN $11::bigint + ${OVERDUE} END
    FROM given ORDER BY ord
    RETURNING *
  ), placed AS (
    SELECT id, key_size, body_size, sum(key_size) OVER before + 1 - key_size AS key_at, sum(body_size) OVER before + 1 - body_size AS body_at
    FROM given WINDOW before AS (ORDER BY ord)
  ), bodies AS (
    INSERT INTO engine.body (job, key, body)
    SELECT seq, substring($12::bytea, key_at::int, key_size), substring($13::bytea, body_at::int, body_size) FROM added JOIN placed USING (id)
  )
  SELECT ${columnsOf('added')} FROM added`

async function insertJobs(tx: JobTx, jobs: readonly Job[]): Promise<void> {
  const places = await placesOf(tx, jobs)
  const column = <T>(of: (job: Job) => T): T[] => jobs.map(of)
  const dueAt = (job: Job): number | null => (isDelayed(job, tx.now) ? job.notBefore! : null)
  const rows = await tx.sql.query<LaneRow>(INSERT, [
    column(({ id }) => id),
    column(({ tag }) => tag),
    column(({ lane }) => lane),
    column(({ flow }) => flow),
    column(({ flowVersion }) => flowVersion),
    places,
    column(dueAt),
    column(({ expiresAt }) => expiresAt ?? null),
    column(({ key }) => key.length),
    column(({ body }) => body.length),
    tx.now,
    Buffer.concat(column(({ key }) => key)),
    Buffer.concat(column(({ body }) => body)),
  ])
  for (const row of rows) {
    tx.note(undefined, row)
    if (row.due_at !== null) tx.callLater({ lane: row.lane, handler: 'wake', at: row.due_at })
  }
}

const isDelayed = ({ notBefore }: Job, now: number): boolean => notBefore !== undefined && notBefore > now

/** The first job of a lane without a head becomes that. */
async function placesOf(tx: JobTx, jobs: readonly Job[]): Promise<Place[]> {
  const lanes = [...new Set(jobs.map(({ lane }) => lane))]
  const heads = await tx.sql.query<{ lane: string }>(`SELECT lane FROM engine.job WHERE place = ${HEAD} AND lane = ANY($1)`, [lanes])
  const withHead = new Set(heads.map(({ lane }) => lane))
  return jobs.map((job) => {
    if (isDelayed(job, tx.now)) return OUTSIDE
    if (withHead.has(job.lane)) return IN_LINE
    withHead.add(job.lane)
    return HEAD
  })
}

/** Gives an expired job the body that was sent now. */
export async function renewJob(tx: JobTx, row: JobRow, job: Job): Promise<Acceptance> {
  if (row.tag !== job.tag) return 'different'
  if (row.state !== 'expired') return 'duplicate'
  await tx.change(row, { ...(await again(tx, row)), expires_at: job.expiresAt ?? null })
  await tx.replaceBody(row, job)
  return 'renewed'
}
