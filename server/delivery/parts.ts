import type { Connect } from '../connect/contract.ts'
import type { Engine } from '../engine/contract.ts'
import type { FlowRuntime } from '../flow/contract.ts'
import type { ClientCallback } from '../model/client.ts'
import type { Connection } from '../model/connection.ts'
import type { EffectRecord } from '../model/delivery.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { ValueDifference } from '../model/case.ts'
import type { Problem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import type { Store } from '../store/contract.ts'

/** What is known of the live version of a flow without running it. */
export interface LiveFlow {
  client: string
  version: number
  /** Ids of the connections it calls. */
  connections: readonly string[]
}

/** Told of what is counted. Must not throw. */
export interface DeliveryObserver {
  /** A write has come to another state. */
  effect(effect: EffectRecord): void
  /** A message to a client was taken, or this try has failed. */
  callback(sent: boolean): void
  /** A document was refused because too many wait. */
  full(): void
}

/** A message that a canonical operation has answered well, at once or as an accepted document. */
export interface AnsweredMessage {
  run: string
  client: string
  operation: string
  /** What the flow got. */
  body: unknown
  /** What it answered; nothing where it has nothing to say. */
  answer: unknown
}

/** An accepted document that has not ended. */
export interface UnfinishedMessage {
  run: string
  client: string
  /** The message as its flow will get it. In memory only. */
  open(): Promise<{ operation?: string | undefined; body: unknown }>
}

/** What the delivery room is made of. */
export interface DeliveryParts {
  readonly store: Pick<Store, 'runs' | 'seal' | 'bodies' | 'answers' | 'pauses' | 'secrets'>
  readonly engine: Engine
  readonly runtime: Pick<FlowRuntime, 'admit' | 'run' | 'writes' | 'undo'>
  readonly connect: Pick<Connect, 'call' | 'repeat' | 'readBack' | 'post'>
  /** Live flows by id. */
  readonly live: ReadonlyMap<string, LiveFlow>
  /** Throws `connection.unknown` for one that the client does not have. */
  connection(client: string, id: string): Connection
  /** Schema of the output of an operation, where it is known. */
  outputSchema(client: string, connection: string, operation: string): JsonSchema | undefined
  /** Adds the places where two values differ. */
  compare(found: ValueDifference[], values: { place: string; expected: unknown; got: unknown }): void
  callback(client: string): ClientCallback | undefined
  runId(): string
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Calls back after milliseconds; gives back what cancels it. */
  after(ms: number, run: () => void): () => void
  random(bytes: number): Uint8Array
  readonly observer?: DeliveryObserver | undefined
  /** Told of every change of the record of an accepted document; `before` is left out for the first one. */
  announce(run: RunRecord, before?: RunRecord): void
  /**
   * Told of a message before its caller has the answer, or before its document counts as done; after a crash perhaps again. What goes wrong in it fails the
   * attempt of a document; a caller who waits has the answer of the target system all the same.
   */
  answered?(message: AnsweredMessage): void | Promise<void>
  /** Told at a start of every accepted document that has not ended: what others were to note of it a moment later may have been lost. */
  unfinished?(message: UnfinishedMessage): Promise<void>
  /** Told of what could not be done and nobody waits for. */
  failed(problem: Problem, about: string): void
  readonly limits: QueueLimits
  /** Other servers accept and deliver documents of the same store and engine as well: not everything that happens is told here. */
  readonly shared?: boolean
}

/** Most accepted documents that have not ended: of all, and of one client. */
export interface QueueLimits {
  readonly total: number
  readonly perClient: number
  /** Records of runs that are kept in memory; 0 where other servers write them as well. */
  readonly records: number
}
