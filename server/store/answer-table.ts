import { type Kysely, type Migration } from 'kysely'
import type { TableTypes } from './table-types.ts'

/** A first answer, or a request that is at work on it. */
export interface AnswerRow {
  id: string
  tag: string
  /** `open`: it got no answer that counts. `crashed`: nor is it known what it has done. */
  state: 'running' | 'open' | 'crashed' | 'done'
  /** The process start that is at work on it. */
  process: string
  expires_at: number
  /** The data key of the answer, sealed by the workspace key. */
  sealed_key: Uint8Array | null
  /** Status and body, sealed under the data key. */
  sealed: Uint8Array | null
}

export interface AnswerTables {
  answer: AnswerRow
}

export async function createAnswerTable(database: Kysely<unknown>, { bytes }: TableTypes): Promise<void> {
  await database.schema
    .createTable('answer')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tag', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('process', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('sealed_key', bytes)
    .addColumn('sealed', bytes)
    .execute()
  await database.schema.createIndex('answer_by_expiry').ifNotExists().on('answer').column('expires_at').execute()
}

export const answerMigrations = (types: TableTypes): Record<string, Migration> => ({ '001-answers': { up: (database) => createAnswerTable(database, types) } })
