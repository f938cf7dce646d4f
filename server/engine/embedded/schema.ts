import { closeSync, openSync } from 'node:fs'
import Sqlite from 'libsql'
import { Problem } from '../../model/problem.ts'

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

const VERSION = 1

/**
 * `place`: 0 outside its lane (delayed, or ended), 1 in line, 2 head of the lane. `granted`: attempts used up before an operator allowed new ones.
 * `wish`: what an operator asked of an active job. Bodies and step results are sealed.
 */
const TABLES = `
  CREATE TABLE job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL,
    flow TEXT NOT NULL,
    flow_version INTEGER NOT NULL,
    body BLOB,
    state TEXT NOT NULL,
    place INTEGER NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    granted INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL,
    due_at INTEGER,
    ended_at INTEGER,
    problem TEXT,
    wish TEXT
  ) STRICT;
  CREATE UNIQUE INDEX job_head ON job (lane) WHERE place = 2;
  CREATE INDEX job_in_line ON job (lane, seq) WHERE place = 1;
  CREATE INDEX job_ready ON job (seq) WHERE place = 2 AND state = 'queued';
  CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL;
  CREATE INDEX job_by_state ON job (state, seq);
  CREATE TABLE step (
    job INTEGER NOT NULL REFERENCES job (seq) ON DELETE CASCADE,
    node TEXT NOT NULL,
    result BLOB NOT NULL,
    PRIMARY KEY (job, node)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${VERSION};
`

/** A commit is on the disk when it returns; no other process can open the file meanwhile; what is deleted is overwritten with zeros. */
const PRAGMAS = ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'foreign_keys = ON']

function prepareTables(sqlite: Sqlite.Database): void {
  for (const pragma of PRAGMAS) sqlite.pragma(pragma)
  const [{ user_version: version } = { user_version: 0 }] = sqlite.prepare('PRAGMA user_version').all([]) as { user_version: number }[]
  if (version === 0) sqlite.exec(`BEGIN EXCLUSIVE; ${TABLES} COMMIT;`)
  else if (version !== VERSION) throw new Error('written by a newer version')
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
