import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import type { BusinessDatabase, BusinessTables } from './business-database.ts'
import type { SeenReference } from './business-tables.ts'
import type { ReferenceRow } from './reference-table.ts'

/** Rows of one statement. */
const STATEMENT_ROWS = 100
/** Rows of one transaction; as many waiting are written at once. */
const FLUSH_ROWS = 1_000
/** What is kept in memory while the database cannot be written; above it the oldest are given up: they are noted when they are seen again. */
const MOST_WAITING = 20_000

export type SeenReferencesOptions = Pick<BusinessDatabase, 'commit' | 'flushAfterMs' | 'failed'>

/**
 * References that were seen and are not written yet: reading a customer must not wait for a disk.
 * idle -(add)-> gathering -(time, rows or flush)-> writing -> idle, or gathering again if more came meanwhile. One write at a time.
 */
export class SeenReferences {
  private readonly options: SeenReferencesOptions
  private readonly waiting = new Map<string, SeenReference>()
  private timer: NodeJS.Timeout | undefined
  private writing: Promise<void> = Promise.resolve()

  constructor(options: SeenReferencesOptions) {
    this.options = options
  }

  add(references: readonly SeenReference[]): void {
    for (const seen of references) {
      // No system has such an id: PostgreSQL keeps no text with a NUL, and the others of the same statement would be lost with it.
      if (seen.ref.includes('\0')) continue
      const key = keyOf(seen.client, seen.ref)
      const earlier = this.waiting.get(key)
      this.waiting.set(key, earlier ? { ...earlier, versionToken: seen.versionToken ?? earlier.versionToken, at: Math.max(seen.at, earlier.at) } : seen)
      if (this.waiting.size > MOST_WAITING) this.waiting.delete(this.waiting.keys().next().value!)
    }
    if (this.waiting.size > 0) this.flushSoon(this.waiting.size >= FLUSH_ROWS ? 0 : this.options.flushAfterMs)
  }

  /** The row as it will be once everything is written. */
  over(row: ReferenceRow | undefined, at: { client: string; ref: string }): ReferenceRow | undefined {
    const seen = this.waiting.get(keyOf(at.client, at.ref))
    if (!seen) return row
    if (!row) return rowOf(seen)
    return { ...row, version_token: tokenOf(seen) ?? row.version_token, last_seen: Math.max(row.last_seen, seen.at) }
  }

  /** Resolves when everything that was seen so far is durable. Throws `storage.failed`. */
  async flush(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.waiting.size === 0) return this.writing
    const write = this.writing.then(() => this.write())
    this.writing = write.catch(() => undefined)
    return write
  }

  private flushSoon(afterMs: number): void {
    if (this.timer && afterMs > 0) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.flush().catch((problem: Problem) => this.options.failed?.(problem)), afterMs)
  }

  private async write(): Promise<void> {
    // In one order everywhere, so that two servers never wait for each other.
    const seen = [...this.waiting].toSorted(([a], [b]) => (a < b ? -1 : 1))
    try {
      for (let from = 0; from < seen.length; from += FLUSH_ROWS) await this.writeSome(seen.slice(from, from + FLUSH_ROWS))
    } catch (cause) {
      throw cause instanceof Problem ? cause : new Problem('storage.failed', 'References cannot be written.', { cause })
    }
  }

  private async writeSome(seen: readonly (readonly [string, SeenReference])[]): Promise<void> {
    await this.options.commit(async (transaction) => {
      for (let from = 0; from < seen.length; from += STATEMENT_ROWS) {
        // Other work of the process comes in between.
        if (from > 0) await new Promise((resolve) => setImmediate(resolve))
        const rows = seen.slice(from, from + STATEMENT_ROWS).map(([, each]) => rowOf(each))
        await upsert(transaction, rows)
      }
    })
    // One that was seen again meanwhile is not written yet.
    for (const [key, each] of seen) if (this.waiting.get(key) === each) this.waiting.delete(key)
  }
}

const keyOf = (client: string, ref: string): string => `${client}\n${ref}`
const tokenOf = ({ versionToken }: SeenReference): string | null => (versionToken === undefined || versionToken.includes('\0') ? null : versionToken)

const rowOf = (seen: SeenReference): ReferenceRow => ({
  client: seen.client,
  ref: seen.ref,
  link_id: seen.linkId,
  status: 'active',
  merged_into: null,
  version_token: tokenOf(seen),
  first_seen: seen.at,
  last_seen: seen.at,
})

/** Link, status and first time of one that is there stay as they are; a tombstone keeps no token. */
async function upsert(transaction: Kysely<BusinessTables>, rows: readonly ReferenceRow[]): Promise<void> {
  await transaction
    .insertInto('reference')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['client', 'ref'])
        .doUpdateSet(({ eb, fn, ref }) => ({
          version_token: fn.coalesce(ref('excluded.version_token'), ref('reference.version_token')),
          last_seen: eb
            .case()
            .when('excluded.last_seen', '>', ref('reference.last_seen'))
            .then(ref('excluded.last_seen'))
            .else(ref('reference.last_seen'))
            .end(),
        }))
        .where('reference.status', '<>', 'deleted'),
    )
    .execute()
}
