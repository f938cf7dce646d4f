import type { CanonicalOperationId } from '../model/canonical-operation.ts'
import type { Cancellation } from '../model/cancellation.ts'
import type { Customer, CustomerPage, CustomerSearch } from '../model/customer.ts'
import type { Problem } from '../model/problem.ts'

/** A canonical request as it arrived: checked against the contract, nothing else done yet. */
export interface CallerRequest {
  client: string
  operation: CanonicalOperationId
  body: unknown
  /** Header `Search-Token`. */
  searchToken?: string | undefined
  /** A request with the same idempotency key came before: what only the first one must show is not asked for again. */
  again?: boolean | undefined
}

/** What a canonical request has come to before its flow runs. */
export interface PreparedOperation {
  /** The flow that serves it; nothing where `answer` gives the whole answer. */
  flow: string | undefined
  /** `<id>@<version>` of the implementation in use. */
  implementation?: string | undefined
  /** What the flow gets. */
  body: unknown
  /** Makes the caller's answer from that of the flow; left out: as it is. Not called for documents that are only accepted. */
  answer?(body: unknown): unknown
  /** Called when the document has been accepted for delivery, before the caller is told; not again for a repeated one. */
  accepted?(run: string): void | Promise<void>
  /** Headers of a good answer. */
  headers?: Readonly<Record<string, string>>
  /** What a caller is told of a problem of the flow; left out: the problem itself. */
  fail?(problem: Problem): Problem
  /** Members that the answer to a caller has beside those of the problem. They may be personal: problems are logged and kept, these are not. Never rejects. */
  beside?(problem: Problem): Promise<Readonly<Record<string, unknown>>>
}

/** Prepares the canonical requests of one kind. Throws the problem that the caller gets. Plain values keep the hot path free of promises. */
export type PrepareOperation = (request: CallerRequest) => PreparedOperation | Promise<PreparedOperation>

/** A message that a canonical operation has answered well, at once or as an accepted document. Called once or, after a crash, again. */
export interface AnsweredOperation {
  run: string
  client: string
  operation: CanonicalOperationId
  /** What the flow got. */
  body: unknown
  /** What it answered. */
  answer: unknown
}

export interface CustomerCallOptions {
  signal: Cancellation
  /** Left out: the one that the client uses. */
  implementation?: string
}

/** Customers as they are in the CRM now. Every call reaches it; nothing is kept. Throws what the flow ends with, `crm.offline`, `crm.disabled`, `reference.*`. */
export interface CustomerCalls {
  /** Only these fields and the reference; left out: all. */
  get(client: string, ref: string, options: CustomerCallOptions & { fields?: readonly string[] }): Promise<Partial<Customer> & Pick<Customer, 'ref'>>
  search(client: string, query: CustomerSearch, options: CustomerCallOptions): Promise<CustomerPage>
}
