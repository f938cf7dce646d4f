import type { BusinessDocument, DocumentFilter, DocumentSummary } from '../model/business-document.ts'
import type { Erasure, ReferenceRecord } from '../model/crosswalk.ts'

/** What is kept of a reference when it is seen. */
export interface SeenReference {
  client: string
  ref: string
  /** Link id to give it where it is new. */
  linkId: string
  versionToken?: string | undefined
  /** Wall clock, milliseconds since 1970. */
  at: number
}

/** The crosswalk: references and which of them mean the same. One row each, unique by client and reference. */
export interface References {
  get(client: string, ref: string): Promise<ReferenceRecord | undefined>
  /** All with the link id, oldest first. */
  linked(client: string, linkId: string): Promise<ReferenceRecord[]>
  /** Adds new ones and notes the others as seen; a deleted one stays deleted. Everything or nothing. */
  seen(references: readonly SeenReference[]): Promise<void>
  /** Both get the older link id, and with them all that had either. Throws `request.not-found` for a reference that is not there. */
  link(client: string, pair: readonly [string, string], at: number): Promise<ReferenceRecord[]>
  /** `from` becomes merged into `into`, links included. */
  merge(client: string, pair: { from: string; into: string }, at: number): Promise<ReferenceRecord[]>
  /** Leaves a tombstone; all others with its link id are listed for erasure. The same again changes nothing. */
  tombstone(client: string, ref: string, at: number): Promise<Erasure[]>
  erasures(client: string, open: boolean): Promise<Erasure[]>
  /** Throws `request.not-found`. */
  erased(client: string, ref: string, done: { by: string; at: number }): Promise<void>
  /** Active ones of a system, in order of their text, after the given one. */
  page(client: string, system: string, page: { after?: string | undefined; limit: number }): Promise<ReferenceRecord[]>
  /** Of a client and system, by status. */
  count(client: string, system: string): Promise<Record<string, number>>
}

/** Headers of documents that were handed over: numbers, references and states. One row each. */
export interface BusinessDocuments {
  get(client: string, id: string): Promise<BusinessDocument | undefined>
  /** By the number that the POS gave it; the newest where there are several. */
  byNumber(client: string, kind: BusinessDocument['kind'], externalNumber: string): Promise<BusinessDocument | undefined>
  list(client: string, filter: DocumentFilter): Promise<BusinessDocument[]>
  /** Adds it, or replaces the one of the same id. Durable when it resolves. */
  put(document: BusinessDocument): Promise<void>
  /** Counts in full, whatever the number of customers. */
  summary(client: string): Promise<DocumentSummary['cells']>
}
