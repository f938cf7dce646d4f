import { Problem } from '../../model/problem.ts'
import type { JobDatabase } from './schema.ts'

interface Waiting {
  work: () => unknown
  bytes: number
  resolve: (result: never) => void
  reject: (problem: Problem) => void
}

export interface GroupCommitOptions {
  database: JobDatabase
  /** The last work of every transaction. What it gives back is called after the commit, and never if that fails. */
  last?: () => () => void
  /** Works that may wait where one more is offered, and how many bytes they may hold; any where it is left out. */
  most?: { works: number; bytes: number }
  /** Called after a transaction that failed as a whole. */
  failed?: (problem: Problem) => void
}

/** Works in one transaction: more would let the event loop stand still for long. */
const MOST_WORKS = 500
/** Seconds until a refused work makes sense again. */
const FULL_SECONDS = 2

/**
 * Gathers the writes of a turn of the event loop into one transaction, so that they share one fsync.
 * idle -(commit)-> gathering -(end of the turn)-> committing -> idle, or gathering again if more is waiting; closed in the end.
 */
export class GroupCommit {
  private readonly options: GroupCommitOptions
  private waiting: Waiting[] = []
  private waitingBytes = 0
  private scheduled = false
  private closed = false

  constructor(options: GroupCommitOptions) {
    this.options = options
  }

  /**
   * Runs a synchronous work within the next transaction; resolves to its result when that is durable. A work that throws a Problem must not have written
   * anything and fails alone; any other error rolls the transaction back, and all its works fail with `storage.failed`.
   */
  commit<T>(work: () => T): Promise<T> {
    return this.add(work, 0)
  }

  /** The same for a work that holds `bytes` in memory until it is durable: refused with `queue.full` where too much waits. */
  offer<T>(bytes: number, work: () => T): Promise<T> {
    const { most } = this.options
    if (!most || (this.waiting.length < most.works && this.waitingBytes + bytes <= most.bytes)) return this.add(work, bytes)
    return Promise.reject(new Problem('queue.full', 'Too many documents wait for the disk.', { retryAfter: FULL_SECONDS }))
  }

  private add<T>(work: () => T, bytes: number): Promise<T> {
    if (this.closed) return Promise.reject(new Problem('service.stopping', 'The engine has been stopped.'))
    return new Promise<T>((resolve, reject) => {
      this.waitingBytes += bytes
      this.waiting.push({ work, bytes, resolve, reject })
      this.schedule()
    })
  }

  /** Commits what is waiting; later works are refused. */
  close(): void {
    this.closed = true
    while (this.waiting.length > 0) this.run()
  }

  private schedule(): void {
    if (this.scheduled || this.waiting.length === 0) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.run()
      this.schedule()
    })
  }

  private run(): void {
    const group = this.waiting.splice(0, MOST_WORKS)
    for (const { bytes } of group) this.waitingBytes -= bytes
    if (group.length === 0) return
    for (const each of this.committed(group)) each()
  }

  /** What is to be called now that the transaction is over. */
  private committed(group: readonly Waiting[]): (() => void)[] {
    try {
      return this.transact(group)
    } catch (cause) {
      this.rollBack()
      const problem = new Problem('storage.failed', "The engine's database cannot be written.", { cause })
      return [
        () => this.options.failed?.(problem),
        ...group.map(
          ({ reject }) =>
            () =>
              reject(problem),
        ),
      ]
    }
  }

  /** What is to be called after the commit. */
  private transact(group: readonly Waiting[]): (() => void)[] {
    const { database, last } = this.options
    database.exec('BEGIN IMMEDIATE')
    const settle = group.map((waiting) => perform(waiting))
    const after = last?.()
    database.exec('COMMIT')
    return after ? [...settle, after] : settle
  }

  private rollBack(): void {
    try {
      if (this.options.database.inTransaction()) this.options.database.exec('ROLLBACK')
    } catch {
      // The transaction is gone in any case: the database has ended it by itself, or cannot be reached.
    }
  }
}

function perform({ work, resolve, reject }: Waiting): () => void {
  try {
    const result = work()
    return () => resolve(result as never)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return () => reject(error)
  }
}
