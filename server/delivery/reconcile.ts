import type { JobState, JobView } from '../engine/contract.ts'
import { toProblem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import { CALLBACK_FLOW } from './callbacks.ts'
import { openDocument } from './desk-room.ts'
import type { DeliveryParts } from './parts.ts'
import type { RunBook } from './run-book.ts'
import { RUN_STATES } from './run-state.ts'

const PAGE = 500
const UNFINISHED: readonly JobState[] = ['active', 'waiting', 'blocked', 'paused', 'expired', 'queued']
const OPEN_STATES = 'queued,running,waiting,blocked,paused'

/**
 * Brings the records of runs in step with the jobs after a start: records are written a little later than jobs, so a crash leaves some behind.
 * Ends early when `stopped`.
 */
type Parts = Pick<DeliveryParts, 'store' | 'engine' | 'now' | 'unfinished' | 'failed'>

export async function reconcile(parts: Parts, book: RunBook, stopped: () => boolean): Promise<void> {
  for (const state of UNFINISHED) await followJobs(parts, { state, book, stopped })
  await endRecords(parts, book, stopped)
}

/** Jobs whose records say otherwise, or are missing. */
async function followJobs(parts: Parts, { state, book, stopped }: { state: JobState; book: RunBook; stopped(): boolean }): Promise<void> {
  const { store, engine } = parts
  let after: string | undefined
  while (!stopped()) {
    const jobs: JobView[] = await engine.list({ state, limit: PAGE, ...(after !== undefined && { after }) })
    for (const job of jobs) {
      if (stopped()) return
      if (job.flow === CALLBACK_FLOW) continue
      const known = (await store.runs.get(job.id))?.run
      await tellUnfinished(parts, job, fits(known, job) ? known : await correct(parts, book, job.id))
    }
    after = jobs.at(-1)?.id
    if (jobs.length < PAGE) return
  }
}

/** Records that say a run is open although its job has ended. */
async function endRecords(parts: Parts, book: RunBook, stopped: () => boolean): Promise<void> {
  const { store, engine } = parts
  let before: string | undefined
  while (!stopped()) {
    const runs = await store.runs.list({ state: OPEN_STATES, limit: PAGE, ...(before !== undefined && { before }) })
    for (const run of runs) {
      if (stopped()) return
      const job = run.delivery && (await engine.get(run.id))
      if (job && !fits(run, job)) await correct(parts, book, run.id)
    }
    before = runs.at(-1)?.id
    if (runs.length < PAGE) return
  }
}

const fits = (run: RunRecord | undefined, job: JobView): boolean => run?.state === RUN_STATES[job.state] && run.delivery?.attempt === job.attempt

/** So much the clocks of servers may differ: what another one records of a job that it runs is later than what is seen here at the same time. */
const CLOCKS_DIFFER_MS = 200

/** Asked once more: the job may have gone on meanwhile, and its change been told. */
async function correct({ engine, now }: Pick<DeliveryParts, 'engine' | 'now'>, book: RunBook, id: string): Promise<RunRecord | undefined> {
  const seenAt = now()
  const job = await engine.get(id)
  if (job) book.changed(job, seenAt - CLOCKS_DIFFER_MS)
  return book.read(id)
}

/** One document that cannot be told of holds up no other. */
async function tellUnfinished(parts: Parts, { id, state }: JobView, run: RunRecord | undefined): Promise<void> {
  if (!parts.unfinished || !run || state === 'expired') return
  try {
    await parts.unfinished({ run: id, client: run.client, open: async () => (await openDocument(parts, id)).envelope })
  } catch (error) {
    parts.failed(toProblem(error), 'a document that waits could not be noted')
  }
}
