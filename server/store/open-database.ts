import { closeSync, openSync } from 'node:fs'
import Sqlite from 'libsql'
import { Kysely, type Migration, Migrator, sql, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { Problem } from '../model/problem.ts'

/** Milliseconds that a statement waits for a lock of another connection. */
const BUSY_TIMEOUT = 5_000

/** WAL with synchronous=FULL: a commit is on the disk when it returns. Deleted content is overwritten with zeros. */
function openSqlite(file: string): Sqlite.Database {
  // Made for its owner only, before SQLite makes it for everybody.
  closeSync(openSync(file, 'a', 0o600))
  const sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT })
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'foreign_keys = ON']) sqlite.pragma(pragma)
  return sqlite
}

/** Statements that are kept prepared. */
const MOST_PREPARED = 100

/**
 * What Kysely needs of a connection. Statements are prepared once; SQLite itself prepares them anew when a table changes. At the end the
 * write-ahead log is emptied: it still holds what was deleted.
 */
function connection(sqlite: Sqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    const known = prepared.get(sql)
    if (known) return known
    const made = sqlite.prepare(sql)
    if (prepared.size >= MOST_PREPARED) prepared.delete(prepared.keys().next().value!)
    prepared.set(sql, made)
    return made
  }
  const close = (): void => {
    prepared.clear()
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    sqlite.close()
  }
  return { prepare, close }
}

/**
 * Opens a SQLite file and brings its tables up to date. Stores above use Kysely only, so that another database can take its place.
 * Migrations run in the order of their names, each once. Throws `storage.failed`, also for a file that a newer version has written.
 */
export async function openDatabase<Tables>(file: string, migrations: Readonly<Record<string, Migration>>): Promise<Kysely<Tables>> {
  try {
    const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection(openSqlite(file)) }) })
    const { error } = await new Migrator({ db: database, provider: { getMigrations: async () => ({ ...migrations }) } }).migrateToLatest()
    if (!error) return database
    await database.destroy()
    throw error
  } catch (cause) {
    throw new Problem('storage.failed', `The database ${file} cannot be opened, or was written by a newer version.`, { cause })
  }
}

/** Empties the write-ahead log, which still holds what was deleted. */
export async function emptyLog<Tables>(database: Kysely<Tables>): Promise<void> {
  await sql`pragma wal_checkpoint(truncate)`.execute(database)
}
