import type { Cancellation } from '../model/cancellation.ts'
import { Problem, toProblem, type ProblemCode } from '../model/problem.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import { Breaker, type Verdict } from './breaker.ts'
import { pause, type Gate } from './gate.ts'
import { quietMs, type AnswerHeaders, type LimitHeaderNames } from './limit-headers.ts'
import type { Progress } from './no-effect.ts'
import type { CallLimits, SharedLimits } from './shared-limits.ts'

export interface TrafficOptions {
  /** Id of the connection. */
  readonly id: string
  /** Kept by this process. */
  readonly gate: Gate
  /** Kept together with other processes; nothing for a connection that sets no limits of its own. */
  readonly shared?: { readonly limits: SharedLimits; readonly wanted: CallLimits } | undefined
  /** Headers of limits that the connector knows besides the common ones. */
  readonly headers: readonly LimitHeaderNames[]
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
}

/** How a call that was let in has ended. */
export interface CallEnd {
  readonly progress: Progress
  readonly headers?: AnswerHeaders | undefined
  readonly problem?: Problem | undefined
}

/** Decides when a call of one connection may begin: breaker, silence that the target asked for, limits. */
export interface Traffic {
  /**
   * Resolves when the call may begin, to what is to be called when it has ended. Rejects with `target.resting`, with `target.rate-limited` if the
   * target wants silence for longer than `mostWaitMs`, or when the signal is aborted.
   */
  enter(signal: Cancellation, mostWaitMs: number): Promise<(end: CallEnd) => void>
  health(): ConnectionHealth
}

/** Makes the traffic control of a connection. */
export function createTraffic({ id, gate, shared, headers, now, random }: TrafficOptions): Traffic {
  const breaker = new Breaker(random)
  let quietUntil = 0
  let active = 0
  let waiting = 0
  const refuseLongQuiet = (mostWaitMs: number): void => {
    const wait = quietUntil - now()
    if (wait > mostWaitMs) throw quietProblem(wait)
  }
  const take = async (signal: Cancellation): Promise<() => void> => {
    await gate.enter(signal)
    try {
      const release = await shared?.limits.take(id, shared.wanted, signal)
      // The next call of this process follows the release, so that its place is free by then.
      return () => void (release ? release().finally(gate.leave) : gate.leave())
    } catch (error) {
      gate.leave()
      throw toProblem(error, 'storage.failed')
    }
  }
  const begin = async (signal: Cancellation, mostWaitMs: number): Promise<(end: CallEnd) => void> => {
    const release = await take(signal)
    try {
      while (quietUntil > now()) {
        refuseLongQuiet(mostWaitMs)
        await pause(quietUntil - now(), signal)
      }
      const report = breaker.admit(now())
      active += 1
      return (end) => {
        active -= 1
        if (end.headers) quietUntil = Math.max(quietUntil, now() + askedQuietMs(end, headers, now()))
        report(verdictOf(end), now())
        release()
      }
    } catch (error) {
      release()
      throw error
    }
  }
  return {
    enter: async (signal, mostWaitMs) => {
      breaker.check(now())
      refuseLongQuiet(mostWaitMs)
      waiting += 1
      try {
        return await begin(signal, mostWaitMs)
      } finally {
        waiting -= 1
      }
    },
    health: () => ({
      id,
      breaker: breaker.state,
      retryAt: breaker.state === 'open' ? new Date(breaker.retryAt).toISOString() : null,
      active,
      waiting,
      quietUntil: quietUntil > now() ? new Date(quietUntil).toISOString() : null,
    }),
  }
}

const quietProblem = (ms: number): Problem =>
  new Problem('target.rate-limited', 'The target has asked to be left alone for a while.', { retryAfter: Math.ceil(ms / 1000), noEffect: true })

function askedQuietMs({ progress, headers = {}, problem }: CallEnd, names: readonly LimitHeaderNames[], now: number): number {
  // A failure rule may find the wait in the body.
  const told = problem && SLOW.has(problem.code) ? problem.retryAfter : undefined
  return quietMs({ status: progress.status, headers, told }, names, now)
}

const SLOW: ReadonlySet<ProblemCode> = new Set(['target.rate-limited', 'target.unavailable'] as const)

/** Problems of a call without an answer that speak against the target. A deadline does so as well, once the request has left. */
const NO_ANSWER: ReadonlySet<ProblemCode> = new Set(['target.unavailable', 'target.timeout'] as const)

function verdictOf({ progress: { state, status }, problem }: CallEnd): Verdict {
  // 501 is about one method, not about the target.
  if (state === 'answered' || state === 'good') return status >= 500 && status !== 501 ? 'ill' : 'well'
  if (!problem) return 'neither'
  if (NO_ANSWER.has(problem.code)) return 'ill'
  return state === 'left' && (problem.code === 'flow.deadline' || problem.code === 'target.malformed') ? 'ill' : 'neither'
}
