import type { Cancellation } from '../model/cancellation.ts'
import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import type { RepeatSafety } from '../model/delivery.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'

/** One call of an operation. */
export interface OperationCall {
  connection: Connection
  operation: string
  input: unknown
  /** The call is given up when aborted. */
  signal: Cancellation
  /** Sent to targets that know idempotency keys; the same for every repeat of the same effect. */
  idempotencyKey?: string
  /** W3C traceparent, sent to the target. */
  traceparent?: string
  /** Milliseconds since 1970: nobody waits for the answer any longer. Left out: unknown. */
  deadline?: number
  /** Of `readBack`: when the earlier request left, in milliseconds since 1970. Left out: it may have been just now. */
  sentAt?: number
  /** Called once, before the first byte of a request leaves that may have an effect; the request waits for it. A login does not count. */
  sending?(): Promise<void>
}

export interface OperationResult {
  output: unknown
  /** Body bytes sent and received. */
  sentBytes: number
  receivedBytes: number
  /** Id of the record that was written, where the connector names it. Safe to store. */
  reference?: string
}

/** What reading back found of an earlier sending of the same write. `impossible`: the operation declares no way to find out. */
export type ReadBack = { found: 'yes'; result: OperationResult } | { found: 'no' } | { found: 'impossible' }

/** A message to an address that no connector stands for: a callback, an alert. */
export interface PostMessage {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: string | Buffer
  signal: Cancellation
  /** Addresses on this machine or link are allowed. */
  local?: boolean
  /** Milliseconds for the whole exchange; 10,000 if left out. */
  timeoutMs?: number
}

export interface PostAnswer {
  status: number
  /** Seconds. */
  retryAfter?: number
}

/** Makes connector documents callable. */
export interface Connect {
  readonly connectors: ReadonlyMap<string, Connector>
  /**
   * Resolves to the output of the operation; rejects with a Problem (`target.*`, `egress.refused`, `connection.*`, `operation.unknown`). Its
   * `noEffect` says of a write that it certainly was not applied; see `no-effect.ts` for what is known when.
   */
  call(request: OperationCall): Promise<OperationResult>
  /** How an operation may be repeated; undefined for one that only reads. Throws as `call` does for what does not exist. */
  repeat(connection: Connection, operation: string): RepeatSafety | undefined
  /**
   * Looks in the target for what an earlier sending of this write left there. "No" is said only once the target can no longer be at work on it:
   * until then it waits, and looks again. Rejects with a Problem where the target cannot be asked, or the wait is too long for the deadline.
   */
  readBack(request: OperationCall): Promise<ReadBack>
  /**
   * Posts JSON to an address, with the egress guard and time-outs of all calls. Resolves to any answer of the target, whatever its status;
   * rejects with a Problem where none came (`target.*`, `egress.refused`, `message.invalid`). Redirects are not followed.
   */
  post(url: string, message: PostMessage): Promise<PostAnswer>
  /** Breakers and limits of the connections that were called. */
  health(): ConnectionHealth[]
  /** Forgets sessions, tokens and prepared requests of a connection, after it was changed. */
  forget(connectionId: string): void
  close(): Promise<void>
}
