import { Problem, toProblem } from '../../model/problem.ts'
import type { EngineStart, Outcome, Sealed } from '../contract.ts'
import type { JobRow } from './job-row.ts'
import type { Steps } from './steps.ts'

/** An attempt that is going on in this process. */
export interface Attempt {
  readonly row: JobRow
  readonly controller: AbortController
}

/** Runs one attempt. Never rejects: what is thrown is an outcome, with the code and the retry right of its problem. */
export async function runAttempt(
  run: EngineStart['run'],
  { row, controller }: Attempt,
  { readBody, steps }: { readBody: () => { key: Sealed; body: Sealed }; steps: Steps },
): Promise<Outcome> {
  try {
    return await run({
      id: row.id,
      lane: row.lane,
      flow: row.flow,
      flowVersion: row.flow_version,
      attempt: row.attempt,
      acceptedAt: row.accepted_at,
      ...readBody(),
      signal: controller.signal,
      ...steps,
    })
  } catch (error) {
    const problem = toProblem(error)
    return {
      ok: false,
      problem: problem.code,
      retryable: problem.kind.retry,
      ...(problem.retryAfter !== undefined && { retryAfterMs: problem.retryAfter * 1000 }),
    }
  }
}

/** Tells an attempt that its time is over. */
export const abort = ({ controller }: Attempt, detail: string): void => controller.abort(new Problem('flow.cancelled', detail))
