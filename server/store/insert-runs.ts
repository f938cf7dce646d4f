import { CompiledQuery, type Kysely } from 'kysely'
import type { RunRow, RunTables } from './run-table.ts'

const COLUMNS = ['id', 'flow', 'client', 'state', 'problem', 'started_at', 'record', 'steps', 'steps_left_out'] as const satisfies (keyof RunRow)[]

/** Rows of one statement. A row of a statement of 64 costs half of what it costs alone. */
const SIZES = [64, 8, 1] as const

/** Writes rows in one transaction, so that they become durable together; a row of a known id replaces the earlier one. */
export type InsertRuns = (rows: readonly RunRow[]) => Promise<void>

/** Compiles the statements when they are first needed; building them anew for every write would cost as much as the write. */
export function prepareInsertRuns(database: Kysely<RunTables>): InsertRuns {
  const statements = new Map<number, string>()
  const statement = (size: number): string => {
    const known = statements.get(size)
    if (known !== undefined) return known
    const made = compileInsert(database, size)
    statements.set(size, made)
    return made
  }
  return async (rows) => {
    await database.transaction().execute(async (transaction) => {
      let from = 0
      while (from < rows.length) {
        const size = SIZES.find((each) => each <= rows.length - from) ?? 1
        const parameters = rows.slice(from, from + size).flatMap((row) => COLUMNS.map((column) => row[column]))
        await transaction.executeQuery(CompiledQuery.raw(statement(size), parameters))
        from += size
        // Other work of the process comes in between; a whole batch would hold it up for milliseconds.
        if (from < rows.length) await new Promise((resolve) => setImmediate(resolve))
      }
    })
  }
}

function compileInsert(database: Kysely<RunTables>, size: number): string {
  const row: RunRow = { id: '', flow: '', client: '', state: '', problem: '', started_at: '', record: '', steps: '', steps_left_out: 0 }
  const ordered = Object.fromEntries(COLUMNS.map((column) => [column, row[column]])) as unknown as RunRow
  return database
    .insertInto('run')
    .values(Array.from({ length: size }, () => ordered))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet(({ ref }) => ({
        state: ref('excluded.state'),
        problem: ref('excluded.problem'),
        record: ref('excluded.record'),
        steps: ref('excluded.steps'),
        steps_left_out: ref('excluded.steps_left_out'),
      })),
    )
    .compile().sql
}
