import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'

export interface GateOptions {
  /** Calls under way at the same time. */
  concurrency: number
  /** Most calls begun in any second. */
  perSecond?: number | undefined
  /** Milliseconds. */
  now: () => number
}

/** Why a call was given up: the reason of the signal if it is a Problem. */
export const abortProblem = (signal: Cancellation): Problem =>
  signal.reason instanceof Problem ? signal.reason : new Problem('flow.cancelled', 'The call was given up.')

/**
 * Lets calls in, in the order they came, within the limits of a connection. One queue for both limits: what is given up while it waits costs nothing.
 * Every entered call must leave.
 */
export class Gate {
  private readonly concurrency: number
  private readonly rate: Rate | undefined
  private readonly now: () => number
  private readonly waiting = new Set<() => void>()
  private running = 0
  private timer: NodeJS.Timeout | undefined

  constructor({ concurrency, perSecond, now }: GateOptions) {
    this.concurrency = concurrency
    this.rate = perSecond === undefined ? undefined : createRate(perSecond)
    this.now = now
  }

  /** Resolves when the call may begin; rejects when the signal is aborted first. */
  async enter(signal: Cancellation): Promise<void> {
    if (signal.aborted) throw abortProblem(signal)
    if (this.waiting.size === 0 && this.room() === 0) this.begin()
    else await this.queue(signal)
  }

  leave(): void {
    this.running -= 1
    this.admit()
  }

  private queue(signal: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.drop(start)
        reject(abortProblem(signal))
      }
      const start = (): void => {
        this.drop(start)
        signal.removeEventListener('abort', giveUp)
        this.begin()
        resolve()
      }
      this.waiting.add(start)
      signal.addEventListener('abort', giveUp, { once: true })
      this.admit()
    })
  }

  /** Milliseconds until there is room for one more call; Infinity while none of those under way has left. */
  private room(): number {
    return this.running < this.concurrency ? (this.rate?.wait(this.now()) ?? 0) : Infinity
  }

  private admit(): void {
    for (const start of this.waiting) {
      const delay = this.room()
      if (delay > 0) return this.later(delay)
      start()
    }
  }

  private later(delayMs: number): void {
    if (delayMs === Infinity) return
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      this.admit()
    }, delayMs)
  }

  private begin(): void {
    this.running += 1
    this.rate?.take(this.now())
  }

  private drop(start: () => void): void {
    this.waiting.delete(start)
    if (this.waiting.size > 0) return
    clearTimeout(this.timer)
    this.timer = undefined
  }
}

interface Rate {
  /** Milliseconds until a call may begin. */
  wait(time: number): number
  take(time: number): void
}

/**
 * Never more than `perSecond` calls begin in any second, and as many at once. A rate with a fraction is kept over the time of its whole part:
 * 2.5 is two calls in any 800 ms, 0.1 one call in any ten seconds.
 */
function createRate(perSecond: number): Rate {
  const size = Math.max(1, Math.floor(perSecond))
  const windowMs = (size / perSecond) * 1000
  // When the last calls began, in a ring: the oldest one decides.
  const begun = new Float64Array(size).fill(-Infinity)
  let oldest = 0
  return {
    wait: (time) => Math.max(0, Math.ceil((begun[oldest] ?? -Infinity) + windowMs - time)),
    take: (time) => {
      begun[oldest] = time
      oldest = (oldest + 1) % size
    },
  }
}

/** Waits; rejects when the signal is aborted. */
export function pause(delayMs: number, signal: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(abortProblem(signal))
    const giveUp = (): void => {
      clearTimeout(timer)
      reject(abortProblem(signal))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, delayMs)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}
