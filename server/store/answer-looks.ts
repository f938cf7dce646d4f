import type { AnswerRow, AnswerTables } from './answer-table.ts'
import type { Commit } from './commit.ts'

/** What a look shows of an entry. */
export type AnswerLook = Pick<AnswerRow, 'id' | 'tag' | 'state' | 'process' | 'expires_at'>

interface Waiting {
  id: string
  resolve(found: AnswerLook | undefined): void
  reject(error: unknown): void
}

/** Ids in one query. */
const MOST = 200

/** Looks for entries; those of one turn of the event loop share a query, since every accepted document with an idempotency key asks. */
export function answerLooks(commit: Commit<AnswerTables>): (id: string) => Promise<AnswerLook | undefined> {
  const waiting: Waiting[] = []
  const look = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const ids = group.map(({ id }) => id)
      const rows = await commit((database) =>
        database.selectFrom('answer').select(['id', 'tag', 'state', 'process', 'expires_at']).where('id', 'in', ids).execute(),
      )
      const found = new Map(rows.map((row) => [row.id, row]))
      for (const { id, resolve } of group) resolve(found.get(id))
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
  const lookAll = (): void => {
    while (waiting.length > 0) void look(waiting.splice(0, MOST))
  }
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(lookAll)
      waiting.push({ id, resolve, reject })
    })
}
