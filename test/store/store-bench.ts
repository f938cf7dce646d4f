import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import type { Documents, Store } from '../../server/store/contract.ts'
import type { DocumentKind } from '../../server/store/document-kind.ts'
import { openDocuments } from '../../server/store/open-documents.ts'
import { openStore } from '../../server/store/open-store.ts'
import { createPool, openTables } from '../../server/store/postgres/database.ts'
import { openPostgresDocuments } from '../../server/store/postgres/documents.ts'
import { POSTGRES_MIGRATIONS, type PostgresTables } from '../../server/store/postgres/tables.ts'
import type { StoreOptions } from '../../server/store/store-options.ts'
import type { TestPostgres } from '../support/postgres.ts'

/** Where a test keeps a store. All that it opens is closed when it ends. */
export interface StoreBench {
  /** A store over what earlier ones of this test have left. */
  open(more?: Partial<StoreOptions>): Promise<Store>
  close(store: Store): Promise<void>
  openDocuments<T>(kind: DocumentKind<T>): Promise<Documents<T>>
  /** Every byte that is stored. */
  everything(): Promise<Buffer>
}

/** Makes a bench for the test that is running. */
export type CreateBench = () => Promise<StoreBench>

export const START = Date.UTC(2026, 0, 31)
const KEY = randomBytes(32).toString('hex')

/** Opens stores with the same options, closes what is left open at the end. */
function opener(options: Pick<StoreOptions, 'dataDir' | 'database'>): Pick<StoreBench, 'open' | 'close'> {
  const opened = new Set<Store>()
  onTestFinished(async () => {
    for (const store of opened) await store.close()
  })
  return {
    open: async (more = {}) => {
      const store = await openStore({ keyText: KEY, now: () => START, random: randomBytes, ...options, ...more })
      opened.add(store)
      return store
    },
    close: async (store) => {
      opened.delete(store)
      await store.close()
    },
  }
}

export const inFolder: CreateBench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    ...opener({ dataDir: join(folder, 'data') }),
    openDocuments: (kind) => openDocuments({ ...kind, folder: join(folder, 'documents') }),
    everything: async () => {
      const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))))
    },
  }
}

const TABLES = [
  ...(['document', 'session', 'process', 'workspace', 'run', 'run_mark', 'fill', 'audit', 'answer'] as const),
  ...(['reference', 'erasure', 'document_header'] as const),
]

/** One database for all tests of a file, emptied for each. */
export function inPostgres(postgres: TestPostgres): () => Promise<StoreBench & { url: string }> {
  let database: Promise<{ url: string }> | undefined
  return async () => {
    database ??= postgres.createDatabase()
    const { url } = await database
    const tables = await openTables<PostgresTables>(createPool({ url, most: 3 }), POSTGRES_MIGRATIONS)
    onTestFinished(() => tables.destroy())
    for (const table of TABLES) await tables.deleteFrom(table).execute()
    return {
      ...opener({ dataDir: '/nowhere', database: url }),
      openDocuments: (kind) => openPostgresDocuments({ database: tables, collection: 'notes', kind, process: 'test' }, () => undefined),
      everything: () => dumpTables(url),
      url,
    }
  }
}

/** All tables as text, with bytes as they are. */
export async function dumpTables(url: string): Promise<Buffer> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>("select quote_ident(tablename) as name from pg_tables where schemaname = 'public'")
    const parts: Buffer[] = []
    for (const { name } of tables.rows) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`)
      for (const value of rows.flatMap((row) => Object.values(row)))
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))
    }
    return Buffer.concat(parts)
  } finally {
    await client.end()
  }
}
