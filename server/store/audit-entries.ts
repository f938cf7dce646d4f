import type { Kysely } from 'kysely'
import { AuditEntry } from '../model/run-endpoint.ts'
import type { Audit } from './contract.ts'
import type { RunTables } from './run-table.ts'
import { assertStorable } from './storable.ts'
import { orStorageProblem } from './storage-problem.ts'

export interface AuditOptions {
  database: Kysely<RunTables>
  /** The newest so many entries stay. */
  kept?: number | undefined
}

const KEPT = 200_000
/** Entries between two looks for old ones. */
const PRUNE_EVERY = 500

/** Audit entries beside the run records. Throws `storage.forbidden` if their schema ever gains a personal field. */
export function openAudit({ database, kept = KEPT }: AuditOptions): Audit {
  assertStorable(AuditEntry, 'audit entry')
  let sincePruned = PRUNE_EVERY
  const prune = async (): Promise<void> => {
    sincePruned = 0
    const first = await database.selectFrom('audit').select('seq').orderBy('seq', 'desc').offset(kept).limit(1).executeTakeFirst()
    if (first) await database.deleteFrom('audit').where('seq', '<=', first.seq).execute()
  }
  return {
    add: async (entry) => {
      const { subject, ...rest } = AuditEntry.parse(entry)
      await orStorageProblem('The audit cannot be written.', async () => {
        await database
          .insertInto('audit')
          .values({ subject, entry: JSON.stringify({ ...rest, subject }) })
          .execute()
        sincePruned += 1
        if (sincePruned >= PRUNE_EVERY) await prune()
      })
    },
    list: ({ subject, limit }) =>
      orStorageProblem('The audit cannot be read.', async () => {
        const newest = database.selectFrom('audit').select('entry').orderBy('seq', 'desc').limit(limit)
        const rows = await (subject === undefined ? newest : newest.where('subject', '=', subject)).execute()
        return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry)
      }),
  }
}
