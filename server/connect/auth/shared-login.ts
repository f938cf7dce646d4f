import type { Cancellation } from '../../model/cancellation.ts'
import { abortProblem } from '../gate.ts'

/** What a login gave, and for how long it may be used. Times in milliseconds on the clock of `now`. */
export interface Login<T> {
  readonly value: T
  /** From here on a new one is fetched in the background while this one still serves. */
  readonly refreshAt: number
  readonly expiresAt: number
}

export interface SharedLogin<T> {
  /** The current value; logs in where there is none. However many ask at once, one login is sent. */
  get(signal: Cancellation): Promise<T>
  /** Forgets a value that the target refused, unless it was replaced meanwhile. */
  drop(value: T): void
}

/** Keeps one login and shares it. A failed login is not kept: the next call tries again. */
export function createSharedLogin<T>(login: () => Promise<Login<T>>, now: () => number): SharedLogin<T> {
  let current: Login<T> | undefined
  let running: Promise<Login<T>> | undefined
  const start = (): Promise<Login<T>> => {
    running ??= login()
      .then((found) => (current = found))
      .finally(() => (running = undefined))
    return running
  }
  return {
    get: async (signal) => {
      if (!current || now() >= current.expiresAt) return (await orAborted(start(), signal)).value
      // The old value still serves; if the refresh fails, a later call sees why.
      if (now() >= current.refreshAt) start().catch(() => undefined)
      return current.value
    },
    drop: (value) => {
      if (current?.value === value) current = undefined
    },
  }
}

/** One caller that gives up must not end the login that others wait for. */
function orAborted<T>(promise: Promise<T>, signal: Cancellation): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(abortProblem(signal))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
