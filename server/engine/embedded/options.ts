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
  /** How long an ended job is known, in milliseconds: its id is not accepted again, and a dead or cancelled one can be replayed. */
  retentionMs?: number
  /** Keeps the bodies of completed jobs for the retention time, so that these can be replayed too. Otherwise they are erased at completion. */
  keepCompleted?: boolean
}

const DAY = 86_400_000
export const DEFAULTS = { concurrency: 16, retentionMs: 7 * DAY, keepCompleted: false }
