import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { openPostgresLimits } from './connect/shared-limits-postgres.ts'
import type { SharedLimits } from './connect/shared-limits.ts'
import { DatabaseLock } from './database-lock.ts'
import { Problem } from './model/problem.ts'
import type { Settings } from './settings.ts'
import { createPool } from './store/postgres/database.ts'

/** What this server does together with others that use the same database. */
export interface Shared {
  /** Whether this is the one that does what only one does. */
  leader(): boolean
  /** Limits of connections over all servers; undefined where this is the only one. */
  limits: SharedLimits | undefined
  /** Runs `work` while no other server runs its own. */
  alone(work: () => Promise<unknown>): Promise<void>
}

export interface SharedOptions {
  settings: Pick<Settings, 'database' | 'restate'>
  log: Logger
  onClose(closer: () => unknown): void
}

const ALONE: Shared = { leader: () => true, limits: undefined, alone: async (work) => void (await work()) }

/** A process that was killed may hold its locks for a moment. */
const OTHERS_END_MS = 2_000
const START_MS = 60_000
/** A limit is asked for with every call of a connection that has one. */
const LIMIT_CONNECTIONS = 4

/** Throws `storage.failed` where another server uses the database and one of both has the embedded engine. */
export async function openShared({ settings, log, onClose }: SharedOptions): Promise<Shared> {
  const { database: url, restate } = settings
  if (url === undefined) return ALONE
  await requireEngine(url, { shared: restate !== undefined, log, onClose })
  const leadership = new DatabaseLock({ url, name: 'leader' })
  await leadership.seek(0)
  onClose(() => leadership.close())
  const pool = createPool({ url, most: LIMIT_CONNECTIONS })
  onClose(() => pool.end())
  const query = async (sql: string, params: readonly unknown[]) => (await pool.query<Record<string, unknown>>(sql, [...params])).rows
  const limits = await openPostgresLimits({ query, holder: randomUUID(), now: () => performance.now(), random: Math.random })
  onClose(() => limits.close())
  return { leader: () => leadership.held(), limits, alone: (work) => runAlone(url, work) }
}

async function requireEngine(url: string, { shared, log, onClose }: { shared: boolean; log: Logger; onClose: SharedOptions['onClose'] }): Promise<void> {
  const lost = (): void => log.fatal('another server has begun to use the database with another engine: end one of them')
  const lock = new DatabaseLock({ url, name: 'engine', shared, lost })
  onClose(() => lock.close())
  if (await lock.seek(OTHERS_END_MS)) return
  throw new Problem(
    'storage.failed',
    shared
      ? 'Another server uses this database with PATCHBAY_ENGINE=embedded. All servers of a database need PATCHBAY_ENGINE=restate.'
      : 'Another server uses this database. Several servers of one database need PATCHBAY_ENGINE=restate; with the embedded engine only one may run.',
  )
}

async function runAlone(url: string, work: () => Promise<unknown>): Promise<void> {
  const lock = new DatabaseLock({ url, name: 'start' })
  try {
    if (!(await lock.seek(START_MS))) throw new Problem('storage.failed', 'Another server that uses this database has been starting for a minute.')
    await work()
  } finally {
    await lock.close()
  }
}
