import type { Cancellation } from '../model/cancellation.ts'
import type { DeliverySettings } from '../model/delivery.ts'
import type { Arrivals, CaseReport } from '../model/case.ts'
import type { FillReport } from '../model/fill.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import type { SampleEffect } from '../model/flow-comparison.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { FlowLink } from '../model/lineage.ts'
import type { MessageMeta } from '../model/message.ts'
import type { Problem } from '../model/problem.ts'
import type { RunRecord, StepRecord, TryResult } from '../model/run.ts'
import type { FlowResponse, Receiving } from '../nodes/contract.ts'

/** One call of an operation by a node. */
export interface ServiceCall {
  client: string
  /** Id of the node that calls. */
  node: string
  connection: string
  operation: string
  input: unknown
  signal: Cancellation
  /** When nobody waits for the answer any longer, milliseconds since 1970. At the deadline of the run `signal` is aborted before. */
  deadline?: number
  /** The same for the same call whenever the run is repeated. */
  idempotencyKey: string
}

export interface ServiceAnswer {
  output: unknown
  sentBytes: number
  receivedBytes: number
}

/** One question of a node about a customer. */
export interface CustomerQuestion {
  client: string
  /** Id of the node that asks. */
  node: string
  ref: string
  /** Nothing else is asked of the CRM. */
  fields: readonly string[]
  signal: Cancellation
}

/** Stands between the nodes of a run and the systems they call: makes that a repeated run does not repeat its effects. */
export type CallGuard = (call: ServiceCall) => Promise<ServiceAnswer>

/** What the flow room needs from outside: everything that is not a pure function of a flow and a message. */
export interface FlowServices {
  /** Calls an operation of a connection of `client`; resolves to its output, rejects with a Problem. */
  call(request: ServiceCall): Promise<ServiceAnswer>
  /** Fields of a customer from the CRM that the client uses; left out: there is no CRM. Rejects with a Problem. */
  customer?(question: CustomerQuestion): Promise<unknown>
  /** Schema of one side of an operation of a connection of `client`, where it is known. */
  operationSchema(client: string, connection: string, operation: string, side: 'input' | 'output'): JsonSchema | undefined
  /** Does an operation of a connection of `client` read or write? Undefined where it is not known. */
  operationEffect(client: string, connection: string, operation: string): 'read' | 'write' | undefined
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Monotonic clock, milliseconds. */
  tick(): number
  /** A new run id: sortable by time, unique. */
  runId(): string
  /** A run ended: called once per run, never for draft runs and attempts of accepted documents. `keys`: business keys of its message, in the clear. */
  ended(ended: { run: RunRecord; steps: readonly StepRecord[]; stepsLeftOut: number; keys: readonly string[] }): void
  /** A run began: called once per run, never for draft runs and attempts of accepted documents. */
  began(run: RunRecord): void
  /** A published version of a flow that is not the live one. */
  version(flow: string, version: number): Promise<Flow | undefined>
  /** A message is about to start a run of the live version `flow` at the node `trigger`. Must not throw, nor change or keep the body. */
  arrived?(arrival: { flow: Flow; trigger: string; body: unknown; bytes: number }): void
}

export interface RunAttempt {
  id: string
  version: number
  /** Milliseconds since 1970. */
  acceptedAt: number
  /** The message arrives with this one. */
  first?: boolean
}

export interface RunRequest {
  flow: string
  /** Node id of the trigger; left out: the only trigger, or the one of `operation`. */
  trigger?: string
  operation?: string
  body: unknown
  /** Bytes of the request body as it arrived. */
  inBytes: number
  request?: NonNullable<MessageMeta['request']>
  /** Cancels the run. */
  signal?: Cancellation
  /** Makes repeats of writes safe; left out: calls go straight to the connections. */
  guard?: CallGuard
  /** An attempt of an accepted document: runs this version under this id; what becomes of it is in the result only. */
  attempt?: RunAttempt
  /** Id of the run where it is given from outside. */
  id?: string
  /** W3C traceparent of the caller. Runs ignore it. */
  traceparent?: string
  /** Goes into the record of the run: `<id>@<version>` of the implementation that its customers live in. */
  implementation?: string
}

/** What is known of a message before its flow runs. Values are in memory only. */
export interface Admission {
  version: number
  /** Node id of the trigger. */
  trigger: string
  /** What its order is kept by (the customer); undefined: it has no order to keep. */
  lane: string | undefined
  /** Business keys it can be found by, such as a receipt number. */
  keys: readonly string[]
  /** Holds personal data, as far as the schema tells; true where there is none. */
  personal: boolean
  /** How it is delivered when it is accepted. */
  delivery: DeliverySettings
  /** The connections of the flow, and how many of its nodes write. */
  connections: readonly string[]
}

