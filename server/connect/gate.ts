import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'

export interface GateOptions {
  /** Calls under way at the same time. */
  concurrency: number
  /** Calls begun per second, on average; up to one second's worth at once. */
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

/** Makes the gate of one connection. */
export function createGate({ concurrency, perSecond, now }: GateOptions): Gate {
  const bucket = perSecond === undefined ? undefined : createBucket(perSecond, now)
  const waiting = new Set<() => void>()
  let running = 0
  const leave = (): void => {
    running -= 1
    const [next] = waiting
    next?.()
  }
  const queue = (signal: Cancellation): Promise<void> =>
    new Promise((resolve, reject) => {
      const giveUp = (): void => {
        waiting.delete(start)
        reject(abortProblem(signal))
      }
      const start = (): void => {
        waiting.delete(start)
        signal.removeEventListener('abort', giveUp)
        running += 1
        resolve()
      }
      waiting.add(start)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  const enter = async (signal: Cancellation): Promise<void> => {
    if (signal.aborted) throw abortProblem(signal)
    if (running < concurrency && waiting.size === 0) running += 1
    else await queue(signal)
    const delay = bucket?.take() ?? 0
    if (delay === 0) return
    try {
      await pause(delay, signal)
    } catch (error) {
      leave()
      throw error
    }
  }
  return { enter, leave }
}

/** Token bucket that may go into debt: the answer is how long to wait, in milliseconds. */
function createBucket(perSecond: number, now: () => number): { take(): number } {
  const size = Math.max(1, perSecond)
  let tokens = size
  let filledAt = now()
  return {
    take: () => {
      const time = now()
      tokens = Math.min(size, tokens + ((time - filledAt) / 1000) * perSecond) - 1
      filledAt = time
      return tokens >= 0 ? 0 : Math.ceil((-tokens / perSecond) * 1000)
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
