import type { Kysely } from 'kysely'

/** Runs a work whose writes are durable when it resolves. A work reads and compares before it writes; several at once do not disturb each other. */
export type Commit<Tables> = <T>(work: (database: Kysely<Tables>) => Promise<T>) => Promise<T>

interface Waiting<Tables> {
  work: (database: Kysely<Tables>) => Promise<unknown>
  resolve: (result: never) => void
  reject: (error: unknown) => void
}

/** Works in one transaction: more would keep the first of them waiting for long. */
const MOST_WORKS = 200

/**
 * Commits for a database that has one connection: works that come while others are written share the next transaction, and with it one fsync.
 * If the transaction fails, all its works fail.
 */
export function groupCommits<Tables>(database: Kysely<Tables>): Commit<Tables> {
  const waiting: Waiting<Tables>[] = []
  let writing = false
  const write = async (group: readonly Waiting<Tables>[]): Promise<void> => {
    try {
      const results: unknown[] = []
      await database.transaction().execute(async (transaction) => {
        for (const { work } of group) results.push(await work(transaction))
      })
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as never)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  const run = async (): Promise<void> => {
    // What else comes in this turn of the event loop is written along.
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) await write(waiting.splice(0, MOST_WORKS))
    writing = false
  }
  return (work) =>
    new Promise((resolve, reject) => {
      waiting.push({ work, resolve, reject })
      if (writing) return
      writing = true
      void run()
    })
}
