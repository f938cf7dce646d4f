import { Problem } from '../../model/problem.ts'
import type { JobDatabase } from './database.ts'
import { JobTx } from './job-tx.ts'

interface Waiting<W> {
  work: W
  bytes: number
  resolve: (result: never) => void
  reject: (error: unknown) => void
}

export interface WritesOptions<W> {
  /** Writes a group within one transaction, and gives back a result or a problem for each work. */
  write: (group: readonly W[]) => Promise<readonly unknown[]>
  /** Works that may wait with `offer`, and how many bytes they may hold. */
  most: { works: number; bytes: number }
}

/** Works in one transaction. */
const MOST_WORKS = 200
/** Seconds until a refused work makes sense again. */
const FULL_SECONDS = 2

/**
 * Gathers the works that come while a transaction is under way into the next one, so that they share one commit, in the order in which they came.
 * idle -(commit)-> writing -> idle, or writing again if more is waiting; closed in the end.
 */
export class Writes<W> {
  private readonly options: WritesOptions<W>
  private waiting: Waiting<W>[] = []
  private bytes = 0
  private writing: Promise<void> | undefined
  private closed = false

  constructor(options: WritesOptions<W>) {
    this.options = options
  }

  /** Resolves to what the work gave when that is durable. Works of a group that fails as a whole fail with `storage.failed`. */
  commit<T>(work: W, bytes = 0): Promise<T> {
    if (this.closed) return Promise.reject(new Problem('service.stopping', 'The engine has been stopped.'))
    return new Promise<T>((resolve, reject) => {
      this.bytes += bytes
      this.waiting.push({ work, bytes, resolve, reject })
      this.writing ??= this.writeAll()
    })
  }

  /** The same for a work that holds `bytes` in memory until it is durable: refused with `queue.full` where too much waits. */
  offer<T>(work: W, bytes: number): Promise<T> {
    const { most } = this.options
    if (this.waiting.length < most.works && this.bytes + bytes <= most.bytes) return this.commit(work, bytes)
    return Promise.reject(new Problem('queue.full', 'Too many documents wait for the database.', { retryAfter: FULL_SECONDS }))
  }

  /** Writes what is waiting; later works are refused. */
  async close(): Promise<void> {
    this.closed = true
    await this.writing
  }

  private async writeAll(): Promise<void> {
    // What comes in the same turn of the event loop belongs to the first group.
    await Promise.resolve()
    while (this.waiting.length > 0) await this.writeGroup(this.waiting.splice(0, MOST_WORKS))
    this.writing = undefined
  }

  private async writeGroup(group: readonly Waiting<W>[]): Promise<void> {
    try {
      const results = await this.options.write(group.map(({ work }) => work))
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index]
        if (result instanceof Problem) reject(result)
        else resolve(result as never)
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    } finally {
      for (const { bytes } of group) this.bytes -= bytes
    }
  }
}

/** A change of the jobs of a lane. One that throws a Problem must not have written anything, and fails alone. */
export interface LaneWork {
  lane: string
  run: (tx: JobTx) => Promise<unknown>
}

export interface LaneWriter {
  database: JobDatabase
  now: () => number
  /** Told when a transaction is durable. */
  committed: (tx: JobTx) => void
}

/** One transaction on lanes that nobody else writes meanwhile. The locks are taken in one order everywhere, so that nobody waits in a circle. */
export async function writeLanes<T>({ database, now, committed }: LaneWriter, lanes: readonly string[], work: (tx: JobTx) => Promise<T>): Promise<T> {
  let done: JobTx | undefined
  const result = await database.transact(async (sql) => {
    const keys = 'SELECT DISTINCT hashtextextended(lane, 0) AS key FROM unnest($1::text[]) AS lane ORDER BY key'
    await sql.query(`SELECT pg_advisory_xact_lock(key) FROM (${keys}) AS keys`, [[...lanes]])
    done = new JobTx(sql, now())
    return work(done)
  })
  committed(done!)
  return result
}

/** Transactions at a time: the works of one transaction go to the database one after the other. */
const SHARDS = 3

/** Gathers changes of lanes into transactions; those of one lane stay in their order. */
export class LaneWrites {
  private readonly shards: readonly Writes<LaneWork>[]

  constructor(writer: LaneWriter, most: WritesOptions<LaneWork>['most']) {
    const write = (group: readonly LaneWork[]): Promise<unknown[]> => writeWorks(writer, group)
    this.shards = Array.from({ length: SHARDS }, () => new Writes({ write, most }))
  }

  commit<T>(work: LaneWork): Promise<T> {
    const sum = [...work.lane].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)!) % 65_521, 0)
    return this.shards[sum % SHARDS]!.commit(work)
  }

  async close(): Promise<void> {
    await Promise.all(this.shards.map((shard) => shard.close()))
  }
}

function writeWorks(writer: LaneWriter, group: readonly LaneWork[]): Promise<unknown[]> {
  return writeLanes(writer, [...new Set(group.map(({ lane }) => lane))], async (tx) => {
    const results: unknown[] = []
    for (const { run } of group) results.push(await run(tx).catch(problemOf))
    return results
  })
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}
