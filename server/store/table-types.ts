import { type ColumnDefinitionBuilder, type CreateTableBuilder, type RawBuilder, sql } from 'kysely'

/** What differs between the databases when tables are made. */
export interface TableTypes {
  /** Bytes. */
  readonly bytes: 'blob' | 'bytea'
  /** Text that is ordered by its bytes. */
  readonly bytewise: 'text' | RawBuilder<unknown>
  /** SQLite can keep a table in its primary key. */
  readonly withoutRowid: boolean
  /** Adds a primary key that counts upwards. */
  addCounter<Table extends string, Column extends string>(table: CreateTableBuilder<Table, Column>, name: Column): CreateTableBuilder<Table, Column>
}

const counting = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.primaryKey().autoIncrement()

export const SQLITE_TYPES: TableTypes = {
  bytes: 'blob',
  bytewise: 'text',
  withoutRowid: true,
  addCounter: (table, name) => table.addColumn(name, 'integer', counting),
}

export const POSTGRES_TYPES: TableTypes = {
  bytes: 'bytea',
  bytewise: sql`text collate "C"`,
  withoutRowid: false,
  addCounter: (table, name) => table.addColumn(name, 'bigserial', (column) => column.primaryKey()),
}
