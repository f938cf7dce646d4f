import type { Kysely } from 'kysely'
import type { Sessions } from '../contract.ts'
import { csrfOf, hashOf, IDLE_MS, MAX_AGE_MS, newToken, type SessionsOptions } from '../sessions.ts'
import { orStorageProblem } from '../storage-problem.ts'
import type { PostgresTables } from './tables.ts'

/** How exactly the last use of a session is known, in milliseconds: a write for every request would be too many. */
const USED_WITHIN = 60_000

const guarded = <T>(work: () => Promise<T>): Promise<T> => orStorageProblem('Sessions cannot be read or written.', work)

/** Sessions that count for all processes of the database. A session lives from `create` until `end`, idle time, or greatest age, whichever comes first. */
export function openPostgresSessions(database: Kysely<PostgresTables>, { now, random, idleMs = IDLE_MS, maxAgeMs = MAX_AGE_MS }: SessionsOptions): Sessions {
  const removeEnded = async (): Promise<void> => {
    await database
      .deleteFrom('session')
      .where(({ or, eb }) => or([eb('ends_at', '<=', now()), eb('used_at', '<=', now() - idleMs)]))
      .execute()
  }
  return {
    create: (user) =>
      guarded(async () => {
        await removeEnded()
        const token = newToken(random)
        await database
          .insertInto('session')
          .values({ token_hash: hashOf(token), user_name: user, ends_at: now() + maxAgeMs, used_at: now() })
          .execute()
        return { token, session: { user, csrf: csrfOf(token) }, maxAgeMs }
      }),
    find: (token) =>
      guarded(async () => {
        const found = await database.selectFrom('session').selectAll().where('token_hash', '=', hashOf(token)).executeTakeFirst()
        if (!found || now() >= found.ends_at || now() >= found.used_at + idleMs) return undefined
        if (now() >= found.used_at + Math.min(USED_WITHIN, idleMs / 4))
          await database.updateTable('session').set({ used_at: now() }).where('token_hash', '=', found.token_hash).execute()
        return { user: found.user_name, csrf: csrfOf(token) }
      }),
    end: (token) =>
      guarded(async () => {
        await database.deleteFrom('session').where('token_hash', '=', hashOf(token)).execute()
      }),
    endAll: (user) =>
      guarded(async () => {
        await database.deleteFrom('session').where('user_name', '=', user).execute()
      }),
  }
}
