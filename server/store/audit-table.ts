import type { Generated, Kysely } from 'kysely'
import type { TableTypes } from './table-types.ts'

/** One entry of the audit; `entry` is JSON. */
export interface AuditRow {
  seq: Generated<number>
  subject: string
  entry: string
}

export async function createAudit(database: Kysely<unknown>, types: TableTypes): Promise<void> {
  await types
    .addCounter(database.schema.createTable('audit').ifNotExists(), 'seq')
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .execute()
  await database.schema.createIndex('audit_by_subject').ifNotExists().on('audit').columns(['subject', 'seq']).execute()
}
