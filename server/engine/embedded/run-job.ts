import { Problem, toProblem } from '../../model/problem.ts'
import type { Outcome, RunContext, Sealed } from '../contract.ts'
import type { JobRow } from './job-table.ts'

/** An attempt that is going on in this process. */
export interface Attempt {
  readonly row: JobRow
  readonly controller: AbortController
}

export type Executor = (context: RunContext) => Promise<Outcome>

/** Runs one attempt. Never rejects: what is thrown is an outcome, with the code and the retry right of its problem. */
export async function runAttempt(
  run: Executor,
  { row, controller }: Attempt,
  { readBody, step }: { readBody: () => Sealed; step: RunContext['step'] },
): Promise<Outcome> {
  try {
    const body = readBody()
    return await run({
      id: row.id,
      lane: row.lane,
      flow: row.flow,
      flowVersion: row.flow_version,
      attempt: row.attempt,
      body,
      signal: controller.signal,
      step,
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
