import { Problem } from '../../model/problem.ts'

const OFFLINE: ReadonlySet<string> = new Set(['target.unavailable', 'target.timeout', 'target.resting', 'target.rate-limited'])
/** Seconds until another try, where the problem does not say it. */
const AGAIN_SECONDS = 5

const GONE = 'The CRM of the client cannot be reached at present.'
const UNKNOWN =
  'The CRM of the client did not answer, and whether it has taken the change is not known. The same request with the same Idempotency-Key is not made twice.'

/** A problem of a call of the CRM as callers are told: that it cannot be reached is one problem, whatever the cause. A change may have arrived all the same. */
export function asOffline(problem: Problem, { writes }: { writes: boolean }): Problem {
  if (!OFFLINE.has(problem.code)) return problem
  return new Problem('crm.offline', writes && !problem.noEffect ? UNKNOWN : GONE, { retryAfter: problem.retryAfter ?? AGAIN_SECONDS, cause: problem })
}
