import type { z } from 'zod'
import type { Expressions } from '../expression/expression.ts'
import type { Cancellation } from '../model/cancellation.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { Message } from '../model/message.ts'
import type { NodeSpec } from '../model/node-spec.ts'

/** One message that leaves a node by a port. `meta` is carried over by the runner. */
export interface Emission {
  readonly port: string
  readonly body: unknown
}

/** The answer a flow gives to its caller. */
export interface FlowResponse {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What a node may do to the world while it runs. Everything else is a pure function of the message. */
export interface StepContext {
  readonly nodeId: string
  /** Aborted at the deadline of the run, or when it is cancelled. */
  readonly signal: Cancellation
  /** Variables for expressions: `meta`, and `input` = body of the first message of the run. */
  readonly bindings: Readonly<Record<string, unknown>>
  /** Calls an operation of a connection; resolves to its output, rejects with a Problem. */
  call(request: CallRequest): Promise<unknown>
  /** Runs the published version of another flow of the same client; resolves to the body of its answer. */
  subflow(flow: string, body: unknown): Promise<unknown>
  /** Sets the answer of the run. The first one counts. */
  respond(response: FlowResponse): void
  /** Notes the shape of a message in the run record: paths and types, never values. */
  note(shape: readonly string[]): void
}

export interface CallRequest {
  connection: string
  operation: string
  input: unknown
}

/** What starts a run, as data: the router and the scheduler read it, nobody asks for the kind. */
export type Trigger =
  | { type: 'operation'; operation: string }
  | { type: 'http'; method: string; path: string }
  | { type: 'schedule'; cron: string; timeZone: string; body: unknown }

/** Nothing, one or several messages, in order. Plain values keep the hot path free of promises. */
export type StepResult = Emission | readonly Emission[]

/** Throws a Problem, or rejects with one. For a kind that gathers, the body is the array of gathered bodies in order. */
export type NodeRun = (message: Message, step: StepContext) => StepResult | Promise<StepResult>

export interface PreparedNode {
  readonly run: NodeRun
  /** How many branches of a fan run at the same time. Default 1: in order. */
  readonly concurrency?: number
  readonly trigger?: Trigger
}

export interface PrepareEnvironment {
  readonly expressions: Expressions
  /** Schema of what arrives, where it is known. */
  readonly input: JsonSchema | undefined
  /** Schema of what must leave, where it is known. */
  readonly output: JsonSchema | undefined
}

/**
 * A kind of node: its spec is data, `prepare` turns a checked config into a function once, `run` is called often.
 * `prepare` throws a Problem for a config that cannot work (an expression that does not parse), with `at` = the config field.
 */
export interface NodeKind<C = unknown> {
  readonly spec: Omit<NodeSpec, 'config'>
  readonly config: z.ZodType<C>
  prepare(config: C, environment: PrepareEnvironment): PreparedNode
}
