import type { AlertStatus } from '../model/alert.ts'

/** How a rule stands. `since` in milliseconds since 1970. */
export interface Standing {
  readonly state: AlertStatus['state']
  readonly since: number | null
  readonly value: number | null
}

export interface Reading {
  /** Null: nothing to measure, which is over no limit. */
  readonly value: number | null
  readonly over: number
  readonly forSeconds: number
  /** Milliseconds since 1970. */
  readonly now: number
}

export const UNKNOWN: Standing = { state: 'ok', since: null, value: null }

/**
 * ok -(over)-> pending -(over for the time)-> raised -(not over)-> ok; pending -(not over)-> ok. A rule with no time to wait goes from ok to raised at once.
 * What is told: `raised` on the way into raised, `cleared` on the way out of it.
 */
export function nextStanding(before: Standing, { value, over, forSeconds, now }: Reading): Standing {
  const isOver = value !== null && value > over
  if (!isOver) return before.state === 'ok' ? { state: 'ok', since: before.since ?? now, value } : { state: 'ok', since: now, value }
  if (before.state === 'raised') return { ...before, value }
  const overSince = before.state === 'pending' ? (before.since ?? now) : now
  if (now - overSince >= forSeconds * 1000) return { state: 'raised', since: now, value }
  return { state: 'pending', since: overSince, value }
}

/** What is to be told of a change, if anything. */
export function changeOf(before: Standing, after: Standing): 'raised' | 'cleared' | undefined {
  if (before.state === after.state) return undefined
  if (after.state === 'raised') return 'raised'
  return before.state === 'raised' ? 'cleared' : undefined
}