/** A node that writes. */
export interface PlannedWrite {
  node: string
  connection: string
  operation: string
  /** Id of the node that undoes it. */
  undo?: string
}

/** A write of a run that is to be undone. */
export interface UndoRequest extends Pick<RunRequest, 'flow' | 'guard' | 'signal'> {
  attempt: RunAttempt
  /** Node that wrote. */
  node: string
  /** Idempotency key of the call that wrote. */
  key: string
  /** What the write gave back. */
  output: unknown
  /** Body of the document. */
  input: unknown
}

export interface RunResult {
  run: RunRecord
  response: FlowResponse | null
  problem: Problem | null
  steps: readonly StepRecord[]
  stepsLeftOut: number
}

export interface HookMatch {
  flow: string
  trigger: string
  receives: Receiving
}

export interface LiveSchedule {
  flow: string
  client: string
  node: string
  cron: string
  timeZone: string
  body: unknown
}

/** Counts of the mappings of one version of a flow. */
export interface FlowFills extends FillReport {
  flow: string
}

/** Compiles and runs flows. Keeps one live plan per flow, replaced as a whole; a run keeps the plan it began with. */
export interface FlowRuntime {
  /** Everything that is wrong or worth knowing, in the order of the nodes. */
  check(flow: Flow): Finding[]
  /** From which fields at the edge of Patchbay every field that leaves the flow comes. Pure: nothing is run. */
  trace(flow: Flow): FlowLink[]
  /** Makes this version the live one. Throws `flow.invalid` with the findings as `errors`. */
  load(version: number, flow: Flow): void
  unload(flow: string): void
  /** Runs the live version. Never rejects: what goes wrong is the `problem` of the result. The answer of an operation trigger is checked against its canonical schema. */
  run(request: RunRequest): Promise<RunResult>
  /** What is known of a message for the live version; a promise only where an expression needs one. Fails with `flow.unpublished`, `flow.invalid`, or as the expressions of the trigger do. */
  admit(request: Pick<RunRequest, 'flow' | 'trigger' | 'operation' | 'body' | 'request'>): Admission | Promise<Admission>
  /** Call nodes of a version that write, in the order of the flow, those of its subflows not included; empty for a version that is unknown. */
  writes(flow: string, version: number): Promise<PlannedWrite[]>
  /**
   * Undoes one write of an accepted document: runs the node that the writing node names for it, with the output of the write as body and the body of the
   * document as `$input`. The key of its call is that of the write with `:undo:` and its node. Never rejects; announces and keeps nothing.
   */
  undo(request: UndoRequest): Promise<RunResult>
  /** Runs a draft and gives back every value; keeps and announces nothing. */
  try(flow: Flow, options: { body: unknown; trigger?: string; until?: string }): Promise<TryResult>
  /** Runs the cases of a draft, one after the other, every call answered by the case. Never rejects: what is wrong is in the results. */
  cases(flow: Flow, options?: CaseOptions): Promise<CaseReport>
  /** What a change does to the samples and cases of `after`, with calls answered from its cases and the schemas of the operations. */
  effects(before: Flow, after: Flow, options?: Pick<CaseOptions, 'signal'>): Promise<SampleEffect[]>
  /** What arrives at a node when the samples and cases run as far as there, with calls answered as for `effects`. Those that do not come to the node are left out. */
  arrivals(flow: Flow, node: string, options?: Pick<CaseOptions, 'signal'>): Promise<Arrivals>
  /** The live webhook of a client for a method and a path (without leading slash). */
  hook(client: string, method: string, path: string): HookMatch | undefined
  /** Methods some live webhook of the client has for the path. */
  hookMethods(client: string, path: string): string[]
  schedules(): LiveSchedule[]
  /** What the mappings of the live version have counted since `takeFills`, rows without counts included. */
  fills(flow: string): FillReport | undefined
  /** What the mappings of all live versions have counted since this was called last: every count is handed out once. */
  takeFills(): FlowFills[]
  /** Runs that have not ended. */
  active(): number
  /** Resolves when no run is active, or after `graceMs`, when those left are cancelled. */
  drain(graceMs: number): Promise<void>
  /** Ends what the cases have opened. The expressions it was made with stay open. */
  close(): Promise<void>
}

export interface CaseOptions {
  /** Ids of cases; left out: all. */
  only?: readonly string[]
  /** Cases that have not begun when it is aborted fail. */
  signal?: Cancellation
}
