import type { Clock } from '../contract.ts'
import { LEASE } from './claim.ts'
import type { JobDatabase } from './database.ts'

/** A job that the database says this replica is running. */
export interface OwnJob {
  seq: number
  fence: number
  wish: 'pause' | 'cancel' | 'skip' | null
  lane: string
}

/** The signs of life of this process. They go by the clock of PostgreSQL, the same for all. */
export interface Replica {
  readonly id: string
  /** Gives a sign, and back what is running here as the database knows it. */
  beat(): Promise<OwnJob[]>
  /** Whether signs have come through for as long as a lease lasts, without a gap: else the silence of others may be that of the database. */
  isSteady(): boolean
  /** Whether the last sign came through. */
  isSeen(): boolean
  /** What is still running here belongs to nobody from now on. */
  leave(): Promise<void>
}

/** Milliseconds between two signs. */
export const BEAT_EVERY = 800

const BEAT = `
  WITH sign AS (INSERT INTO engine.replica (id, seen_at) VALUES ($1, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at)
  SELECT seq, fence, wish, lane FROM engine.job WHERE owner = $1 AND state = 'active'`

export function createReplica(id: string, database: JobDatabase, clock: Clock): Replica {
  let steadySince = Number.POSITIVE_INFINITY
  let seenAt = Number.NEGATIVE_INFINITY
  let isSeen = false
  return {
    id,
    beat: async () => {
      const began = clock.now()
      const jobs = await database.query<OwnJob>(BEAT, [id]).catch((error: unknown) => {
        isSeen = false
        throw error
      })
      const now = clock.now()
      if (began - seenAt > 2 * BEAT_EVERY || now < seenAt || steadySince > now) steadySince = now
      seenAt = now
      isSeen = true
      return jobs
    },
    isSteady: () => clock.now() - steadySince >= LEASE && clock.now() - seenAt <= 2 * BEAT_EVERY,
    isSeen: () => isSeen,
    leave: async () => void (await database.query('DELETE FROM engine.replica WHERE id = $1', [id])),
  }
}
