import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import { fieldErrors } from '../../model/field-errors.ts'
import type { BrokenFile, Documents, Stored } from '../contract.ts'
import { checkDocument, conflictProblem, type DocumentFault, DocumentId, type DocumentKind } from '../document-kind.ts'
import { freezeDeeply } from '../freeze-deeply.ts'
import { assertStorable } from '../storable.ts'
import { orStorageProblem } from '../storage-problem.ts'
import type { DocumentRow, PostgresTables } from './tables.ts'

/** Channel on which changed documents are told of: `<process> <collection> <id>`. */
export const DOCUMENT_CHANNEL = 'patchbay_document'

export interface PostgresDocumentsOptions<T> {
  database: Kysely<PostgresTables>
  collection: string
  kind: DocumentKind<T>
  /** Named in what is told of changes, so that the process that made one knows it as its own. */
  process: string
}

/** What a stored row was read as. One that does not fit its schema may be that of a newer version: it is left alone. */
interface Read<T> {
  stamp: number
  stored?: Stored<T>
  fault?: DocumentFault
}

/**
 * Documents of one schema as rows. Every read asks the database, so that it sees what any process has written; values that were read before are not sent
 * again. Throws `storage.forbidden` for a schema with a field that is never stored.
 */
export async function openPostgresDocuments<T>(options: PostgresDocumentsOptions<T>, report: (broken: BrokenFile) => void): Promise<Documents<T>> {
  assertStorable(options.kind.schema, options.kind.name)
  const documents = new PostgresDocuments(options)
  await documents.list()
  for (const broken of documents.broken()) report(broken)
  return documents
}

/** States of one document: absent -> stored (revision 1) -> stored (revision n + 1) ... -> absent. */
class PostgresDocuments<T> implements Documents<T> {
  private readonly options: PostgresDocumentsOptions<T>
  private known = new Map<string, Read<T>>()

  constructor(options: PostgresDocumentsOptions<T>) {
    this.options = options
  }

  list(): Promise<Stored<T>[]> {
    return this.reading(async () => {
      const { database, collection } = this.options
      const rows = await database.selectFrom('document').select(['id', 'stamp']).where('collection', '=', collection).execute()
      const isKnown = ({ id, stamp }: { id: string; stamp: number }): boolean => this.known.get(id)?.stamp === stamp
      const known = rows.filter(isKnown).map(({ id }): [string, Read<T>] => [id, this.known.get(id)!])
      const read = await this.readRows(rows.filter((row) => !isKnown(row)).map(({ id }) => id))
      const found = [...known, ...read]
      this.known = new Map(found)
      return found.flatMap(([, { stored }]) => stored ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    })
  }

  async get(id: string): Promise<Stored<T> | undefined> {
    if (!DocumentId.safeParse(id).success) return undefined
    return this.reading(async () => {
      const known = this.known.get(id)
      const { database, collection } = this.options
      const row = await database
        .selectFrom('document')
        .select(['stamp', 'revision', sql<unknown>`case when stamp = ${known?.stamp ?? -1} then null else value end`.as('value')])
        .where('collection', '=', collection)
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) this.known.delete(id)
      else if (row.stamp !== known?.stamp) this.known.set(id, this.read({ ...row, id }))
      return this.known.get(id)?.stored
    })
  }

  async put(id: string, value: T, expected: number | null): Promise<Stored<T>> {
    const { name } = this.options.kind
    const checked = checkDocument(this.options.kind, id, value)
    const stamp = await orStorageProblem(`The ${name} cannot be written.`, () => this.write(id, JSON.stringify(checked), expected))
    if (stamp === undefined) throw conflictProblem(name, { id, expected, stored: await this.get(id), offered: checked })
    const stored = freezeDeeply({ id, revision: (expected ?? 0) + 1, value: checked })
    this.known.set(id, { stamp, stored })
    return stored
  }

  async delete(id: string, expected: number): Promise<void> {
    const { name } = this.options.kind
    const { collection } = this.options
    const stored = await this.get(id)
    const remove = sql`delete from document where collection = ${collection} and id = ${id} and revision = ${expected} returning stamp`
    const gone = stored && (await orStorageProblem(`The ${name} cannot be deleted.`, () => this.tell(id, remove)))
    if (gone === undefined) throw conflictProblem(name, { id, expected, stored })
    this.known.delete(id)
  }

  /** Documents that could not be read as what they should be. */
  broken(): BrokenFile[] {
    return Array.from(this.known, ([id, { fault }]) => ({ id, fault })).flatMap(({ id, fault }) =>
      fault ? [{ file: `document ${this.options.collection} ${id}`, ...fault, movedTo: `document ${this.options.collection} ${id}` }] : [],
    )
  }

  private reading<R>(work: () => Promise<R>): Promise<R> {
    return orStorageProblem(`The ${this.options.kind.name} documents cannot be read.`, work)
  }

  private async readRows(ids: readonly string[]): Promise<Map<string, Read<T>>> {
    if (ids.length === 0) return new Map()
    const { database, collection } = this.options
    const rows = await database
      .selectFrom('document')
      .select(['id', 'revision', 'stamp', 'value'])
      .where('collection', '=', collection)
      .where(sql<boolean>`id = any(${[...ids]})`)
      .execute()
    return new Map(rows.map((row) => [row.id, this.read(row)]))
  }

  private read({ id, revision, stamp, value }: Omit<DocumentRow, 'collection'>): Read<T> {
    const { schema, idOf } = this.options.kind
    const checked = z.strictObject({ value: schema }).safeParse({ value })
    if (!checked.success) {
      const { path, message } = fieldErrors(checked.error)[0]!
      return { stamp, fault: { field: path, reason: message } }
    }
    const fitting = checked.data.value as T
    if (idOf && idOf(fitting) !== id) return { stamp, fault: { field: 'value', reason: 'names another id than the one it is stored under' } }
    return { stamp, stored: freezeDeeply({ id, revision, value: fitting }) }
  }

  /** The stamp that was written; undefined where another revision is stored. */
  private write(id: string, value: string, expected: number | null): Promise<number | undefined> {
    const { collection } = this.options
    const change =
      expected === null
        ? sql`insert into document (collection, id, revision, value) values (${collection}, ${id}, 1, ${value}::json) on conflict do nothing returning stamp`
        : sql`update document set revision = revision + 1, value = ${value}::json, stamp = nextval('document_stamp')
            where collection = ${collection} and id = ${id} and revision = ${expected} returning stamp`
    return this.tell(id, change)
  }

  /** Makes a change and tells of it when it is committed. */
  private async tell(id: string, change: ReturnType<typeof sql>): Promise<number | undefined> {
    const { database, collection, process } = this.options
    const words = `${process} ${collection} ${id}`
    const { rows } = await sql<{ stamp: number }>`with changed as (${change}) select stamp, pg_notify(${DOCUMENT_CHANNEL}, ${words}) from changed`.execute(
      database,
    )
    return rows[0]?.stamp
  }
}
