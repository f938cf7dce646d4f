import type { MockedAnswer } from '../../model/case.ts'
import { type Cancellation, Canceller } from '../../model/cancellation.ts'
import { Problem, toProblem } from '../../model/problem.ts'
import type { TryStep } from '../../model/run.ts'
import type { RunProblem } from '../../model/run-problem.ts'
import type { ActiveRuns } from '../active-runs.ts'
import type { FlowServices } from '../contract.ts'
import { triggerOf } from '../live-flows.ts'
import type { Plan } from '../plan.ts'
import { runPlan } from '../run-plan.ts'
import { runProblem } from '../../model/run-problem.ts'
import { StepBook } from '../step-book.ts'
import { requestOf } from '../try-flow.ts'

/** Steps whose ways out are known for the coverage. */
const MOST_STEPS = 20_000

/** A call of a node that waits for its answer. */
export interface TrialCall {
  readonly node: string
  /** Calls of this node before. */
  readonly before: number
  /** Of a call, not of a subflow. */
  readonly operation?: { readonly connection: string; readonly operation: string }
  /** Of a question about a customer. */
  readonly customer?: true
}

/** A run in which nothing is real: the time is given, and calls and subflows are answered. */
export interface Trial {
  readonly id: string
  readonly trigger: string | undefined
  readonly body: unknown
  /** The time of the run, milliseconds since 1970. */
  readonly at: number
  /** The first 200 steps are wanted with their values, not all without. */
  readonly keepsValues?: boolean
  /** Ends the run when nobody waits for it any more. */
  readonly signal?: Cancellation | undefined
  /** Undefined: there is no answer, and the run ends. */
  answer(call: TrialCall): MockedAnswer | undefined
}

/** What a trial came to. */
export interface Outcome {
  readonly status: number | null
  /** Of the answer. */
  readonly body: unknown
  readonly problem: RunProblem | undefined
  /** Inputs of calls, subflows and questions about customers by node, in order. */
  readonly calls: ReadonlyMap<string, readonly unknown[]>
  /** The node whose call found no answer. */
  readonly unanswered: string | undefined
  /** Input and output are there if the trial keeps them. */
  readonly steps: readonly TryStep[]
  readonly durationMs: number
}

export interface TrialRoom {
  readonly services: Pick<FlowServices, 'tick' | 'operationSchema'>
  readonly active: ActiveRuns
}

/** Runs a plan on its own. Never rejects: what goes wrong is part of the outcome. */
export async function runTrial(room: TrialRoom, plan: Plan | Problem, trial: Trial): Promise<Outcome> {
  const begun = room.services.tick()
  const script = new Script(trial)
  const hangUp = (): void => script.stop.abort()
  trial.signal?.addEventListener('abort', hangUp, { once: true })
  const book = trial.keepsValues ? new StepBook(true) : new StepBook(false, MOST_STEPS)
  const common = () => ({ calls: script.calls, unanswered: script.unanswered, steps: book.trySteps(), durationMs: room.services.tick() - begun })
  try {
    if (plan instanceof Problem) throw plan
    const trigger = triggerOf(plan, trial)
    const stage = { active: room.active, services: servicesOf(room, script), subflow: script.subflow }
    const start = { plan, trigger, body: trial.body, request: requestOf(trigger), signal: script.stop, draft: true, book }
    const { run, response, problem } = await runPlan(stage, start)
    return { ...common(), status: run.status, body: response?.body, problem: problem ? runProblem(problem) : undefined }
  } catch (error) {
    const problem = toProblem(error)
    return { ...common(), status: problem.kind.status, body: undefined, problem: runProblem(problem) }
  } finally {
    trial.signal?.removeEventListener('abort', hangUp)
  }
}

function servicesOf({ services }: TrialRoom, script: Script): FlowServices {
  return {
    call: async ({ node, connection, operation, input }) => ({
      output: script.take(node, input, { operation: { connection, operation } }),
      sentBytes: 0,
      receivedBytes: 0,
    }),
    customer: async ({ node, ref, fields }) => script.take(node, { ref, fields }, { customer: true }),
    operationSchema: services.operationSchema,
    now: () => script.trial.at,
    tick: services.tick,
    runId: () => `case-${script.trial.id}`,
    operationEffect: () => undefined,
    version: async () => undefined,
    began: () => undefined,
    ended: () => undefined,
  }
}

/** Answers the calls of one trial and keeps what they were given. */
class Script {
  readonly trial: Trial
  readonly calls = new Map<string, unknown[]>()
  readonly stop = new Canceller()
  unanswered: string | undefined

  constructor(trial: Trial) {
    this.trial = trial
  }

  readonly subflow = async (_run: unknown, { node, body }: { node: string; body: unknown }): Promise<unknown> => this.take(node, body)

  /** Throws the problem that the answer is, or ends the run where there is none. */
  take(node: string, input: unknown, kind: Pick<TrialCall, 'operation' | 'customer'> = {}): unknown {
    const inputs = this.calls.get(node) ?? []
    this.calls.set(node, inputs)
    const answer = this.trial.answer({ node, before: inputs.length, ...kind })
    inputs.push(input ?? null)
    if (answer && 'output' in answer) return answer.output
    if (answer) throw new Problem(answer.problem, 'The case answers the call with this problem.')
    this.unanswered ??= node
    this.stop.abort()
    throw new Problem('flow.cancelled', 'The case has no answer for this call.')
  }
}
