import type { Kysely, Migration } from 'kysely'
import { Problem } from '../model/problem.ts'
import type { Commit } from './commit.ts'
import { createDocumentTable, type DocumentHeaderRow } from './document-table.ts'
import { createReferences, type ErasureRow, type ReferenceRow } from './reference-table.ts'
import { orStorageProblem } from './storage-problem.ts'
import type { TableTypes } from './table-types.ts'

/** What is kept as rows of the business: the crosswalk and the headers of documents. */
export interface BusinessTables {
  reference: ReferenceRow
  erasure: ErasureRow
  document_header: DocumentHeaderRow
}

/** The database of these tables, and how it is written. */
export interface BusinessDatabase {
  database: Kysely<BusinessTables>
  /** Each work is done whole or not at all. */
  commit: Commit<BusinessTables>
  /** Keeps other processes from changing the same until the transaction ends; left out: there is one process. */
  lock?: ((transaction: Kysely<BusinessTables>, what: string) => Promise<void>) | undefined
  /** Milliseconds that a reference which was seen waits at most for others to be written with. */
  flushAfterMs: number
  /** Told when references could not be written; they are tried again with the next ones. */
  failed?: ((problem: Problem) => void) | undefined
}

/** For a database of their own: unlike records of runs these are kept for good, and are backed up apart from them. */
export const businessMigrations = (types: TableTypes): Record<string, Migration> => ({
  '001-references': { up: (database) => createReferences(database, types) },
  '002-documents': { up: (database) => createDocumentTable(database, types) },
})

/**
 * Reads and changes without any other change in between. A work may refuse by throwing a Problem before it has written: that must not end the transaction,
 * which others share. Throws that problem, or `storage.failed`.
 */
export async function changing<T>({ commit, lock }: BusinessDatabase, what: string, work: (transaction: Kysely<BusinessTables>) => Promise<T>): Promise<T> {
  const done = await orStorageProblem('The database of references and documents cannot be written.', () =>
    commit(async (transaction) => {
      await lock?.(transaction, what)
      return orRefused(() => work(transaction))
    }),
  )
  if (done instanceof Problem) throw done
  return done.result
}

/** The problem of a work that was refused before it has written. */
export async function orRefused<T>(work: () => Promise<T>): Promise<{ result: T } | Problem> {
  try {
    return { result: await work() }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
