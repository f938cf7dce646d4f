import { Kysely, type Migration, Migrator, PostgresDialect } from 'kysely'
import { Pool, types as pgTypes } from 'pg'
import { Problem } from '../../model/problem.ts'

/** Type of 64-bit whole numbers in PostgreSQL. All of ours are safe integers: times, counts and sizes. */
const INT8 = 20

/** Milliseconds. */
const CONNECT_TIMEOUT = 10_000
const QUERY_TIMEOUT = 60_000

export interface PoolOptions {
  url: string
  /** Most connections at a time. */
  most: number
}

/** Connections to a database. One that is lost is replaced by the next use; what was under way on it fails. */
export function createPool({ url, most }: PoolOptions): Pool {
  const types = { getTypeParser: ((type: number, format?: 'text') => (type === INT8 ? Number : pgTypes.getTypeParser(type, format))) as never }
  const timeouts = { connectionTimeoutMillis: CONNECT_TIMEOUT, query_timeout: QUERY_TIMEOUT }
  const pool = new Pool({ connectionString: url, max: most, types, keepAlive: true, application_name: 'patchbay', ...timeouts })
  // Connections that break while nobody or a transaction holds them; whoever uses them next is told by its query.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** The tables of a database, brought up to date. Migrations run under a lock of the database, so that processes that start together do not disturb each other. */
export async function openTables<Tables>(pool: Pool, migrations: Readonly<Record<string, Migration>>): Promise<Kysely<Tables>> {
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    const { error } = await new Migrator({ db: database, provider: { getMigrations: async () => ({ ...migrations }) } }).migrateToLatest()
    if (error) throw error
    return database
  } catch (cause) {
    await database.destroy().catch(() => undefined)
    throw new Problem('storage.failed', `The PostgreSQL database cannot be reached or used, or was written by a newer version${codeOf(cause)}.`, { cause })
  }
}

/** Error codes name what is wrong without a word of the address, which holds a password. */
function codeOf(cause: unknown): string {
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : ''
}
