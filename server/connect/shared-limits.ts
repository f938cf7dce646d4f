import type { Cancellation } from '../model/cancellation.ts'

/** What a connection may do at once, and per second; left out: as much as it likes. */
export interface CallLimits {
  readonly concurrency?: number | undefined
  readonly perSecond?: number | undefined
}

/** Keeps the limits of connections, for everybody who shares them. */
export interface SharedLimits {
  /**
   * Resolves when a call may begin, to what is to be called, once, when it has ended; that never rejects. Calls of one process begin in the
   * order they came. Rejects when the signal is aborted first, or with `storage.failed`.
   */
  take(connection: string, limits: CallLimits, signal: Cancellation): Promise<() => Promise<void>>
}
