import type { Pool } from 'pg'
import { orStorageProblem } from '../storage-problem.ts'
import { type InTurn, takeTurns } from '../take-turns.ts'

/** Takes turns among all processes of a database, by its advisory locks. The connections of `pool` are for this alone: a work may need others. */
export function takeTurnsIn(pool: Pool): InTurn {
  const inTurn = takeTurns()
  return (key, work) =>
    inTurn(key, async () => {
      const client = await orStorageProblem('The database cannot be reached.', () => pool.connect())
      try {
        await orStorageProblem('The database cannot be locked.', () => client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`patchbay ${key}`]))
        return await work()
      } finally {
        // A connection that cannot be unlocked is closed, which unlocks as well.
        await client.query('select pg_advisory_unlock_all()').then(
          () => client.release(),
          () => client.release(true),
        )
      }
    })
}
