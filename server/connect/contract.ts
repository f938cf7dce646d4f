import type { Cancellation } from '../model/cancellation.ts'
import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'

/** One call of an operation. */
export interface OperationCall {
  connection: Connection
  operation: string
  input: unknown
  /** The call is given up when aborted. */
  signal: Cancellation
  /** Sent to targets that know idempotency keys; the same for every repeat of the same effect. */
  idempotencyKey?: string
}

export interface OperationResult {
  output: unknown
  /** Body bytes sent and received. */
  sentBytes: number
  receivedBytes: number
}

/** Makes connector documents callable. */
export interface Connect {
  readonly connectors: ReadonlyMap<string, Connector>
  /** Resolves to the output of the operation; rejects with a Problem (`target.*`, `egress.refused`, `connection.*`, `operation.unknown`). */
  call(request: OperationCall): Promise<OperationResult>
  /** Forgets sessions, tokens and prepared requests of a connection, after it was changed. */
  forget(connectionId: string): void
  close(): Promise<void>
}
