import type { Cancellation } from '../model/cancellation.ts'
import { toProblem } from '../model/problem.ts'
import { abortProblem, pause } from './gate.ts'
import type { CallLimits, SharedLimits } from './shared-limits.ts'
import { Leases } from './postgres-leases.ts'
import { createPace, type Pace } from './postgres-pace.ts'
import type { Query } from './postgres-query.ts'

export interface PostgresLimitsOptions {
  readonly query: Query
  /** Of this process; another one after each start. */
  readonly holder: string
  /** Milliseconds; only differences count, the clock of the database decides. */
  readonly now: () => number
  /** 0 to 1: spreads the times at which waiting processes ask. */
  readonly random: () => number
}

export interface PostgresLimits extends SharedLimits {
  /** Gives back what is held. Calls that wait are given up. */
  close(): Promise<void>
}

/**
 * `limit_lease`: the places of a connection; a place is free when its lease is over. `limit_wait`: processes that wait for one, so that none
 * starves. `limit_pace`: when the next call of a connection may begin.
 */
const TABLES = `
select pg_advisory_xact_lock(hashtext('patchbay.limits'));
create table if not exists limit_lease (connection text, place integer, holder text not null default '', expires_at timestamptz not null default '-infinity', primary key (connection, place));
create table if not exists limit_wait (connection text, holder text, since timestamptz not null, until timestamptz not null, primary key (connection, holder));
create table if not exists limit_pace (connection text primary key, next_at timestamptz not null);
`

/** Keeps the limits of connections for all processes that use the same database. Makes its tables. Close it. */
export async function openPostgresLimits({ query, holder, now, random }: PostgresLimitsOptions): Promise<PostgresLimits> {
  await query(TABLES, [])
  const leases = new Leases({ query, holder, random })
  const pace = createPace({ query, now })
  return {
    take: async (connection, limits, signal) => {
      try {
        return await begin({ leases, pace }, { connection, limits, signal })
      } catch (error) {
        if (signal.aborted) throw abortProblem(signal)
        throw toProblem(error, 'storage.failed')
      }
    },
    close: () => leases.close(),
  }
}

interface Wish {
  readonly connection: string
  readonly limits: CallLimits
  readonly signal: Cancellation
}

async function begin({ leases, pace }: { leases: Leases; pace: Pace }, { connection, limits, signal }: Wish): Promise<() => Promise<void>> {
  const { concurrency, perSecond } = limits
  const release = concurrency === undefined ? async () => undefined : await leases.take({ connection, concurrency, signal })
  if (perSecond === undefined) return release
  try {
    const delay = await pace.next(connection, perSecond)
    if (delay > 0) await pause(delay, signal)
    return release
  } catch (error) {
    void release()
    throw error
  }
}
