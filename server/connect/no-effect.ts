import type { RepeatSafety } from '../model/delivery.ts'
import type { ProblemCode } from '../model/problem-table.ts'

/**
 * How far the request of one call has come: `held` (nothing has left) -> `left` (the first byte may have) -> `answered` (completely) -> `good`
 * (the answer is no failure). An answer that only asks for a new login brings it back to `held`.
 */
export interface Progress {
  state: 'held' | 'left' | 'answered' | 'good'
  /** Of the answer. */
  status: number
  /** What the failure rule that recognised the answer says. */
  declared: boolean | undefined
}

/** Codes that name a refusal: the target has looked at the request and did nothing. */
export const REFUSALS: ReadonlySet<ProblemCode> = new Set([
  'target.validation',
  'target.duplicate',
  'target.not-found',
  'target.conflict',
  'target.auth',
  'target.forbidden',
  'target.unsupported',
] as const)

/** Statuses of 400 to 499 that do not say that the request was refused: time out, slow down, and "the caller hung up" of a proxy. */
const UNSURE: ReadonlySet<number> = new Set([408, 429, 499])

/**
 * Whether a write that failed certainly had no effect.
 *
 * | how far it came | what is known | no effect |
 * |---|---|---|
 * | nothing left | limits, breaker, login, template, address, name look-up, connect, TLS, given up before | certainly |
 * | left, no complete answer | reset, time-out, given up, cut off | unknown |
 * | answered, the failure rule says `noEffect` | what the connector knows of its target | as it says |
 * | answered 409 `target.conflict`, repeat by `key` | may mean that the first one is still at work | unknown |
 * | answered with a refusal, whatever the status | validation, duplicate, not found, conflict, auth, forbidden, unsupported | certainly |
 * | answered 408, 429, 499 | may come from something in between, or after the work | unknown |
 * | answered 400-499 else | refused | certainly |
 * | answered 1xx-3xx, 5xx | a redirect often follows a write; a server error may, too | unknown |
 * | good, but the output could not be made | it was applied | unknown |
 */
export function hadNoEffect(code: ProblemCode, { state, status, declared }: Progress, by: RepeatSafety): boolean {
  if (state === 'held') return true
  if (state !== 'answered') return false
  if (declared !== undefined) return declared
  if (by === 'key' && status === 409 && code === 'target.conflict') return false
  if (REFUSALS.has(code)) return true
  return status >= 400 && status < 500 && !UNSURE.has(status)
}
