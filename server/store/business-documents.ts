import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import { BusinessDocument, type DocumentSummary } from '../model/business-document.ts'
import { toProblem } from '../model/problem.ts'
import { type BusinessDatabase, type BusinessTables, changing } from './business-database.ts'
import type { BusinessDocuments, DocumentQuery } from './business-tables.ts'
import type { DocumentHeaderRow } from './document-table.ts'
import { assertStorable } from './storable.ts'
import { orStorageProblem } from './storage-problem.ts'

/** Headers of documents. Throws `storage.forbidden` if their schema ever gains a personal field. */
export function openBusinessDocuments(options: BusinessDatabase): BusinessDocuments {
  const { database, commit } = options
  assertStorable(BusinessDocument, 'business document')
  const reading = <T>(work: () => Promise<T>): Promise<T> => orStorageProblem('Documents cannot be read.', work)
  return {
    get: (client, id) =>
      reading(async () => {
        const { rows } = await sql<Found>`select record from document_header where id = ${findable(id)} and client = ${findable(client)}`.execute(database)
        return rows.map(parsed)[0]
      }),
    byNumber: (client, kind, externalNumber) =>
      reading(async () => {
        const found = await headersOf(database, client)
          .where('kind', '=', kind)
          .where('number', '=', findable(externalNumber))
          .select('record')
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst()
        return found && parsed(found)
      }),
    list: (client, wanted) => reading(() => listHeaders(database, client, wanted)),
    put: async (document) => {
      const row = toRow(BusinessDocument.parse(document))
      await orStorageProblem('A document cannot be written.', () => commit((transaction) => write(transaction, row)))
    },
    change: (client, id, change) =>
      changing(options, `document ${id}`, async (transaction) => {
        const found = await headersOf(transaction, client).where('id', '=', findable(id)).select('record').executeTakeFirst()
        const before = found && parsed(found)
        const after = changed(before, change)
        if (after === undefined) return before
        await write(transaction, toRow(after))
        return after
      }),
    summary: (client) => reading(() => summarise(database, client)),
  }
}

interface Found {
  record: string
}

const parsed = ({ record }: Found): BusinessDocument => JSON.parse(record) as BusinessDocument

/** PostgreSQL keeps no text with a NUL; the record has it escaped. */
const findable = (text: string): string => text.replaceAll('\0', '\ufffd')

const toRow = (document: BusinessDocument): DocumentHeaderRow => ({
  id: document.id,
  client: document.client,
  kind: document.kind,
  channel: findable(document.channelId),
  number: findable(document.externalNumber),
  customer: document.crmReference && findable(document.crmReference),
  anonymous_reason: document.anonymousReason,
  month: document.issueDate.slice(0, 7),
  created_at: Date.parse(document.createdAt),
  record: JSON.stringify(document),
})

/** Whatever goes wrong in it must not end the transaction. */
function changed(before: BusinessDocument | undefined, change: Parameters<BusinessDocuments['change']>[2]): BusinessDocument | undefined {
  try {
    return BusinessDocument.optional().parse(change(before))
  } catch (error) {
    throw toProblem(error)
  }
}

async function write(transaction: Kysely<BusinessTables>, row: DocumentHeaderRow): Promise<void> {
  await transaction
    .insertInto('document_header')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

const headersOf = (database: Kysely<BusinessTables>, client: string): SelectQueryBuilder<BusinessTables, 'document_header', object> =>
  database.selectFrom('document_header').where('client', '=', findable(client))

async function listHeaders(database: Kysely<BusinessTables>, client: string, wanted: DocumentQuery): Promise<BusinessDocument[]> {
  const { crmReferences, externalNumber, kind, anonymous, before, limit } = wanted
  let query = headersOf(database, client)
  if (crmReferences !== undefined) query = query.where('customer', 'in', crmReferences.map(findable))
  if (externalNumber !== undefined) query = query.where('number', '=', findable(externalNumber))
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (anonymous !== undefined) query = query.where('customer', anonymous === 'true' ? 'is' : 'is not', null)
  if (before !== undefined) {
    const last = await headersOf(database, client).select(['id', 'created_at']).where('id', '=', findable(before)).executeTakeFirst()
    if (!last) return []
    query = query.where('created_at', '<=', last.created_at).where(({ or, eb }) => or([eb('created_at', '<', last.created_at), eb('id', '<', last.id)]))
  }
  const rows = await query.select('record').orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map(parsed)
}

async function summarise(database: Kysely<BusinessTables>, client: string): Promise<DocumentSummary['cells']> {
  const rows = await headersOf(database, client)
    .select(({ fn }) => [
      'month',
      'channel',
      'kind',
      fn.countAll<number>().as('documents'),
      fn.count<number>('customer').as('named'),
      fn.count<number>('customer').distinct().as('customers'),
      sql<number>`sum(case when anonymous_reason = 'crm_offline' then 1 else 0 end)`.as('offline'),
    ])
    .groupBy(['month', 'channel', 'kind'])
    .orderBy('month', 'desc')
    .orderBy('channel')
    .orderBy('kind')
    .execute()
  return rows.map(({ month, channel, kind, documents, named, customers, offline }) => ({
    month,
    channelId: channel,
    kind: kind as BusinessDocument['kind'],
    documents: Number(documents),
    anonymous: Number(documents) - Number(named),
    offline: Number(offline),
    customers: Number(customers),
  }))
}
