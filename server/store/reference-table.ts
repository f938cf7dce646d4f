import { type Kysely, sql } from 'kysely'
import type { Erasure, ReferenceRecord } from '../model/crosswalk.ts'
import type { TableTypes } from './table-types.ts'

/** One reference of a client. Times are milliseconds since 1970. */
export interface ReferenceRow {
  client: string
  ref: string
  link_id: string
  status: 'active' | 'deleted' | 'merged'
  merged_into: string | null
  version_token: string | null
  first_seen: number
  last_seen: number
}

/** A copy that must go because its customer was deleted. */
export interface ErasureRow {
  client: string
  ref: string
  link_id: string
  since: number
  done_at: number | null
  done_by: string | null
}

/** References of a system stand together: they are ordered by their bytes. */
async function createReferenceTable(database: Kysely<unknown>, { bytewise, withoutRowid }: TableTypes): Promise<void> {
  const table = database.schema
    .createTable('reference')
    .ifNotExists()
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('ref', bytewise, (column) => column.notNull())
    .addColumn('link_id', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('merged_into', 'text')
    .addColumn('version_token', 'text')
    .addColumn('first_seen', 'bigint', (column) => column.notNull())
    .addColumn('last_seen', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('reference_key', ['client', 'ref'])
  await (withoutRowid ? table.modifyEnd(sql`without rowid`) : table).execute()
  // Both databases would look through all references of a client instead: SQLite where the client is in the index as well, PostgreSQL where it is not.
  const columns = withoutRowid ? ['link_id'] : ['link_id', 'client']
  await database.schema.createIndex('reference_by_link').ifNotExists().on('reference').columns(columns).execute()
}

async function createErasures(database: Kysely<unknown>, { bytewise }: TableTypes): Promise<void> {
  await database.schema
    .createTable('erasure')
    .ifNotExists()
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('ref', bytewise, (column) => column.notNull())
    .addColumn('link_id', 'text', (column) => column.notNull())
    .addColumn('since', 'bigint', (column) => column.notNull())
    .addColumn('done_at', 'bigint')
    .addColumn('done_by', 'text')
    .addPrimaryKeyConstraint('erasure_key', ['client', 'ref'])
    .execute()
}

export async function createReferences(database: Kysely<unknown>, types: TableTypes): Promise<void> {
  await createReferenceTable(database, types)
  await createErasures(database, types)
}

const instant = (at: number): string => new Date(at).toISOString()

export const toReference = (row: ReferenceRow): ReferenceRecord => ({
  client: row.client,
  ref: row.ref,
  linkId: row.link_id,
  status: row.status,
  mergedInto: row.merged_into,
  versionToken: row.version_token,
  firstSeen: instant(row.first_seen),
  lastSeen: instant(row.last_seen),
})

export const toErasure = (row: ErasureRow): Erasure => ({
  client: row.client,
  ref: row.ref,
  linkId: row.link_id,
  since: instant(row.since),
  doneAt: row.done_at === null ? null : instant(row.done_at),
  doneBy: row.done_by,
})
