import { Problem } from '../../model/problem.ts'

const OFFLINE: ReadonlySet<string> = new Set(['target.unavailable', 'target.timeout', 'target.resting', 'target.rate-limited'])
/** Seconds until another try, where the problem does not say it. */
const AGAIN_SECONDS = 5

/** A problem of a call of the CRM as callers are told: that it cannot be reached is one problem, whatever the cause. */
export function asOffline(problem: Problem): Problem {
  if (!OFFLINE.has(problem.code)) return problem
  return new Problem('crm.offline', 'The CRM of the client cannot be reached at present.', { retryAfter: problem.retryAfter ?? AGAIN_SECONDS, cause: problem })
}
