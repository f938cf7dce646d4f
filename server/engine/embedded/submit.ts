import { Problem } from '../../model/problem.ts'
import type { Job } from '../contract.ts'
import { type JobTable, OUTSIDE } from './job-table.ts'
import { placeInLane } from './lanes.ts'
import type { JobDatabase } from './schema.ts'

const MOST_CHARACTERS = 255

/** Throws `request.invalid` for a job that cannot be kept. */
function check({ id, lane, flow, notBefore }: Job): void {
  for (const [at, text] of Object.entries({ id, lane, flow })) {
    if (text.length === 0 || text.length > MOST_CHARACTERS)
      throw new Problem('request.invalid', `A job needs the field ${at} with 1 to ${MOST_CHARACTERS} characters.`, { at })
  }
  if (notBefore !== undefined && !Number.isSafeInteger(notBefore))
    throw new Problem('request.invalid', 'The time of a job must be whole milliseconds.', { at: 'notBefore' })
}

/** Makes what accepts a job within a transaction: at the end of its lane, or outside of it until it is due. Gives back whether the id was new. */
export function prepareSubmit(database: JobDatabase, jobs: JobTable): (job: Job, now: number) => boolean {
  const insert = database.prepare<never>(
    'INSERT INTO job (id, lane, flow, flow_version, body, state, place, accepted_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  return (job, now) => {
    check(job)
    const delayed = job.notBefore !== undefined && job.notBefore > now
    const place = delayed ? OUTSIDE : placeInLane(jobs, job.lane)
    return insert.run(job.id, job.lane, job.flow, job.flowVersion, job.body, delayed ? 'waiting' : 'queued', place, now, delayed ? job.notBefore! : null) === 1
  }
}
