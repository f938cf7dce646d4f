import { type Kysely, type Migration, sql } from 'kysely'
import { type AuditRow, createAudit } from './audit-table.ts'
import { createFills, type FillRow } from './fill-table.ts'
import type { TableTypes } from './table-types.ts'

/** One run. `record`, `steps`, `effects` and `attempts` are JSON; the other columns are what runs are found by. Empty is what was never recorded. */
export interface RunRow {
  id: string
  flow: string
  client: string
  state: string
  problem: string | null
  /** Place of the problem. */
  problem_at: string | null
  lane: string | null
  /** When it was started or accepted, milliseconds since 1970; stays as it was recorded first. */
  started_at: number
  record: string
  steps: string | null
  steps_left_out: number | null
  effects: string | null
  attempts: string | null
  /** Of two writes of a run the one with the greater stamp is the later one; with the same, the one that arrives later. */
  stamp: number
}

/** What a run is found by besides its columns: a keyed hash of a business key, or the id of a connection. */
export interface RunMarkRow {
  run: string
  kind: 'key' | 'connection'
  mark: string
  started_at: number
}

export interface RunTables {
  run: RunRow
  run_mark: RunMarkRow
  fill: FillRow
  audit: AuditRow
}

/** Runs of the other states are few, so that indexes over them cost little. Written into statements as it is: a partial index is chosen by its text. */
export const USUAL_STATE = 'succeeded'
export const isUnusual = sql<boolean>`state <> 'succeeded'`

async function createRunTable(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('run')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('flow', 'text', (column) => column.notNull())
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('problem_at', 'text')
    .addColumn('lane', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addColumn('steps', 'text')
    .addColumn('steps_left_out', 'integer')
    .addColumn('effects', 'text')
    .addColumn('attempts', 'text')
    .execute()
}

const ALL_BY = { time: [], flow: ['flow'], client: ['client'] }
const UNUSUAL_BY = { state: ['state'], flow_state: ['flow', 'state'], client_state: ['client', 'state'] }
const TROUBLED_BY = { problem: ['problem'], place: ['problem_at'] }
const GROUPED = ['flow', 'problem', 'problem_at', 'state', 'client', 'lane', 'started_at']

async function createRunIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: readonly string[]) =>
    database.schema
      .createIndex(`run_by_${name}`)
      .on('run')
      .columns([...columns])
  for (const [name, columns] of Object.entries(ALL_BY)) await index(name, [...columns, 'started_at']).execute()
  for (const [name, columns] of Object.entries(UNUSUAL_BY))
    await index(name, [...columns, 'started_at'])
      .where(isUnusual)
      .execute()
  for (const [name, columns] of Object.entries(TROUBLED_BY))
    await index(name, [...columns, 'started_at'])
      .where(sql.ref(columns[0]!), 'is not', null)
      .execute()
  await index('lane', ['lane', 'started_at']).where(sql.ref('lane'), 'is not', null).execute()
  await index('group', GROUPED).where(sql.ref('problem'), 'is not', null).execute()
}

async function createMarks(database: Kysely<unknown>, { withoutRowid }: TableTypes): Promise<void> {
  const table = database.schema
    .createTable('run_mark')
    .addColumn('run', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('mark', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('run_mark_key', ['run', 'kind', 'mark'])
  await (withoutRowid ? table.modifyEnd(sql`without rowid`) : table).execute()
  await database.schema.createIndex('run_mark_by_mark').on('run_mark').columns(['kind', 'mark', 'started_at']).execute()
}

/** Runs with their marks, where there were none before. */
export async function createRuns(database: Kysely<unknown>, types: TableTypes): Promise<void> {
  await createRunTable(database)
  await createRunIndexes(database)
  await createMarks(database, types)
}

/** Runs can be written by several processes. */
export const addStamp: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .alterTable('run')
      .addColumn('stamp', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute()
  },
}

/** Runs as they were before there were accepted documents; only SQLite files hold such a table. */
const createFirstRuns: Migration = {
  async up(database: Kysely<unknown>) {
    await sql`create table run (id text primary key, flow text not null, client text not null, state text not null, problem text, started_at text not null,
      record text not null, steps text not null, steps_left_out integer not null)`.execute(database)
  },
}

/** Brings the first table of runs to the shape of now. May be repeated: a crash between it and the note that it was done does no harm. */
async function widenRuns(database: Kysely<unknown>, types: TableTypes): Promise<void> {
  const wide = await sql`select 1 from pragma_table_info('run') where name = 'effects'`.execute(database)
  if (wide.rows.length > 0) return
  await database.transaction().execute(async (transaction) => {
    await sql`alter table run rename to first_run`.execute(transaction)
    await createRunTable(transaction)
    await sql`insert into run (id, flow, client, state, problem, problem_at, started_at, record, steps, steps_left_out)
      select id, flow, client, state, problem, json_extract(record, '$.problem.at'),
        cast(strftime('%s', started_at) as integer) * 1000 + cast(substr(started_at, 21, 3) as integer), record, steps, steps_left_out
      from first_run`.execute(transaction)
    await sql`drop table first_run`.execute(transaction)
    await createRunIndexes(transaction)
    await createMarks(transaction, types)
  })
}

/** For a database that may hold the first table of runs. */
export const sqliteRunMigrations = (types: TableTypes): Record<string, Migration> => ({
  '001-runs': createFirstRuns,
  '002-fills': createFills,
  '003-accepted-runs': { up: (database) => widenRuns(database, types) },
  '004-audit': { up: (database) => createAudit(database, types) },
  '005-stamps': addStamp,
})
