import { Client, Pool, type PoolClient, types } from 'pg'
import { Problem } from '../../model/problem.ts'
import { TABLES, VERSION } from './tables.ts'

/** What runs statements: outside of transactions, or within one. */
export interface Sql {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** The engine's tables in PostgreSQL. Each method throws `storage.failed` where PostgreSQL cannot be reached or refuses. */
export interface JobDatabase extends Sql {
  /** Resolves when the transaction is durable. Run again where PostgreSQL ended it for the sake of another one. */
  transact<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Calls `heard` for each notice on a channel, as long as the connection holds; `ended` when it is lost. */
  listen(channel: string, on: { heard: (text: string) => void; ended: () => void }): Promise<{ close(): Promise<void> }>
  close(): Promise<void>
}

const INT8 = 20
/** Deadlock, serialization failure, and a row that another transaction has written first. */
const TRY_AGAIN: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505'])
const TRIES = 3
/** Any number that other users of the database do not take. */
const MIGRATION_LOCK = 7_206_250_114

const CONNECTION = {
  application_name: 'patchbay-engine',
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 5_000,
  query_timeout: 20_000,
  // A replica that stands still in the middle of a transaction gives the locks of its lanes back.
  idle_in_transaction_session_timeout: 2_000,
  types: { getTypeParser: ((oid: number, format?: 'text') => (oid === INT8 ? Number : types.getTypeParser(oid, format))) as typeof types.getTypeParser },
}

const failed = (cause: unknown): Problem => new Problem('storage.failed', "The engine's PostgreSQL cannot be reached, or refuses.", { cause })

/** Opens the tables, which are made when they are first needed. `connections`: at most that many at a time, one more for notices. */
export function openJobDatabase(url: string, connections: number): JobDatabase {
  const config = { ...CONNECTION, connectionString: url }
  const pool = new Pool({ ...config, max: connections })
  // A connection that ends is replaced by the pool; unheard, its error would end the process, while it is idle as well as between two statements.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const names = new Map<string, string>()
  const run = async <Row>(on: Pool | PoolClient, text: string, values: readonly unknown[]): Promise<Row[]> => {
    const name = names.get(text) ?? `engine${names.size}`
    names.set(text, name)
    return (await on.query({ name, text, values: [...values] })).rows as Row[]
  }
  const transact = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
    inTransaction(pool, (client) => work({ query: (text, values = []) => run(client, text, values) }))
  let made: Promise<void> | undefined
  const ready = (): Promise<void> =>
    (made ??= inTransaction(pool, makeTables).catch((error: unknown) => {
      made = undefined
      throw error
    }))
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await ready()
      return await work()
    } catch (error) {
      throw error instanceof Problem ? error : failed(error)
    }
  }
  return {
    query: (text, values = []) => guarded(() => run(pool, text, values)),
    transact: (work) => guarded(() => transact(work)),
    listen: (channel, on) => guarded(() => listen(new Client(config), channel, on)),
    close: () => pool.end(),
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
      const result = await work(client)
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: Error) => (broken = cause))
      if (tries === TRIES || !TRY_AGAIN.has((error as { code?: unknown }).code)) throw error
    } finally {
      client.release(broken)
    }
  }
}

async function makeTables(client: PoolClient): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
  const { rows } = await client.query<{ known: string | null; commits: string }>(
    "SELECT to_regclass('engine.version') AS known, current_setting('synchronous_commit') AS commits",
  )
  if (rows[0]?.commits === 'off')
    throw new Problem('storage.failed', "The engine's PostgreSQL answers before a commit is on the disk: set synchronous_commit to on.")
  if (rows[0]?.known) {
    const { rows: versions } = await client.query<{ version: number }>('SELECT version FROM engine.version')
    if (versions[0]?.version !== VERSION) throw new Problem('storage.failed', "The engine's tables were written by another version.")
    return
  }
  await client.query(`CREATE SCHEMA IF NOT EXISTS engine; ${TABLES} CREATE TABLE engine.version AS SELECT ${VERSION} AS version`)
}

async function listen(
  client: Client,
  channel: string,
  { heard, ended }: { heard: (text: string) => void; ended: () => void },
): Promise<{ close(): Promise<void> }> {
  client.on('error', () => undefined)
  client.on('end', ended)
  client.on('notification', ({ payload }) => heard(payload ?? ''))
  await client.connect()
  await client.query(`LISTEN ${channel}`)
  return {
    close: async () => {
      client.off('end', ended)
      await client.end()
    },
  }
}
