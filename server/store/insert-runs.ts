import { CompiledQuery, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { RunWrite } from './run-row.ts'
import type { RunMarkRow, RunRow, RunTables } from './run-table.ts'

/** What every write says. */
const REPLACED = ['state', 'problem', 'problem_at', 'record', 'stamp'] as const satisfies (keyof RunRow)[]
/** What a write may leave out. */
const KEPT = ['lane', 'steps', 'steps_left_out', 'effects', 'attempts'] as const satisfies (keyof RunRow)[]
const COLUMNS = ['id', 'flow', 'client', 'started_at', ...REPLACED, ...KEPT] as const satisfies (keyof RunRow)[]
const MARK_COLUMNS = ['run', 'kind', 'mark', 'started_at'] as const satisfies (keyof RunMarkRow)[]

/** Rows of one statement. A row of a statement of 64 costs half of what it costs alone. */
const SIZES = [64, 8, 1] as const

/** Writes runs in one transaction, so that they become durable together. A known run is changed: what is left out of it stays. */
export type InsertRuns = (writes: readonly RunWrite[]) => Promise<void>

/** Compiles the statements when they are first needed; building them anew for every write would cost as much as the write. */
export function prepareInsertRuns(database: Kysely<RunTables>): InsertRuns {
  const runs = prepareInsert<RunRow>(COLUMNS, (size) => compileRuns(database, size))
  const marks = prepareInsert<RunMarkRow>(MARK_COLUMNS, (size) => compileMarks(database, size))
  return async (writes) => {
    // In one order everywhere, so that two servers never wait for each other.
    const ordered = writes.toSorted((a, b) => (a.row.id < b.row.id ? -1 : 1))
    await database.transaction().execute(async (transaction) => {
      await runs(
        transaction,
        ordered.map(({ row }) => row),
      )
      await marks(
        transaction,
        ordered.flatMap((write) => write.marks),
      )
    })
  }
}

type Insert<Row> = (transaction: Transaction<RunTables>, rows: readonly Row[]) => Promise<void>

function prepareInsert<Row>(columns: readonly (keyof Row)[], compile: (size: number) => string): Insert<Row> {
  const statements = new Map<number, string>()
  const statement = (size: number): string => {
    const known = statements.get(size)
    if (known !== undefined) return known
    const made = compile(size)
    statements.set(size, made)
    return made
  }
  return async (transaction, rows) => {
    let from = 0
    while (from < rows.length) {
      const size = SIZES.find((each) => each <= rows.length - from) ?? 1
      const parameters = rows.slice(from, from + size).flatMap((row) => columns.map((column) => row[column]))
      await transaction.executeQuery(CompiledQuery.raw(statement(size), parameters))
      from += size
      // Other work of the process comes in between; a whole batch would hold it up for milliseconds.
      if (from < rows.length) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** An earlier write that arrives later, from another process, only fills what is empty. */
function compileRuns(database: Kysely<RunTables>, size: number): string {
  const row = Object.fromEntries(COLUMNS.map((column) => [column, ''])) as unknown as RunRow
  return database
    .insertInto('run')
    .values(Array.from({ length: size }, () => row))
    .onConflict((conflict) => conflict.column('id').doUpdateSet(Object.fromEntries([...REPLACED.map(laterOf), ...KEPT.map(laterFilled)])))
    .compile().sql
}

const isLater = sql<boolean>`excluded.stamp >= run.stamp`
const pair = (column: string) => ({ offered: sql.ref(`excluded.${column}`), stored: sql.ref(`run.${column}`) })

function laterOf(column: string): [string, RawBuilder<never>] {
  const { offered, stored } = pair(column)
  return [column, sql<never>`case when ${isLater} then ${offered} else ${stored} end`]
}

function laterFilled(column: string): [string, RawBuilder<never>] {
  const { offered, stored } = pair(column)
  return [column, sql<never>`case when ${isLater} then coalesce(${offered}, ${stored}) else coalesce(${stored}, ${offered}) end`]
}

function compileMarks(database: Kysely<RunTables>, size: number): string {
  const row = Object.fromEntries(MARK_COLUMNS.map((column) => [column, ''])) as unknown as RunMarkRow
  return database
    .insertInto('run_mark')
    .values(Array.from({ length: size }, () => row))
    .onConflict((conflict) => conflict.doNothing())
    .compile().sql
}
