import type { Kysely } from 'kysely'
import { Problem } from '../model/problem.ts'
import type { BusinessTables } from './business-database.ts'
import type { ReferenceRow } from './reference-table.ts'

/** The references of one client within a transaction that nobody else changes them in. */
export interface ReferenceChange {
  transaction: Kysely<BusinessTables>
  client: string
  /** Milliseconds since 1970. */
  at: number
}

/** Both, and all that mean the same as either, get the older link id, which is given back. */
export async function linkReferences(change: ReferenceChange, [first, second]: readonly [string, string]): Promise<string> {
  const rows = [await requireReference(change, first), await requireReference(change, second)]
  if (rows.some(({ status }) => status === 'deleted')) throw deleted()
  return joinLinks(change, rows)
}

/**
 * `from` becomes merged into `into`, or into what that was merged into: a merged reference never points to another merged one.
 * Throws `request.invalid` for references of different systems and for one into itself, `request.conflict` for one that was merged elsewhere.
 */
export async function mergeReferences(change: ReferenceChange, { from, into }: { from: string; into: string }): Promise<string> {
  if (systemAndEntity(from) !== systemAndEntity(into)) throw new Problem('request.invalid', 'Only customers of one system can be merged.', { at: 'into' })
  const source = await requireReference(change, from)
  const named = await requireReference(change, into)
  const target = named.merged_into === null ? named : await requireReference(change, named.merged_into)
  if (target.ref === from) throw new Problem('request.invalid', 'A customer cannot be merged into itself, nor two into each other.', { at: 'into' })
  if (source.merged_into === target.ref) return target.link_id
  if (source.status === 'merged') throw new Problem('request.conflict', 'The customer was merged into another one before.', { at: 'from' })
  if (source.status === 'deleted' || target.status === 'deleted') throw deleted()
  const linkId = await joinLinks(change, [source, target])
  const { transaction, client } = change
  await transaction
    .updateTable('reference')
    .set({ status: 'merged', merged_into: target.ref })
    .where('client', '=', client)
    .where('link_id', '=', linkId)
    .where(({ or, eb }) => or([eb('ref', '=', from), eb('merged_into', '=', from)]))
    .execute()
  return linkId
}

/** Leaves a tombstone, and lists what else means the same for erasure. One that was merged is gone already and stays as it is. Gives back the link id. */
export async function buryReference(change: ReferenceChange, ref: string): Promise<string> {
  const { status, link_id: linkId } = await requireReference(change, ref)
  if (status !== 'active') return linkId
  await bury(change, ref)
  await listCopies(change, linkId)
  return linkId
}

/** A copy was erased: its entry is closed and the reference becomes a tombstone itself. Throws `request.not-found` where it is not listed. */
export async function closeErasure(change: ReferenceChange, ref: string, by: string): Promise<void> {
  const { transaction, client, at } = change
  const listed = await transaction.selectFrom('erasure').select('done_at').where('client', '=', client).where('ref', '=', ref).executeTakeFirst()
  if (!listed) throw new Problem('request.not-found', 'The reference is not on the list of copies to erase.')
  if (listed.done_at !== null) return
  await bury(change, ref)
  await transaction.updateTable('erasure').set({ done_at: at, done_by: by }).where('client', '=', client).where('ref', '=', ref).execute()
}

const systemAndEntity = (ref: string): string => ref.slice(0, ref.lastIndexOf(':'))
const deleted = (): Problem => new Problem('reference.deleted', 'The customer was deleted; only a tombstone is left.')

async function requireReference({ transaction, client }: ReferenceChange, ref: string): Promise<ReferenceRow> {
  const row = ref.includes('\0')
    ? undefined
    : await transaction.selectFrom('reference').selectAll().where('client', '=', client).where('ref', '=', ref).executeTakeFirst()
  if (!row) throw new Problem('request.not-found', 'There is no such reference.')
  return row
}

async function joinLinks(change: ReferenceChange, rows: readonly ReferenceRow[]): Promise<string> {
  const { transaction, client } = change
  // Link ids begin with the time they were made at.
  const [older, ...younger] = [...new Set(rows.map((row) => row.link_id))].toSorted()
  if (younger.length === 0) return older!
  for (const table of ['reference', 'erasure'] as const)
    await transaction.updateTable(table).set({ link_id: older! }).where('client', '=', client).where('link_id', 'in', younger).execute()
  const tombstone = transaction.selectFrom('reference').select('ref').where('client', '=', client).where('link_id', '=', older!).where('status', '=', 'deleted')
  if (await tombstone.executeTakeFirst()) await listCopies(change, older!)
  return older!
}

/** What is deleted through us needs nobody to see to it. */
async function bury({ transaction, client, at }: ReferenceChange, ref: string): Promise<void> {
  await transaction
    .updateTable('reference')
    .set({ status: 'deleted', version_token: null, last_seen: at })
    .where('client', '=', client)
    .where('ref', '=', ref)
    .execute()
  await transaction.updateTable('erasure').set({ done_at: at }).where('client', '=', client).where('ref', '=', ref).where('done_at', 'is', null).execute()
}

async function listCopies({ transaction, client, at }: ReferenceChange, linkId: string): Promise<void> {
  const copies = transaction.selectFrom('reference').select('ref').where('client', '=', client).where('link_id', '=', linkId).where('status', '=', 'active')
  const rows = (await copies.execute()).map(({ ref }) => ({ client, ref, link_id: linkId, since: at, done_at: null, done_by: null }))
  if (rows.length === 0) return
  await transaction
    .insertInto('erasure')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['client', 'ref']).doNothing())
    .execute()
}
