import { type Generated, type Kysely, type Migration, sql } from 'kysely'
import { type AnswerTables, createAnswerTable } from '../answer-table.ts'
import { createAudit } from '../audit-table.ts'
import type { BusinessTables } from '../business-database.ts'
import { createDocumentTable } from '../document-table.ts'
import { createFills } from '../fill-table.ts'
import { createReferences } from '../reference-table.ts'
import { addStamp, createRuns, type RunTables } from '../run-table.ts'
import { POSTGRES_TYPES } from '../table-types.ts'

/** A document. `stamp` is another one after every write, also where a document was deleted and made anew. */
export interface DocumentRow {
  collection: string
  id: string
  revision: number
  value: unknown
  stamp: number
}

export interface SessionRow {
  token_hash: string
  user_name: string
  ends_at: number
  used_at: number
}

/** One start of a process, and when it last said that it is there, by the clock of the database. */
export interface ProcessRow {
  id: string
  seen_at: Generated<Date>
}

/** What the workspace key is checked by. */
export interface WorkspaceRow {
  name: string
  value: Uint8Array
}

export type PostgresTables = RunTables &
  AnswerTables &
  BusinessTables & { document: DocumentRow; session: SessionRow; process: ProcessRow; workspace: WorkspaceRow }

/** Values are kept as `json`, not as `jsonb`: that would change the order of keys, which expressions with wildcards see, and refuse texts with a NUL. */
async function createDocuments(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence document_stamp`.execute(database)
  await database.schema
    .createTable('document')
    .addColumn('collection', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('value', 'json', (column) => column.notNull())
    .addColumn('stamp', 'bigint', (column) => column.notNull().defaultTo(sql`nextval('document_stamp')`))
    .addPrimaryKeyConstraint('document_key', ['collection', 'id'])
    .execute()
}

async function createSessions(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('session')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .execute()
  await database.schema.createIndex('session_by_user').on('session').column('user_name').execute()
}

async function createProcesses(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('process')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .execute()
  await database.schema
    .createTable('workspace')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bytea', (column) => column.notNull())
    .execute()
}

export const POSTGRES_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-documents': { up: createDocuments },
  '002-sessions': { up: createSessions },
  '003-processes': { up: createProcesses },
  '004-runs': { up: (database) => createRuns(database, POSTGRES_TYPES) },
  '005-fills': createFills,
  '006-audit': { up: (database) => createAudit(database, POSTGRES_TYPES) },
  '007-answers': { up: (database) => createAnswerTable(database, POSTGRES_TYPES) },
  '008-stamps': addStamp,
  '009-references': { up: (database) => createReferences(database, POSTGRES_TYPES) },
  '010-document-headers': { up: (database) => createDocumentTable(database, POSTGRES_TYPES) },
}
