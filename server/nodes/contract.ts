import type { z } from 'zod'
import type { CompiledMapping, Expression, Expressions } from '../expression/expression.ts'
import type { Cancellation } from '../model/cancellation.ts'
import type { FillCounts } from '../model/fill.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { Message } from '../model/message.ts'
import type { NodeSpec } from '../model/node-spec.ts'
import type { WebhookSignature } from '../model/webhook-signature.ts'

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
  /** These fields and the reference of a customer, asked from the CRM that the client of the flow uses; rejects with a Problem such as `crm.offline` or `reference.deleted`. */
  customer(ref: string, fields: readonly string[]): Promise<unknown>
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

/** A value that a node makes, as far as it can be told without running it. */
export type TracedValue =
  /** The message as it arrived, apart from the keys in `without`. */
  | { readonly of: 'message'; readonly without?: readonly string[] }
  /** The value of an expression over the message; `computed`: something that is made of it. */
  | { readonly of: 'expression'; readonly expression: Expression; readonly computed?: boolean }
  | { readonly of: 'mapping'; readonly mapping: CompiledMapping }
  /** What comes back from where the node sends to; `only`: these fields of it. */
  | { readonly of: 'answer'; readonly only?: readonly string[] }

/** Where a node sends data besides the wires. `customer`: the CRM that the client uses is asked for the customer. `store`: Patchbay itself keeps what the config field gives. */
export type Destination =
  | { readonly to: 'operation'; readonly connection: string; readonly operation: string }
  | { readonly to: 'flow'; readonly flow: string }
  | { readonly to: 'customer' }
  | { readonly to: 'caller' }
  | { readonly to: 'header'; readonly name: string }
  | { readonly to: 'store'; readonly field: string }

/** What a node does to the fields of messages. All its expressions and mappings are named here. */
export interface NodeTrace {
  /** What the messages that leave may be made of: values at keys of the new body, or the body itself (an empty key). */
  readonly out: readonly { readonly at: string; readonly value: TracedValue }[]
  /** They decide which way a message takes. */
  readonly decides?: readonly Expression[]
  /** As many messages leave as the list has elements. */
  readonly counts?: Expression
  readonly sends?: readonly { readonly to: Destination; readonly value: TracedValue }[]
  /** They tell something about a message that is kept as a keyed hash at most: no field goes anywhere by them. */
  readonly tells?: readonly Expression[]
}

/** Reads something of a message before its flow runs; may give a promise. */
export type MessageReader = (body: unknown, bindings: Readonly<Record<string, unknown>>) => unknown

/** What a trigger tells of a message before its flow runs. The readers fail with a Problem that names no value. */
export interface Admits {
  /** Gives the text or number that the order of messages is kept by, or nothing for a message without an order. Left out: all messages of the trigger keep one order. */
  readonly lane?: MessageReader
  /** Gives a text or number, or a list of them, by which the message can be found. */
  readonly keys?: MessageReader
  /** Messages have been checked against the schema that the trigger produces. */
  readonly checked: boolean
}

/** How the requests of a webhook are received. The readers see the body of the request, and fail as expressions do. */
export interface Receiving {
  /** Messages are delivered durably, and the request is answered as soon as they are accepted. */
  readonly accept: boolean
  readonly signature: WebhookSignature
  /** Dotted path of a list in the body whose elements are messages of their own; empty for the body itself. Left out: the body is one message. */
  readonly batch?: string
  /** Gives the id of a message: one that comes again is the same. With a batch it sees each message. */
  readonly id?: MessageReader
  /** Gives true for a request that only tries the address. */
  readonly ping?: MessageReader
  /** Gives the answer to it: a text, or a value that is sent as JSON. */
  readonly pingAnswer?: MessageReader
}

export interface PreparedNode {
  readonly run: NodeRun
  /** Says without running what becomes of the fields of a message. */
  readonly trace: NodeTrace
  /** How many branches of a fan run at the same time. Default 1: in order. */
  readonly concurrency?: number
  readonly trigger?: Trigger
  /** Of a trigger. */
  readonly admits?: Admits
  /** Of a trigger of the type http. */
  readonly receives?: Receiving
  /** Of a node that writes: id of the node that undoes it. */
  readonly undo?: string
  /** Of a node that maps: how often its rows gave a value and its invariants held, since it was prepared. */
  readonly fills?: () => FillCounts
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
