import type { Connection } from '../model/connection.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { OperationCall, OperationResult } from './contract.ts'
import type { Answer, Conversation } from './conversation.ts'
import { hadNoEffect, type Progress } from './no-effect.ts'
import type { PreparedOperation } from './operation.ts'
import { headersFrom, type OutgoingRequest } from './outgoing.ts'
import type { Traffic } from './traffic.ts'

/** What templates see as `connection`. */
export type ConnectionScope = Pick<Connection, 'baseUrl' | 'settings'>

export interface CallerOptions {
  readonly find: (operation: string) => Promise<PreparedOperation>
  readonly traffic: Traffic
  readonly converse: Conversation
  readonly view: ConnectionScope
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds of the connection: the longest wait for a target that wants silence. */
  readonly timeoutMs: number
}

/** One call while it lasts: what is known of it is filled in as it goes on. */
interface OpenCall {
  readonly request: OperationCall
  readonly progress: Progress
  operation?: PreparedOperation
  answer?: Answer
}

/** Makes the calls of one connection: waits for its turn, asks, judges the answer. */
export function createCaller(options: CallerOptions): (request: OperationCall) => Promise<OperationResult> {
  const { traffic } = options
  return async (request) => {
    const open: OpenCall = { request, progress: { state: 'held', status: 0, declared: undefined } }
    let ended: ((problem?: Problem) => void) | undefined
    try {
      const leave = await traffic.enter(request.signal, Math.min(options.timeoutMs, timeLeft(request, options)))
      ended = (problem) => leave({ progress: open.progress, headers: open.answer?.response.headers, problem })
      const result = await converse(open, options)
      ended()
      return result
    } catch (error) {
      const problem = judge(toProblem(error), open)
      ended?.(problem)
      throw problem
    }
  }
}

async function converse(open: OpenCall, options: CallerOptions): Promise<OperationResult> {
  const { request, progress } = open
  const { input, signal, idempotencyKey, sending } = request
  // Found and filled after the turn has come, so that calls begin in the order they came.
  const operation = await options.find(request.operation)
  open.operation = operation
  const page = operation.page(input)
  const keyed = withKey(await operation.request({ input, connection: options.view, page }), operation.keyHeader, idempotencyKey)
  const outgoing = request.traceparent === undefined ? keyed : { ...keyed, headers: { ...keyed.headers, traceparent: request.traceparent } }
  const timeoutMs = Math.min(operation.timeoutMs, timeLeft(request, options))
  const answer = await options.converse({ operation, request: outgoing, signal, timeoutMs, progress, sending })
  open.answer = answer
  const scope = { ...answer.response, input }
  const found = operation.failure(scope)
  const failure = found instanceof Promise ? await found : found
  progress.declared = failure?.noEffect
  if (failure) throw failure.problem
  progress.state = 'good'
  const output = await operation.output(scope, page)
  const reference = await operation.reference({ output, input })
  return { output, sentBytes: outgoing.body?.length ?? 0, receivedBytes: answer.receivedBytes, ...(reference !== undefined && { reference }) }
}

/** Milliseconds that somebody waits for the answer. Throws `flow.deadline` when nobody does any longer. */
function timeLeft({ deadline }: OperationCall, { now }: CallerOptions): number {
  if (deadline === undefined) return Infinity
  const left = deadline - now()
  if (left <= 0) throw new Problem('flow.deadline', 'The deadline passed before the call began.')
  return left
}

/** Says whether a write that failed had an effect; of an operation that is not known, nothing was sent. */
function judge(problem: Problem, { operation, progress }: OpenCall): Problem {
  if (operation && operation.by === undefined) return problem
  return hadNoEffect(problem.code, progress, operation?.by ?? 'none') ? problem.withNoEffect() : problem
}

function withKey(request: OutgoingRequest, header: string | undefined, key: string | undefined): OutgoingRequest {
  if (header === undefined || key === undefined) return request
  return { ...request, headers: { ...request.headers, ...headersFrom({ [header]: key }, 'idempotencyKey') } }
}
