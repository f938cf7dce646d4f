import type { Cancellation } from '../model/cancellation.ts'
import type { EffectRecord, LaneView, Pause, RunStatus } from '../model/delivery.ts'
import type { MessageMeta } from '../model/message.ts'
import type { RunResult } from '../flow/contract.ts'
import type { RunRecord } from '../model/run.ts'
import type { BulkRetry, DryRun, PauseView, RetryPlan } from '../model/run-endpoint.ts'

/** A message for a live flow, from a caller, a webhook or a schedule. */
export interface Document {
  client: string
  flow: string
  /** Canonical operation, or node id of the trigger. */
  operation?: string
  trigger?: string
  body: unknown
  /** What the caller sent, where the flow gets something else: requests with the same idempotency key are compared by it. */
  sent?: unknown
  /** Bytes of the body as it arrived. */
  bytes: number
  /** `<id>@<version>` of the implementation that the client used when the document arrived; goes into the record of its run. */
  implementation?: string
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
  /** Whether a document with this idempotency key came before, whatever has become of it. */
  came(document: Pick<Document, 'client' | 'operation' | 'idempotencyKey'>): Promise<boolean>
  /** The state of a document of a client. */
  status(client: string, run: string): Promise<RunStatus | undefined>
  /** Resolves when the document has ended (succeeded, failed, cancelled, held), or after `ms`. */
  settled(run: string, ms: number, signal: Cancellation): Promise<void>
  desk: Desk
  pauses: Pauses
  /** How many accepted documents have not ended, and how old the oldest is. For metrics and alerts. */
  queue(): Promise<{ waiting: number; oldestAt: number | null; blockedLanes: number }>
  /** Makes a new secret for the callbacks of a client and gives it out this once (`whsec_...`); the one before no longer counts. */
  renewCallbackSecret(client: string): Promise<string>
}

/** What operators have stopped. In effect when it resolves, and after a restart. */
export interface Pauses {
  list(): Promise<PauseView[]>
  /** Gives back all of them; the same flow or connection again changes nothing. */
  add(pause: Omit<Pause, 'at'>): Promise<PauseView[]>
  /** Throws `request.not-found`. */
  remove(kind: Pause['kind'], id: string): Promise<PauseView[]>
}

/** Documents to be tried again, a few every second. */
export interface ManyRetries {
  runs: readonly string[]
  perSecond: number
  version: 'accepted' | 'newest'
  /** Name of the user. */
  by: string
}

/** What operators do with accepted documents. All throw `request.not-found` and, where the state does not allow it, `request.conflict`. */
export interface Desk {
  /** `body`: an edited one; `newest`: of the flow, instead of the version it was accepted for. */
  retry(run: string, change?: { body?: unknown; version?: 'newest' }): Promise<RunRecord>
  pause(run: string): Promise<RunRecord>
  resume(run: string): Promise<RunRecord>
  /** Writes that are confirmed stay: see `undo`. */
  cancel(run: string): Promise<RunRecord>
  skip(run: string): Promise<RunRecord>
  purge(run: string): Promise<RunRecord>
  /** The body as it was accepted, in memory only. Throws `run.needs-payload`. */
  open(run: string): Promise<{ operation?: string; trigger?: string; body: unknown }>
  /** Says what became of an unknown effect. */
  resolve(run: string, effect: string, outcome: { state: 'confirmed' | 'to-send'; reference: string | null }): Promise<EffectRecord[]>
  /**
   * Of a document that was cancelled or put aside: runs the nodes that the flow names for undoing its confirmed writes, the last write first. Each is a write
   * of the run as well and is not repeated; the document cannot be tried again after that. Gives back all writes. Throws what a node ends with; what was undone before stays recorded.
   */
  undo(run: string): Promise<EffectRecord[]>
  /** What a retry of these documents will do. Runs that do not exist, or cannot be tried again, are counted as left out. */
  plan(runs: readonly string[]): Promise<RetryPlan>
  /** Begins and goes on by itself; `bulkRetries` tells how far it is. */
  retryMany(request: ManyRetries): BulkRetry
  /** Of this server since its start, newest first; the last hundred. */
  bulkRetries(): BulkRetry[]
  /** Stops it; what was tried stays. */
  cancelBulk(id: string): BulkRetry
  /** Runs documents against a version of their flow (0 is the draft) and against the one they were accepted for. Reads are made, writes are not. */
  dryRun(runs: readonly string[], version: number): Promise<DryRun[]>
  /** Lanes that do not move by themselves, those waiting longest first. */
  lanes(filter: { flow?: string | undefined; limit: number }): Promise<LaneView[]>
}
