import type { ColumnDefinitionBuilder, CreateTableBuilder } from 'kysely'

/** What differs between the databases when tables are made. */
export interface TableTypes {
  /** Bytes. */
  readonly bytes: 'blob' | 'bytea'
  /** SQLite can keep a table in its primary key. */
  readonly withoutRowid: boolean
  /** Adds a primary key that counts upwards. */
  addCounter<Table extends string, Column extends string>(table: CreateTableBuilder<Table, Column>, name: Column): CreateTableBuilder<Table, Column>
}

const counting = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.primaryKey().autoIncrement()

export const SQLITE_TYPES: TableTypes = {
  bytes: 'blob',
  withoutRowid: true,
  addCounter: (table, name) => table.addColumn(name, 'integer', counting),
}

export const POSTGRES_TYPES: TableTypes = {
  bytes: 'bytea',
  withoutRowid: false,
  addCounter: (table, name) => table.addColumn(name, 'bigserial', (column) => column.primaryKey()),
}
