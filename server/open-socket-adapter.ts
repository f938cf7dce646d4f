import type { Pool, PoolClient } from 'pg'
import type { Logger } from 'pino'
import type { SocketAdapter } from './http/run-channel.ts'
import { createPool } from './store/postgres/database.ts'

/** One listens, one sends: what is sent one after the other arrives so. */
const CONNECTIONS = 2
const TABLE = 'socket_attachment'

/** For messages that are longer than a notice of PostgreSQL may be; the adapter removes old ones. */
const CREATE_TABLE = `
select pg_advisory_xact_lock(hashtext('patchbay.socket'));
create table if not exists ${TABLE} (id bigserial primary key, created_at timestamptz default now(), payload bytea)
`

/** Lets the socket channels of all servers of a database reach the viewers of each. */
export async function openSocketAdapter(database: string, log: Logger): Promise<{ adapter: SocketAdapter; close(): Promise<void> }> {
  const { createAdapter } = await import('@socket.io/postgres-adapter')
  const pool = createPool({ url: database, most: CONNECTIONS })
  await pool.query(CREATE_TABLE)
  const errorHandler = (error: Error): void => log.warn({ cause: error.name }, 'live runs could not be exchanged with other servers')
  return { adapter: createAdapter(withReleasedListener(pool), { tableName: TABLE, channelPrefix: 'patchbay', errorHandler }), close: () => pool.end() }
}

/** The adapter keeps a listening connection for itself and gives it back only when it is closed: one that was lost would hold its place in the pool for ever. */
function withReleasedListener(pool: Pool): Pool {
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect()
    client.once('end', () => client.release(true))
    return client
  }
  return { connect, query: pool.query.bind(pool) } as unknown as Pool
}
