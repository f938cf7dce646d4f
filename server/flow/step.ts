import type { Cancellation } from '../model/cancellation.ts'
import type { Message } from '../model/message.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { StepRecord } from '../model/run.ts'
import type { CallRequest, Emission, FlowResponse, StepContext, StepResult } from '../nodes/contract.ts'
import type { PlanNode } from './plan.ts'
import { problemAt } from './problem-at.ts'
import { runProblem } from '../model/run-problem.ts'
import type { OpenStep, Run } from './run.ts'
import { problemScope, type Scope } from './scope.ts'

/** One node being executed once. Made for every step, so it holds references only. */
export class Step implements StepContext, OpenStep {
  readonly run: Run
  readonly node: PlanNode
  readonly message: Message
  /** Undefined beyond the number of steps that are recorded. */
  readonly record: StepRecord | undefined
  /** Of the messages that leave: changes when the node fails. */
  scope: Scope
  failed = false

  /** Begins the step; throws where the run does not admit it. */
  constructor(run: Run, node: PlanNode, { body, scope }: { body: unknown; scope: Scope }) {
    const startMs = run.elapsed()
    run.admit(node.id, startMs)
    this.run = run
    this.node = node
    this.message = { body, meta: scope.meta }
    this.scope = scope
    this.record = run.book.begin(node, { body, path: scope.path, startMs })
  }

  get nodeId(): string {
    return this.node.id
  }

  get signal(): Cancellation {
    return this.run.signal
  }

  get bindings(): Readonly<Record<string, unknown>> {
    return this.scope.bindings
  }

  call({ connection, operation, input }: CallRequest): Promise<unknown> {
    const { plan, services, guard } = this.run
    return this.noted(input, async () => {
      const { deadline } = this.run
      const request = { client: plan.flow.client, node: this.node.id, connection, operation, input, signal: this.signal, deadline, idempotencyKey: this.key() }
      return (await (guard ? guard(request) : services.call(request))).output
    })
  }

  subflow(flow: string, body: unknown): Promise<unknown> {
    return this.noted(body, () => this.run.subflow(this.run, { flow, node: this.node.id, body, key: this.key() }))
  }

  customer(ref: string, fields: readonly string[]): Promise<unknown> {
    const { plan, services } = this.run
    return this.noted({ ref, fields }, async () => {
      if (!services.customer) throw new Problem('crm.disabled', 'There is no CRM here.')
      if (this.run.readsCustomer) throw new Problem('flow.failed', 'A flow that reads customers from the CRM cannot ask for one.')
      return services.customer({ client: plan.flow.client, node: this.node.id, ref, fields, signal: this.signal })
    })
  }

  respond(response: FlowResponse): void {
    this.run.response ??= response
  }

  note(shape: readonly string[]): void {
    if (this.record) this.record.shape = [...shape]
  }

  /** Runs the node. A problem leaves by the port `problem` if that is wired; otherwise it ends the run. */
  execute(): StepResult | Promise<StepResult> {
    let result
    try {
      result = this.node.run(this.message, this)
    } catch (error) {
      return this.fail(error)
    }
    if (!(result instanceof Promise)) return this.finish(result)
    this.run.open.add(this)
    return result.then(
      (settled) => this.finish(settled),
      (error: unknown) => this.fail(error),
    )
  }

  /** Ends the record of a step that will not end by itself. */
  cut(problem: Problem): void {
    if (!this.record) return
    this.record.durationMs = this.run.elapsed() - this.record.startMs
    this.record.problem = runProblem(problem)
  }

  private async noted(input: unknown, ask: () => Promise<unknown>): Promise<unknown> {
    const note = this.run.book.called(this.record, input)
    if (!note) return ask()
    try {
      const output = await ask()
      note.output = output ?? null
      return output
    } catch (error) {
      note.problem = toProblem(error).code
      throw error
    }
  }

  private finish(result: StepResult): StepResult {
    this.run.settled(this)
    this.close(result)
    return result
  }

  private fail(error: unknown): Emission {
    this.run.settled(this)
    const problem = problemAt(toProblem(error, 'flow.failed'), this.node.id)
    const emission: Emission = { port: 'problem', body: this.message.body }
    this.failed = true
    const wired = (this.node.ports.get('problem')?.targets.length ?? 0) > 0
    if (wired) this.close(emission)
    this.cut(problem)
    if (!wired) throw this.run.stop(problem)
    this.scope = problemScope(this.scope, { code: problem.code, detail: problem.detail, at: this.node.id })
    return emission
  }

  private close(result: StepResult): void {
    if (this.record) this.run.book.close({ node: this.node, record: this.record, result, endMs: this.run.elapsed() })
  }

  /** The same for the same call when the run is repeated. */
  private key(): string {
    const { path, calls } = this.scope
    const before = calls.get(this.node.id) ?? 0
    calls.set(this.node.id, before + 1)
    return [this.run.key, this.node.id, ...path, ...(before > 0 ? [`+${before}`] : [])].join(':')
  }
}
