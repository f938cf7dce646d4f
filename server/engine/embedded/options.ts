import type { Clock, RetryPolicy } from '../contract.ts'

export interface EmbeddedEngineOptions {
  /** The SQLite file; created where it is missing. */
  file: string
  /** Answers for every flow, also for one that is no longer known; does not throw. */
  policy: (flow: string) => RetryPolicy
  clock: Clock
  /** From 0 to 1, for the spread of retries. */
  random: () => number
  /** Attempts at a time. */
  concurrency?: number
  /** How long an ended job is known, in milliseconds: its id is not accepted again, and a dead or cancelled one can run again. */
  retentionMs?: number
  /** Submitted jobs that may wait for the disk, and how many bytes they may hold. */
  mostWaiting?: { works: number; bytes: number }
}

const DAY = 86_400_000
export const DEFAULTS = { concurrency: 16, retentionMs: 7 * DAY, mostWaiting: { works: 10_000, bytes: 64 * 1024 * 1024 } }
