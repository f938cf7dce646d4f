import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import { type RunCriteria, RunDetail, type RunGroup, type RunRecord } from '../model/run.ts'
import type { RunEntry, RunQuery, Runs } from './contract.ts'
import { countRuns, countRunsBy, groupRuns, listRuns } from './find-runs.ts'
import { type InsertRuns, prepareInsertRuns } from './insert-runs.ts'
import { pruneRuns, type Retention } from './run-retention.ts'
import { mergeWrites, type RunWrite, toWrite } from './run-row.ts'
import type { RunTables } from './run-table.ts'
import { assertStorable } from './storable.ts'
import { orStorageProblem } from './storage-problem.ts'
import type { InTurn } from './take-turns.ts'

export interface RunRecordsOptions {
  database: Kysely<RunTables>
  now: () => number
  retention?: Retention
  /** Orders the writes of several processes, in microseconds; left out: there is one process, whose writes arrive in their order. */
  stamp?: () => number
  /** Old records are removed by one of several processes at a time; left out: there is one process. */
  inTurn?: InTurn
  /** Milliseconds that a record waits at most for others to be written with; left out: 250. */
  flushAfterMs?: number
  /** Told when run records could not be written; they are tried again with the next ones. */
  failed?: (problem: Problem) => void
}

const FLUSH_AFTER = 250
const FLUSH_ROWS = 1_000
/** What is kept in memory while the database cannot be written; above it the oldest records are given up. */
const MOST_WAITING = 20_000
/** Runs between two looks for old ones. */
const PRUNE_EVERY = 1_000

/** No text in the tables has this character, and PostgreSQL refuses to look for it. */
const isUnfindable = (query: object): boolean => Object.values(query).some((value) => typeof value === 'string' && value.includes('\0'))

const atOnce: InTurn = (_key, work) => work()

/** Stores run records. Throws `storage.forbidden` if their schemas ever gain a personal field. */
export function openRuns(options: RunRecordsOptions): Runs & { close(): Promise<void> } {
  assertStorable(RunDetail, 'run record')
  return new RunRecords(options)
}

/** idle -(record)-> gathering -(time, rows or flush)-> writing -> idle, or gathering again if more came meanwhile. One write at a time. */
class RunRecords implements Runs {
  private readonly options: RunRecordsOptions
  private readonly insert: InsertRuns
  private waiting = new Map<string, RunWrite>()
  private timer: NodeJS.Timeout | undefined
  private writing: Promise<void> = Promise.resolve()
  private sincePruned = PRUNE_EVERY

  constructor(options: RunRecordsOptions) {
    this.options = options
    this.insert = prepareInsertRuns(options.database)
  }

  record(entry: RunEntry): void {
    const { id } = entry.run
    const earlier = this.waiting.get(id)
    const write = toWrite(entry, this.options.stamp ? Math.round(this.options.stamp() - (entry.ago ?? 0) * 1_000) : 0)
    this.waiting.set(id, earlier ? mergeWrites(earlier, write) : write)
    if (this.waiting.size > MOST_WAITING) this.waiting.delete(this.waiting.keys().next().value!)
    if (this.waiting.size === FLUSH_ROWS) this.flushSoon(0)
    else this.flushSoon(this.options.flushAfterMs ?? FLUSH_AFTER)
  }

  async list(query: RunQuery): Promise<RunRecord[]> {
    if (isUnfindable(query)) return []
    await this.flushIfPossible()
    return this.read((database) => listRuns(database, query))
  }

  async groups(query: RunQuery<RunCriteria>): Promise<RunGroup[]> {
    if (isUnfindable(query)) return []
    await this.flushIfPossible()
    return this.read((database) => groupRuns(database, query))
  }

  async get(id: string): Promise<RunDetail | undefined> {
    if (isUnfindable({ id })) return undefined
    await this.flushIfPossible()
    const row = await this.read((database) => database.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst())
    if (!row) return undefined
    const list = (json: string | null): never[] => (json === null ? [] : (JSON.parse(json) as never[]))
    const run = JSON.parse(row.record) as RunRecord
    return { run, steps: list(row.steps), stepsLeftOut: row.steps_left_out ?? 0, effects: list(row.effects), attempts: list(row.attempts) }
  }

  async counts(): Promise<Record<string, number>> {
    await this.flushIfPossible()
    return this.read(countRuns)
  }

  async countsBy(...[by, states]: Parameters<Runs['countsBy']>): Promise<ReadonlyMap<string, number>> {
    await this.flushIfPossible()
    return this.read((database) => countRunsBy(database, by, states))
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

  private read<T>(work: (database: Kysely<RunTables>) => Promise<T>): Promise<T> {
    return orStorageProblem('Run records cannot be read.', () => work(this.options.database))
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
    const { database, now, retention, inTurn = atOnce } = this.options
    const writes = [...this.waiting.values()]
    try {
      for (let from = 0; from < writes.length; from += FLUSH_ROWS) await this.writeSome(writes.slice(from, from + FLUSH_ROWS))
      this.sincePruned += writes.length
      if (this.sincePruned < PRUNE_EVERY) return
      this.sincePruned = 0
      await inTurn('old runs', () => pruneRuns(database, now(), retention))
    } catch (cause) {
      throw new Problem('storage.failed', 'Run records cannot be written.', { cause })
    }
  }

  private async writeSome(writes: readonly RunWrite[]): Promise<void> {
    await this.insert(writes)
    // A record that was changed meanwhile is not written yet.
    for (const write of writes) if (this.waiting.get(write.row.id) === write) this.waiting.delete(write.row.id)
  }
}
