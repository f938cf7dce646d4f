import { closeSync, openSync } from 'node:fs'
import Sqlite from 'libsql'
import { Problem } from '../../model/problem.ts'
import { FROM_1, TABLES, VERSION } from './tables.ts'

/** What a statement takes. */
export type SqlValue = string | number | Uint8Array | null

/** A prepared statement. Parameters always come as one list: libsql takes a lone object or null for a list of its own. */
export interface Query<Row> {
  all(...values: SqlValue[]): Row[]
  first(...values: SqlValue[]): Row | undefined
  /** Number of changed rows. */
  run(...values: SqlValue[]): number
}

export interface JobDatabase {
  prepare<Row>(sql: string): Query<Row>
  exec(sql: string): void
  inTransaction(): boolean
  close(): void
}

/**
 * A commit is on the disk when it returns; no other process can open the file meanwhile; what is deleted is overwritten with zeros. `auto_vacuum` comes first:
 * it can be set freely only while the file is empty.
 */
const PRAGMAS = ['auto_vacuum = INCREMENTAL', 'locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON']
const INCREMENTAL = 2

function prepareTables(sqlite: Sqlite.Database): void {
  for (const pragma of PRAGMAS) sqlite.pragma(pragma)
  const read = (pragma: string): unknown => Object.values(sqlite.prepare(`PRAGMA ${pragma}`).all([])[0] as object)[0]
  const version = read('user_version')
  if (version === 0) sqlite.exec(`BEGIN EXCLUSIVE; ${TABLES} COMMIT;`)
  else if (version === 1) sqlite.exec(`BEGIN EXCLUSIVE; ${FROM_1} COMMIT;`)
  else if (version !== VERSION) throw new Error('written by a newer version')
  if (read('auto_vacuum') !== INCREMENTAL) sqlite.exec('VACUUM')
  sqlite.pragma('foreign_keys = ON')
}

function openSqlite(file: string): Sqlite.Database {
  // Made for its owner only, before SQLite makes it for everybody.
  closeSync(openSync(file, 'a', 0o600))
  const sqlite = new Sqlite(file, { timeout: 0 })
  try {
    prepareTables(sqlite)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Opens the file of the engine for this process alone. Throws `storage.failed`. */
export function openJobDatabase(file: string): JobDatabase {
  try {
    return connect(openSqlite(file))
  } catch (cause) {
    throw new Problem('storage.failed', `The engine's database ${file} is in use by another process, unreadable, or written by a newer version.`, { cause })
  }
}

function connect(sqlite: Sqlite.Database): JobDatabase {
  return {
    prepare: <Row>(sql: string): Query<Row> => {
      const statement = sqlite.prepare(sql)
      const all = (...values: SqlValue[]): Row[] => statement.all(values) as Row[]
      return { all, first: (...values) => all(...values)[0], run: (...values) => statement.run(values).changes }
    },
    exec: (sql) => void sqlite.exec(sql),
    inTransaction: () => sqlite.inTransaction,
    close: () => {
      // libsql keeps the file open until the last statement is collected: the log is emptied and the lock given back before.
      for (const pragma of ['journal_mode = DELETE', 'locking_mode = NORMAL', 'user_version']) sqlite.pragma(pragma)
      sqlite.close()
    },
  }
}
