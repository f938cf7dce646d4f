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

/** Lets calls in, in the order they came, within the limits of a connection. */
export interface Gate {
  /** Resolves when the call may begin; rejects when the signal is aborted first. Every entered call must leave. */
  enter(signal: Cancellation): Promise<void>
  leave(): void
}

/** Why a call was given up: the reason of the signal if it is a Problem. */
export const abortProblem = (signal: Cancellation): Problem =>
  signal.reason instanceof Problem ? signal.reason : new Problem('flow.cancelled', 'The call was given up.')

/** Makes the gate of one connection. One queue for both limits: what is given up while it waits costs nothing. */
export function createGate({ concurrency, perSecond, now }: GateOptions): Gate {
  const rate = perSecond === undefined ? undefined : createRate(perSecond)
  const waiting = new Set<() => void>()
  let running = 0
  let timer: NodeJS.Timeout | undefined
  const admit = (): void => {
    while (running < concurrency) {
      const [next] = waiting
      if (!next) return
      const delay = rate?.wait(now()) ?? 0
      if (delay > 0) {
        timer ??= setTimeout(() => {
          timer = undefined
          admit()
        }, delay)
        return
      }
      next()
    }
  }
  const begin = (): void => {
    running += 1
    rate?.take(now())
  }
  const drop = (start: () => void): void => {
    waiting.delete(start)
    if (waiting.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
  const queue = (signal: Cancellation): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        drop(start)
        reject(abortProblem(signal))
      }
      const start = (): void => {
        drop(start)
        signal.removeEventListener('abort', giveUp)
        begin()
        resolve()
      }
      waiting.add(start)
      signal.addEventListener('abort', giveUp, { once: true })
      admit()
    })
  return {
    enter: async (signal) => {
      if (signal.aborted) throw abortProblem(signal)
      if (running < concurrency && waiting.size === 0 && (rate?.wait(now()) ?? 0) === 0) begin()
      else await queue(signal)
    },
    leave: () => {
      running -= 1
      admit()
    },
  }
}

/**
 * Never more than `perSecond` calls begin in any second, and as many at once. A rate with a fraction is kept over the time of its whole part:
 * 2.5 is two calls in any 800 ms, 0.1 one call in any ten seconds.
 */
function createRate(perSecond: number): { wait(time: number): number; take(time: number): void } {
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
