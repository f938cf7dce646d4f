import { closeSync, openSync } from 'node:fs'
import Sqlite from 'libsql'
import { Kysely, type Migration, Migrator, SqliteDialect } from 'kysely'
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

/** What Kysely needs of a connection. At the end the write-ahead log is emptied: it still holds what was deleted. */
const connection = (sqlite: Sqlite.Database) => ({
  prepare: (sql: string) => sqlite.prepare(sql),
  close: () => {
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
    sqlite.close()
  },
})

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
