import type { EffectRecord, RunStatus } from '../model/delivery.ts'
import type { Cancellation } from '../model/cancellation.ts'
import type { MessageMeta } from '../model/message.ts'
import type { RunResult } from '../flow/contract.ts'
import type { RunRecord } from '../model/run.ts'

/** A message for a live flow, from a caller, a webhook or a schedule. */
export interface Document {
  client: string
  flow: string
  /** Canonical operation, or node id of the trigger. */
  operation?: string
  trigger?: string
  body: unknown
  /** Bytes of the body as it arrived. */
  bytes: number
  request?: NonNullable<MessageMeta['request']>
  /** Of the caller: the same key with the same body is the same document. */
  idempotencyKey?: string
  /** Milliseconds since 1970: not before. */
  notBefore?: number
  /** W3C traceparent of the caller. */
  traceparent?: string
}

export interface Accepted {
  run: string
  /** The document had been accepted before. */
  repeated: boolean
}

/** What was answered, or is now, for a document that is answered at once. */
export interface Answered extends Pick<RunResult, 'run' | 'response' | 'problem'> {
  /** The answer was given before; nothing has run. */
  repeated: boolean
}

/** Accepts documents durably and delivers each once, in order per customer. */
export interface Delivery {
  /** Resolves when the document is durable. Throws `queue.full`, `request.key-reused`, `flow.unpublished`, `storage.failed`. */
  accept(document: Document): Promise<Accepted>
  /**
   * Runs the flow and gives back its answer. With an idempotency key a repeat gets the first answer, and a first one that is still at work
   * `request.in-progress`. Throws `flow.paused`, `connection.paused`, `request.key-reused`.
   */
  answer(document: Document, signal: Cancellation): Promise<Answered>
  /** The state of a document of a client. */
  status(client: string, run: string): Promise<RunStatus | undefined>
  /** Resolves when the document has ended (succeeded, failed, cancelled, held), or after `ms`. */
  settled(run: string, ms: number, signal: Cancellation): Promise<void>
  desk: Desk
}

/** What operators do with accepted documents. All throw `request.not-found` and, where the state does not allow it, `request.conflict`. */
export interface Desk {
  retry(run: string, change?: { body?: unknown; version?: 'newest' }): Promise<RunRecord>
  pause(run: string): Promise<RunRecord>
  resume(run: string): Promise<RunRecord>
  cancel(run: string): Promise<RunRecord>
  skip(run: string): Promise<RunRecord>
  purge(run: string): Promise<RunRecord>
  /** The body as it was accepted, in memory only. Throws `run.needs-payload`. */
  open(run: string): Promise<{ operation?: string; trigger?: string; body: unknown }>
  /** Says what became of an unknown effect. */
  resolve(run: string, effect: string, outcome: { state: 'confirmed' | 'to-send'; reference: string | null }): Promise<EffectRecord[]>
}
