import { type Kysely, sql } from 'kysely'
import type { TableTypes } from './table-types.ts'

/** Header of a document that was handed over. `record` is JSON; the other columns are what documents are found and counted by. */
export interface DocumentHeaderRow {
  id: string
  client: string
  kind: string
  channel: string
  number: string
  /** The customer in the CRM. */
  customer: string | null
  anonymous_reason: string | null
  /** `2026-11`. */
  month: string
  /** Milliseconds since 1970. */
  created_at: number
  record: string
}

const INDEXES = {
  document_by_time: ['client', 'created_at'],
  document_by_number: ['client', 'number', 'created_at'],
  document_by_month: ['client', 'month', 'channel', 'kind'],
}

export async function createDocumentTable(database: Kysely<unknown>, { withoutRowid }: TableTypes): Promise<void> {
  const table = database.schema
    .createTable('document_header')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('number', 'text', (column) => column.notNull())
    .addColumn('customer', 'text')
    .addColumn('anonymous_reason', 'text')
    .addColumn('month', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
  await (withoutRowid ? table.modifyEnd(sql`without rowid`) : table).execute()
  const index = (name: string, columns: readonly string[]) =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on('document_header')
      .columns([...columns])
  for (const [name, columns] of Object.entries(INDEXES)) await index(name, columns).execute()
  await index('document_by_customer', ['client', 'customer', 'created_at']).where(sql.ref('customer'), 'is not', null).execute()
  await index('document_anonymous', ['client', 'created_at'])
    .where(sql<boolean>`customer is null`)
    .execute()
}
