import { Problem } from '../../model/problem.ts'
import { retryAfterSeconds } from '../limit-headers.ts'
import type { TargetResponse } from '../response.ts'

/** Throws for an answer to a login that says nothing about the credentials: slow down, or a failure of the server. */
export function refuseUnavailable({ status, headers }: TargetResponse, who: string): void {
  if (status !== 429 && status < 500) return
  const retryAfter = retryAfterSeconds(headers)
  const code = status === 429 ? 'target.rate-limited' : 'target.unavailable'
  throw new Problem(code, `${who} answered ${status}.`, retryAfter === undefined ? {} : { retryAfter })
}
