import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import { type RunDetail, type RunFilter, RunRecord, StepRecord } from '../model/run.ts'
import type { Runs } from './contract.ts'
import { type InsertRuns, prepareInsertRuns } from './insert-runs.ts'
import { pruneRuns, type Retention } from './run-retention.ts'
import { type RunRow, type RunTables, toRow } from './run-table.ts'
import { assertStorable } from './storable.ts'

export interface RunRecordsOptions {
  database: Kysely<RunTables>
  now: () => number
  retention?: Retention
  /** Told when run records could not be written; they are tried again with the next ones. */
  failed?: (problem: Problem) => void
}

/** Milliseconds that a record waits at most for others to be written with. */
const FLUSH_AFTER = 250
const FLUSH_ROWS = 1_000
/** What is kept in memory while the database cannot be written; above it the oldest records are given up. */
const MOST_WAITING = 20_000
/** Runs between two looks for old ones. */
const PRUNE_EVERY = 1_000

/** Stores run records. Throws `storage.forbidden` if their schemas ever gain a personal field. */
export function openRuns(options: RunRecordsOptions): Runs & { close(): Promise<void> } {
  assertStorable(RunRecord, 'run record')
  assertStorable(StepRecord, 'step record')
  return new RunRecords(options)
}

/** idle -(record)-> gathering -(time, rows or flush)-> writing -> idle, or gathering again if more came meanwhile. One write at a time. */
class RunRecords implements Runs {
  private readonly options: RunRecordsOptions
  private readonly insert: InsertRuns
  private waiting = new Map<string, RunRow>()
  private timer: NodeJS.Timeout | undefined
  private writing: Promise<void> = Promise.resolve()
  private sincePruned = PRUNE_EVERY

  constructor(options: RunRecordsOptions) {
    this.options = options
    this.insert = prepareInsertRuns(options.database)
  }

  record(run: RunRecord, steps: readonly StepRecord[], stepsLeftOut: number): void {
    this.waiting.set(run.id, toRow(run, steps, stepsLeftOut))
    if (this.waiting.size > MOST_WAITING) this.waiting.delete(this.waiting.keys().next().value!)
    if (this.waiting.size === FLUSH_ROWS) this.flushSoon(0)
    else this.flushSoon(FLUSH_AFTER)
  }

  async list({ flow, client, state, problem, before, limit }: RunFilter): Promise<RunRecord[]> {
    await this.flushIfPossible()
    let query = this.options.database.selectFrom('run').select('record').orderBy('id', 'desc').limit(limit)
    for (const [column, value] of Object.entries({ flow, client, state, problem })) {
      if (value !== undefined) query = query.where(column as 'flow', '=', value)
    }
    if (before !== undefined) query = query.where('id', '<', before)
    const rows = await query.execute()
    return rows.map((row) => JSON.parse(row.record) as RunRecord)
  }

  async get(id: string): Promise<RunDetail | undefined> {
    await this.flushIfPossible()
    const row = await this.options.database.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
    return row && { run: JSON.parse(row.record) as RunRecord, steps: JSON.parse(row.steps) as StepRecord[], stepsLeftOut: row.steps_left_out }
  }

  async counts(): Promise<Record<string, number>> {
    await this.flushIfPossible()
    const rows = await this.options.database
      .selectFrom('run')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute()
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
  }

  /** Resolves when all records so far are durable. Throws `storage.failed`. */
  flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const write = this.writing.then(() => this.write())
    this.writing = write.catch(() => undefined)
    return write
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      clearTimeout(this.timer)
      await this.options.database.destroy()
    }
  }

  private flushSoon(afterMs: number): void {
    if (this.timer && afterMs > 0) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flushIfPossible(), afterMs)
  }

  /** Older records can be read even where new ones cannot be written. */
  private async flushIfPossible(): Promise<void> {
    await this.flush().catch((problem: Problem) => this.options.failed?.(problem))
  }

  private async write(): Promise<void> {
    const { database, now, retention } = this.options
    const rows = [...this.waiting.values()]
    try {
      for (let from = 0; from < rows.length; from += FLUSH_ROWS) await this.writeSome(rows.slice(from, from + FLUSH_ROWS))
      this.sincePruned += rows.length
      if (this.sincePruned < PRUNE_EVERY) return
      this.sincePruned = 0
      await pruneRuns(database, now(), retention)
    } catch (cause) {
      throw new Problem('storage.failed', 'Run records cannot be written.', { cause })
    }
  }

  private async writeSome(rows: readonly RunRow[]): Promise<void> {
    await this.insert(rows)
    // A record that was replaced meanwhile is not written yet.
    for (const row of rows) if (this.waiting.get(row.id) === row) this.waiting.delete(row.id)
  }
}
