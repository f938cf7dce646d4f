import type { BusinessDocument, DocumentFilter, DocumentSummary } from '../model/business-document.ts'
import type { Erasure, ReferenceRecord } from '../model/crosswalk.ts'
import type { Problem } from '../model/problem.ts'

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
  /** Adds new ones and notes the others as seen; a deleted one stays deleted. They are written within a moment, with others; what is asked afterwards sees them. */
  seen(references: readonly SeenReference[]): Promise<void>
  /** Both get the older link id, and with them all that had either. Throws `request.not-found` for a reference that is not there, `reference.deleted` for a tombstone. */
  link(client: string, pair: readonly [string, string], at: number): Promise<ReferenceRecord[]>
  /** Links many pairs, durably all at once, and gives back what each was refused for. */
  linkAll(client: string, pairs: readonly (readonly [string, string])[], at: number): Promise<(Problem | undefined)[]>
  /**
   * `from` becomes merged into `into`, or into what that was merged into, links included: a merged one never leads to another merged one. The same again changes
   * nothing. Throws `request.not-found`, `reference.deleted`, `request.invalid` across systems or into itself, `request.conflict` where it was merged elsewhere.
   */
  merge(client: string, pair: { from: string; into: string }, at: number): Promise<ReferenceRecord[]>
  /** Leaves a tombstone; all other active ones with its link id are listed for erasure. The same again changes nothing, nor does a merged one. Throws `request.not-found`. */
  tombstone(client: string, ref: string, at: number): Promise<Erasure[]>
  erasures(client: string, open: boolean): Promise<Erasure[]>
  /** A copy was erased: it becomes a tombstone as well. Throws `request.not-found` for one that is not listed. */
  erased(client: string, ref: string, done: { by: string; at: number }): Promise<void>
  /** Active ones of a system, in order of their text, after the given one. */
  page(client: string, system: string, page: { after?: string | undefined; limit: number }): Promise<ReferenceRecord[]>
  /** Of a client and system, by status. */
  count(client: string, system: string): Promise<Record<string, number>>
}

/** Which headers: `crmReferences` are those that mean one customer. */
export type DocumentQuery = Omit<DocumentFilter, 'crmReference'> & { crmReferences?: readonly string[] | undefined }

/** Headers of documents that were handed over: numbers, references and states. One row each. */
export interface BusinessDocuments {
  get(client: string, id: string): Promise<BusinessDocument | undefined>
  /** By the number that the POS gave it; the newest where there are several. */
  byNumber(client: string, kind: BusinessDocument['kind'], externalNumber: string): Promise<BusinessDocument | undefined>
  list(client: string, query: DocumentQuery): Promise<BusinessDocument[]>
  /** Adds it, or replaces the one of the same id. Durable when it resolves. */
  put(document: BusinessDocument): Promise<void>
  /**
   * Replaces the document by what `change` makes of it, or adds it where there was none; nothing is written where it gives back nothing. No other change comes
   * in between. Gives back what is stored then, durably. Throws the problem that `change` throws.
   */
  change(client: string, id: string, change: (before: BusinessDocument | undefined) => BusinessDocument | undefined): Promise<BusinessDocument | undefined>
  /** Counts in full, whatever the number of customers. */
  summary(client: string): Promise<DocumentSummary['cells']>
}
