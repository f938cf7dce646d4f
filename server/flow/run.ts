import { type Cancellation, Canceller } from '../model/cancellation.ts'
import type { MessageMeta } from '../model/message.ts'
import { Problem } from '../model/problem.ts'
import type { FlowResponse } from '../nodes/contract.ts'
import type { CallGuard, FlowServices } from './contract.ts'
import type { Plan, PlanNode } from './plan.ts'
import { StepBook } from './step-book.ts'

/** Runs another flow for a step of `run`. */
export type RunSubflow = (run: Run, request: { flow: string; node: string; body: unknown; key: string }) => Promise<unknown>

/** A step that waits for a promise. */
export interface OpenStep {
  readonly nodeId: string
  /** Ends its record with the problem. */
  cut(problem: Problem): void
}

/** Calls are told more time than there is, so that it is the run that ends them at its deadline, even where timers are late. */
const AFTERWARDS_MS = 1000

/** What a run begins with. */
export interface RunStart {
  readonly plan: Plan
  readonly trigger: PlanNode
  readonly body: unknown
  /** Bytes as they arrived; left out: measured. */
  readonly inBytes?: number | undefined
  readonly request?: MessageMeta['request'] | undefined
  /** Goes into the record. */
  readonly implementation?: string | undefined
  readonly signal?: Cancellation | undefined
  /** Of a subflow: the flow it belongs to, how deep it is, the time that is left, in milliseconds, and whether it is part of the reading of a customer. */
  readonly parent?: { readonly flow: string; readonly depth: number; readonly leftMs: number; readonly readsCustomer: boolean } | undefined
  /** Left out: a new one. */
  readonly id?: string | undefined
  /** What the keys of calls begin with; left out: the id. */
  readonly key?: string | undefined
  /** When the message arrived, milliseconds since 1970; left out: now. */
  readonly at?: number | undefined
  /** What expressions see as `$input`; left out: the body. */
  readonly input?: unknown
  /** Stands before the calls; left out: they are made straight away. */
  readonly guard?: CallGuard | undefined
  /** Nothing is announced: it is a part of something that is. */
  readonly quiet?: boolean
  /** Of a draft run: values are kept, nothing is announced. */
  readonly draft: boolean
  /** Takes the steps; left out: a new book. */
  readonly book?: StepBook
}

/**
 * One execution of a plan, while it lasts: begun -> over. It is over when all messages have ended, or when `stop` was called: by a node that
 * failed, at the deadline, or from outside. After that no step begins, and steps under way find their signal aborted.
 */
export class Run {
  readonly id: string
  readonly key: string
  readonly depth: number
  /** It is a part of something that is announced. */
  readonly quiet: boolean
  /** It serves `customers.get`, or is a part of what does: a question for a customer would come back to it without end. */
  readonly readsCustomer: boolean
  /** Milliseconds that the run may take. */
  readonly deadlineMs: number
  readonly guard: CallGuard | undefined
  /** When the message arrived, where that was not now. */
  readonly at: number | undefined
  readonly plan: Plan
  readonly services: FlowServices
  readonly subflow: RunSubflow
  readonly book: StepBook
  readonly open = new Set<OpenStep>()
  response: FlowResponse | undefined
  /** Why the run was stopped. */
  problem: Problem | undefined
  stepCount = 0
  private readonly startTick: number
  private yieldedMs = 0
  private canceller: Canceller | undefined
  private onStop: ((problem: Problem) => void) | undefined

  constructor(start: RunStart, services: FlowServices, subflow: RunSubflow) {
    const { plan, parent } = start
    this.id = start.id ?? services.runId()
    this.key = start.key ?? this.id
    this.depth = parent?.depth ?? 0
    this.readsCustomer = parent?.readsCustomer === true || (start.trigger.trigger?.type === 'operation' && start.trigger.trigger.operation === 'customers.get')
    this.quiet = start.quiet ?? false
    this.deadlineMs = parent ? Math.min(plan.flow.settings.deadlineMs, parent.leftMs) : plan.flow.settings.deadlineMs
    this.guard = start.guard
    this.at = start.at
    this.plan = plan
    this.services = services
    this.subflow = subflow
    this.book = start.book ?? new StepBook(start.draft)
    this.startTick = services.tick()
  }

  /** Made when first asked for: most nodes never do. */
  get signal(): Cancellation {
    this.canceller ??= new Canceller()
    if (this.problem) this.canceller.abort(this.problem)
    return this.canceller
  }

  /** When nobody waits for a call any longer, milliseconds since 1970. */
  get deadline(): number {
    return this.services.now() + Math.max(0, this.deadlineMs - this.elapsed()) + AFTERWARDS_MS
  }

  /** Milliseconds since the run began, to the microsecond. */
  elapsed(): number {
    return Math.max(0, Math.round((this.services.tick() - this.startTick) * 1000) / 1000)
  }

  /** Counts a step that is about to begin, at the given time; throws where the run is over, has run too many steps, or too long. */
  admit(nodeId: string, startMs: number): void {
    if (this.problem) throw this.problem
    const { maxSteps } = this.plan.flow.settings
    if (++this.stepCount > maxSteps) throw this.stop(new Problem('flow.too-many-steps', `The run was ended after ${maxSteps} steps.`, { at: nodeId }))
    if (startMs >= this.deadlineMs) throw this.expire(nodeId)
  }

  /** A step has its result; one that comes too late is dropped. */
  settled(step: OpenStep): void {
    this.open.delete(step)
    if (this.problem) throw this.problem
  }

  /** Calls back when the run is stopped. */
  whenStopped(callback: (problem: Problem) => void): void {
    this.onStop = callback
  }

  /** Ends the run with a problem, unless it has one; gives the problem that counts. */
  stop(problem: Problem): Problem {
    if (this.problem) return this.problem
    this.problem = problem
    for (const step of this.open) step.cut(new Problem('flow.cancelled', `The run ended with ${problem.code} before this step did.`))
    this.open.clear()
    this.canceller?.abort(problem)
    this.onStop?.(problem)
    return problem
  }

  /** The deadline has passed. */
  expire(nodeId?: string): Problem {
    const at = nodeId ?? this.open.values().next().value?.nodeId
    return this.stop(new Problem('flow.deadline', `The run did not end within ${Math.round(this.deadlineMs)} ms.`, at === undefined ? {} : { at }))
  }

  /** Lets other work of the process go on where this run has computed for long. */
  async breathe(): Promise<void> {
    const now = this.elapsed()
    if (now - this.yieldedMs < 10) return
    await new Promise((resolve) => setImmediate(resolve))
    this.yieldedMs = this.elapsed()
  }
}
