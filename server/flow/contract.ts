import type { Cancellation } from '../model/cancellation.ts'
import type { Finding, Flow } from '../model/flow.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { MessageMeta } from '../model/message.ts'
import type { Problem } from '../model/problem.ts'
import type { RunRecord, StepRecord, TryResult } from '../model/run.ts'
import type { FlowResponse } from '../nodes/contract.ts'

/** What the flow room needs from outside: everything that is not a pure function of a flow and a message. */
export interface FlowServices {
  /** Calls an operation of a connection of `client`; resolves to its output, rejects with a Problem. */
  call(request: {
    client: string
    connection: string
    operation: string
    input: unknown
    signal: Cancellation
    idempotencyKey: string
  }): Promise<{ output: unknown; sentBytes: number; receivedBytes: number }>
  /** Schema of one side of an operation of a connection of `client`, where it is known. */
  operationSchema(client: string, connection: string, operation: string, side: 'input' | 'output'): JsonSchema | undefined
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Monotonic clock, milliseconds. */
  tick(): number
  /** A new run id: sortable by time, unique. */
  runId(): string
  /** A run ended: called once per run, never for draft runs. */
  ended(run: RunRecord, steps: readonly StepRecord[], stepsLeftOut: number): void
  /** A run began: called once per run, never for draft runs. */
  began(run: RunRecord): void
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
}

export interface RunResult {
  run: RunRecord
  response: FlowResponse | null
  problem: Problem | null
}

export interface HookMatch {
  flow: string
  trigger: string
}

export interface LiveSchedule {
  flow: string
  client: string
  node: string
  cron: string
  timeZone: string
  body: unknown
}

/** Compiles and runs flows. Keeps one live plan per flow, replaced as a whole; a run keeps the plan it began with. */
export interface FlowRuntime {
  /** Everything that is wrong or worth knowing, in the order of the nodes. */
  check(flow: Flow): Finding[]
  /** Makes this version the live one. Throws `flow.invalid` with the findings as `errors`. */
  load(version: number, flow: Flow): void
  unload(flow: string): void
  /** Runs the live version. Never rejects: what goes wrong is the `problem` of the result. The answer of an operation trigger is checked against its canonical schema. */
  run(request: RunRequest): Promise<RunResult>
  /** Runs a draft and gives back every value; keeps and announces nothing. */
  try(flow: Flow, options: { body: unknown; trigger?: string; until?: string }): Promise<TryResult>
  /** The live webhook of a client for a method and a path (without leading slash). */
  hook(client: string, method: string, path: string): HookMatch | undefined
  /** Methods some live webhook of the client has for the path. */
  hookMethods(client: string, path: string): string[]
  schedules(): LiveSchedule[]
  /** Runs that have not ended. */
  active(): number
  /** Resolves when no run is active, or after `graceMs`, when those left are cancelled. */
  drain(graceMs: number): Promise<void>
}
