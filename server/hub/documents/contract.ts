import type { CanonicalOperationId } from '../../model/canonical-operation.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import type { ClientCrm } from '../../model/client.ts'
import type { CrmConfiguration } from '../../model/crm-configuration.ts'
import type { Store } from '../../store/contract.ts'
import type { CustomerCalls } from '../operation-contract.ts'

/** A message for a flow, as the delivery takes it. */
export interface ForwardedDocument {
  client: string
  flow: string
  operation: CanonicalOperationId
  body: unknown
  bytes: number
  idempotencyKey: string
}

/** How a document is handed on that must arrive, whatever the target does now. */
export interface Forwarding {
  /** Resolves when it is durable; the same key again is the same document. */
  accept(document: ForwardedDocument): Promise<{ run: string }>
  /** Resolves when it has ended, or after `ms`. */
  settled(run: string, ms: number, signal: Cancellation): Promise<void>
}

/** What the documents of clients are made of. */
export interface DocumentRooms {
  store: Pick<Store, 'documents' | 'audit'>
  /** How the customers of a client live in a CRM. In memory. */
  crm(client: string): ClientCrm | undefined
  /** Configuration that the client uses; nothing where its CRM is not enabled. In memory. */
  configuration(client: string): CrmConfiguration | undefined
  /** Throws `client.unknown`, `client.unbound`. */
  boundFlow(client: string, operation: CanonicalOperationId): string
  /** The reference to use in place of this one, which is noted as seen. Throws `reference.deleted`, `reference.other-system`. Calls no CRM. */
  resolve(client: string, ref: string): Promise<string>
  /** The reference and all that mean the same. */
  meaning(client: string, ref: string): Promise<readonly string[]>
  /** Notes that a reference is in use. Throws `reference.personal`. */
  see(client: string, ref: string): Promise<void>
  customers: Pick<CustomerCalls, 'get'>
  forwarding: Forwarding
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Calls back after milliseconds; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
  /** Other servers have the same documents. */
  shared: boolean
}
