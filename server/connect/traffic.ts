import type { Cancellation } from '../model/cancellation.ts'
import type { ProblemCode } from '../model/problem-table.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import { Breaker, type Verdict } from './breaker.ts'
import { pause, type Gate } from './gate.ts'
import { quietMs, type AnswerHeaders, type LimitHeaderNames } from './limit-headers.ts'
import { type Progress, REFUSALS } from './no-effect.ts'
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
export class Traffic {
  private readonly options: TrafficOptions
  private readonly breaker: Breaker
  private quietUntil = 0
  private active = 0
  private waiting = 0

  constructor(options: TrafficOptions) {
    this.options = options
    this.breaker = new Breaker(options.random)
  }

  /**
   * Resolves when the call may begin, to what is to be called when it has ended. Rejects with `target.resting`, with `target.rate-limited` if the
   * target wants silence for longer than `mostWaitMs`, or when the signal is aborted.
   */
  async enter(signal: Cancellation, mostWaitMs: number): Promise<(end: CallEnd) => void> {
    this.breaker.check(this.options.now())
    this.refuseLongQuiet(mostWaitMs)
    this.waiting += 1
    try {
      return await this.begin(signal, mostWaitMs)
    } finally {
      this.waiting -= 1
    }
  }

  health(): ConnectionHealth {
    const { breaker, quietUntil, active, waiting } = this
    return {
      id: this.options.id,
      breaker: breaker.state,
      retryAt: breaker.state === 'open' ? new Date(breaker.retryAt).toISOString() : null,
      active,
      waiting,
      quietUntil: quietUntil > this.options.now() ? new Date(quietUntil).toISOString() : null,
    }
  }

  private async begin(signal: Cancellation, mostWaitMs: number): Promise<(end: CallEnd) => void> {
    const { now } = this.options
    const release = await this.take(signal)
    try {
      while (this.quietUntil > now()) {
        this.refuseLongQuiet(mostWaitMs)
        await pause(this.quietUntil - now(), signal)
      }
      const report = this.breaker.admit(now())
      this.active += 1
      return (end) => {
        this.active -= 1
        this.quietUntil = Math.max(this.quietUntil, now() + askedQuietMs(end, this.options.headers, now()))
        report(verdictOf(end), now())
        release()
      }
    } catch (error) {
      release()
      throw error
    }
  }

  private async take(signal: Cancellation): Promise<() => void> {
    const { id, gate, shared } = this.options
    await gate.enter(signal)
    try {
      const release = await shared?.limits.take(id, shared.wanted, signal)
      // The next call of this process follows the release, so that its place is free by then.
      return () => void (release ? release().finally(() => gate.leave()) : gate.leave())
    } catch (error) {
      gate.leave()
      throw toProblem(error, 'storage.failed')
    }
  }

  private refuseLongQuiet(mostWaitMs: number): void {
    const wait = this.quietUntil - this.options.now()
    if (wait > mostWaitMs) throw quietProblem(wait)
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

/** 500 may be about one document, 501 is about one method; what the failure rules name a refusal is about the document whatever its status is. */
function verdictOf({ progress: { state, status }, problem }: CallEnd): Verdict {
  if (state === 'good' || (state === 'answered' && (status < 500 || status === 501 || (problem && REFUSALS.has(problem.code))))) return 'well'
  if (state === 'answered') return status === 500 ? 'failed' : 'ill'
  if (!problem) return 'neither'
  if (NO_ANSWER.has(problem.code)) return 'ill'
  return state === 'left' && (problem.code === 'flow.deadline' || problem.code === 'target.malformed') ? 'ill' : 'neither'
}
