import type { Outcome, RetryPolicy } from '../contract.ts'
import type { JobChange, JobRow } from './job-row.ts'

export interface Ending {
  outcome: Outcome
  /** The attempt was told to stop before it ended. */
  aborted: boolean
  policy: RetryPolicy
  now: number
  /** From 0 to 1. */
  random: number
}

/** Milliseconds until the attempt after `tries` failed ones: exponential, between half and all of it. */
export function backoff({ firstDelayMs, factor, mostDelayMs }: RetryPolicy, tries: number, random: number): number {
  const whole = Math.min(mostDelayMs, firstDelayMs * factor ** (tries - 1))
  return Math.round(whole * (0.5 + random / 2))
}

/** Attempts since the job was accepted, or since an operator granted new ones. */
export const triesOf = (row: JobRow): number => row.attempt - row.granted

/** What becomes of a job after its last attempt. */
export const giveUp = (problem: string, { after }: RetryPolicy, now: number): Partial<JobChange> =>
  after === 'block' ? { state: 'blocked', problem } : { state: 'dead', problem, ended_at: now }

/**
 * What becomes of an active job when its attempt has ended. Work that succeeded counts, whatever was wished meanwhile. An attempt that was stopped from
 * outside is not counted.
 */
export function settle(row: JobRow, { outcome, aborted, policy, now, random }: Ending): Partial<JobChange> {
  if (outcome.ok) return { state: 'completed', problem: null, ended_at: now }
  const { problem } = outcome
  if (row.wish === 'cancel') return { state: 'cancelled', problem, ended_at: now }
  if (row.wish === 'skip') return { state: 'dead', problem, ended_at: now }
  if (row.wish === 'pause') return { state: 'paused', problem, wish: null }
  if (aborted) return { state: 'queued', attempt: row.attempt - 1 }
  const untried = outcome.retryable && outcome.untried
  if (!untried && (!outcome.retryable || triesOf(row) >= policy.attempts)) return giveUp(problem, policy, now)
  // What was not tried waits as after a first failure: it is the target that counts then.
  const delay = Math.max(askedMs(outcome.retryAfterMs), backoff(policy, untried ? 1 : triesOf(row), random))
  return { state: 'waiting', problem, due_at: now + delay, ...(untried && { attempt: row.attempt - 1 }) }
}

/** Longest wait that a target may ask for, in milliseconds: a wrong header must not hold a lane for good. */
const MOST_ASKED = 7 * 86_400_000

/** Whole milliseconds: targets say them with any number of digits, and the database takes integers only. */
const askedMs = (ms = 0): number => (ms > 0 ? Math.ceil(Math.min(ms, MOST_ASKED)) : 0)
