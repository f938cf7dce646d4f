import type { Connect, OperationCall, OperationResult } from './connect/contract.ts'
import type { FlowRuntime } from './flow/contract.ts'
import { toProblem } from './model/problem.ts'
import type { Span, Spans } from './spans.ts'

/** Tells of runs and of the calls that they make. Runs are found by the ids that the idempotency keys of their calls begin with. */
export class RunTraces {
  private readonly spans: Spans
  private readonly runId: () => string
  private readonly open = new Map<string, Span>()

  /** `runId` names runs that nobody has named. */
  constructor(spans: Spans, runId: () => string) {
    this.spans = spans
    this.runId = runId
  }

  /** The same runtime, whose runs are told of: each attempt of a document is one. */
  runtime(runtime: FlowRuntime): FlowRuntime {
    return { ...runtime, run: (request) => this.run(runtime, request) }
  }

  /** The same connections, whose calls are told of; their targets get the trace as a header. */
  connect(connect: Connect): Connect {
    return { ...connect, call: (request) => this.call(connect, request), readBack: (request) => connect.readBack(this.traced(request)) }
  }

  private async run(runtime: FlowRuntime, request: Parameters<FlowRuntime['run']>[0]): ReturnType<FlowRuntime['run']> {
    const { flow, attempt, traceparent } = request
    const id = attempt?.id ?? request.id ?? this.runId()
    const kind = attempt ? 'consumer' : 'server'
    const span = this.spans.begin({ name: `run ${flow}`, kind, parent: traceparent, attributes: { 'patchbay.run': id, 'patchbay.flow': flow } })
    this.open.set(id, span)
    const result = await runtime.run(attempt ? request : { ...request, id })
    if (this.open.get(id) === span) this.open.delete(id)
    const { run, problem } = result
    const about = { 'patchbay.version': run.version, 'patchbay.client': run.client, 'patchbay.steps': run.stepCount }
    span.end({ ...about, 'patchbay.in_bytes': run.inBytes, 'patchbay.out_bytes': run.outBytes }, problem?.code)
    return result
  }

  private async call(connect: Connect, request: OperationCall): Promise<OperationResult> {
    const around = this.around(request)
    if (!around) return connect.call(request)
    const { connection, operation } = request
    const attributes = {
      'patchbay.connection': connection.id,
      'patchbay.connector': connection.connector,
      'patchbay.operation': operation,
      'patchbay.node': around.node,
    }
    const span = this.spans.begin({ name: `call ${operation}`, kind: 'client', parent: around.span.traceparent, attributes })
    try {
      const result = await connect.call({ ...request, traceparent: span.traceparent })
      span.end({ 'patchbay.sent_bytes': result.sentBytes, 'patchbay.received_bytes': result.receivedBytes })
      return result
    } catch (error) {
      span.end({}, toProblem(error).code)
      throw error
    }
  }

  private traced(request: OperationCall): OperationCall {
    const around = this.around(request)
    return around ? { ...request, traceparent: around.span.traceparent } : request
  }

  /** The run that a call belongs to, and its node with the index path in splits. */
  private around({ idempotencyKey = '' }: OperationCall): { span: Span; node: string } | undefined {
    const end = idempotencyKey.indexOf(':')
    const span = end < 0 ? undefined : this.open.get(idempotencyKey.slice(0, end))
    return span && { span, node: idempotencyKey.slice(end + 1) }
  }
}
