import { Problem } from '../../model/problem.ts'
import type { Acceptance, Job } from '../contract.ts'
import { again } from './admin.ts'
import { type JobRow, OUTSIDE } from './job-row.ts'
import type { JobTable } from './job-table.ts'
import { placeInLane } from './lanes.ts'
import type { JobDatabase } from './schema.ts'

const MOST_CHARACTERS = 255

/** Throws `request.invalid` for a job that cannot be kept. */
export function checkJob({ id, lane, flow, tag, notBefore, expiresAt }: Job): void {
  for (const [at, text] of Object.entries({ id, lane, flow, tag })) {
    if (text.length === 0 || text.length > MOST_CHARACTERS)
      throw new Problem('request.invalid', `A job needs the field ${at} with 1 to ${MOST_CHARACTERS} characters.`, { at })
  }
  for (const [at, time] of Object.entries({ notBefore, expiresAt })) {
    if (time !== undefined && !Number.isSafeInteger(time)) throw new Problem('request.invalid', 'The time of a job must be whole milliseconds.', { at })
  }
}

/** Makes what accepts a job within a transaction: at the end of its lane, or outside of it until it is due. */
export function prepareSubmit(database: JobDatabase, jobs: JobTable, isHeld: (flow: string) => boolean): (job: Job, now: number) => Acceptance {
  const insert = database.prepare<never>(
    `INSERT INTO job (seq, id, tag, lane, flow, flow_version, state, place, turn, stalled, accepted_at, due_at, expires_at, head_at, key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  return (job, now) => {
    const row = newRow(jobs, job, now)
    const { seq, id, tag, lane, flow, flow_version, state, place, turn, accepted_at, due_at, expires_at, head_at } = row
    const stalled = head_at !== null && isHeld(flow) ? 1 : 0
    const first = [seq, id, tag, lane, flow, flow_version, state, place, turn, stalled]
    const isNew = insert.run(...first, accepted_at, due_at, expires_at, head_at, job.key) === 1
    if (!isNew) return repeat(jobs, job, now)
    jobs.putBody.run(seq, job.body)
    jobs.log.note(seq, { from: undefined, to: row })
    return 'accepted'
  }
}

function newRow(jobs: JobTable, job: Job, now: number): JobRow {
  const delayed = job.notBefore !== undefined && job.notBefore > now
  const turn = jobs.nextTurn()
  return {
    seq: turn,
    id: job.id,
    tag: job.tag,
    lane: job.lane,
    flow: job.flow,
    flow_version: job.flowVersion,
    state: delayed ? 'waiting' : 'queued',
    turn,
    attempt: 0,
    granted: 0,
    accepted_at: now,
    due_at: delayed ? job.notBefore! : null,
    expires_at: job.expiresAt ?? null,
    ended_at: null,
    problem: null,
    wish: null,
    kept: 1,
    ...(delayed ? { place: OUTSIDE, head_at: null } : placeInLane(jobs, job.lane, now)),
  }
}

/** The id is known. Jobs from files of version 1 have no tag: these fit every document. */
function repeat(jobs: JobTable, job: Job, now: number): Acceptance {
  const row = jobs.byId.first(job.id)!
  if (row.tag !== job.tag && row.tag !== '') return 'different'
  if (row.state !== 'expired') return 'duplicate'
  jobs.change(row, { ...again(jobs, row, now), tag: job.tag, expires_at: job.expiresAt ?? null })
  jobs.putKey.run(job.key, row.seq)
  jobs.putBody.run(row.seq, job.body)
  return 'renewed'
}
