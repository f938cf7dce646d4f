import type { MessageMeta } from '../model/message.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { RunRecord } from '../model/run.ts'
import type { FlowResponse } from '../nodes/contract.ts'
import type { ActiveRuns } from './active-runs.ts'
import { answerOf, type Answer } from './answer.ts'
import type { FlowServices, RunResult } from './contract.ts'
import { jsonSize } from './json-size.ts'
import type { PlanNode } from './plan.ts'
import { Run, type RunStart, type RunSubflow } from './run.ts'
import { runProblem } from '../model/run-problem.ts'
import { rootScope, type Scope } from './scope.ts'
import type { StepBook } from './step-book.ts'
import { walk } from './walk.ts'

/** What runs share. */
export interface RunRoom {
  readonly services: FlowServices
  readonly subflow: RunSubflow
  readonly active: ActiveRuns
}

/** Runs a plan from a trigger to its end. Rejects only if the services do. */
export async function runPlan(room: RunRoom, start: RunStart): Promise<RunResult & { book: StepBook }> {
  const { services } = room
  const run = new Run(start, services, room.subflow)
  const record = recordOf(run, start)
  const { steps } = run.book
  const announced = !run.quiet && !start.draft
  room.active.add(run)
  try {
    if (announced) services.began({ ...record })
    const scope = rootScope(metaOf(run, start, record.startedAt), start.input === undefined ? start.body : start.input)
    const stopped = await execute(run, start, scope)
    const answer: Answer = stopped ? { problem: stopped } : settle(run, start)
    close(record, run, answer)
    const stepsLeftOut = run.book.leftOut
    if (announced) {
      const keys = keysOf(start, scope)
      services.ended({ run: record, steps, stepsLeftOut, keys: keys instanceof Promise ? await keys : keys })
    }
    const [response, problem] = 'problem' in answer ? [null, answer.problem] : [answer.response, null]
    return { run: record, response, problem, steps, stepsLeftOut, book: run.book }
  } finally {
    room.active.delete(run)
  }
}

/** A run has been answered by now: an expression that fails leaves it without keys. */
function keysOf({ trigger, body }: RunStart, { bindings }: Scope): readonly string[] | Promise<readonly string[]> {
  try {
    const keys = trigger.admitter?.keys(body, bindings) ?? []
    return keys instanceof Promise ? keys.catch(() => []) : keys
  } catch {
    return []
  }
}

function recordOf(run: Run, { plan, trigger, body, inBytes, parent, implementation }: RunStart): RunRecord {
  return {
    id: run.id,
    flow: plan.flow.id,
    version: plan.version,
    client: plan.flow.client,
    trigger: parent ? { kind: 'subflow', name: parent.flow } : { kind: trigger.kind, name: triggerName(trigger) },
    state: 'running',
    startedAt: new Date(run.services.now()).toISOString(),
    durationMs: null,
    stepCount: 0,
    inBytes: inBytes ?? jsonSize(body),
    outBytes: 0,
    status: null,
    problem: null,
    ...(implementation !== undefined && { implementation }),
  }
}

function triggerName({ id, trigger }: PlanNode): string {
  if (trigger?.type === 'operation') return trigger.operation
  if (trigger?.type === 'http') return `${trigger.method} ${trigger.path}`
  return trigger?.cron ?? id
}

/** Resolves when all messages have ended or the run is stopped, whichever is first. */
async function execute(run: Run, { signal, trigger, body, parent }: RunStart, scope: Scope): Promise<Problem | undefined> {
  const cancel = (): void => void run.stop(new Problem('flow.cancelled', 'The run was cancelled by its caller.'))
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  // At its own deadline the parent cancels.
  const timer = parent?.leftMs === run.deadlineMs ? undefined : setTimeout(() => run.expire(), run.deadlineMs)
  try {
    await new Promise<void>((resolve, reject) => {
      run.whenStopped(reject)
      walk(run, trigger, { body, scope }).then(resolve, reject)
    })
    return run.problem
  } catch (error) {
    return run.stop(toProblem(error))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', cancel)
  }
}

function metaOf(run: Run, { plan, trigger, request }: RunStart, startedAt: string): MessageMeta {
  const at = run.at === undefined ? startedAt : new Date(run.at).toISOString()
  const operation = trigger.trigger?.type === 'operation' ? trigger.trigger.operation : undefined
  return { runId: run.id, client: plan.flow.client, flow: plan.flow.id, at, ...(operation !== undefined && { operation }), ...(request && { request }) }
}

function settle(run: Run, { trigger, plan, body }: RunStart): Answer {
  if (plan.until !== undefined) return { response: run.response ?? null }
  return answerOf(trigger.trigger, run.response, { id: run.id, input: body })
}

function close(record: RunRecord, run: Run, answer: Answer): void {
  const problem = 'problem' in answer ? answer.problem : undefined
  const response: FlowResponse | null = 'response' in answer ? answer.response : null
  record.state = problem === undefined ? 'succeeded' : problem.code === 'flow.cancelled' ? 'cancelled' : 'failed'
  record.durationMs = run.elapsed()
  record.stepCount = run.stepCount
  record.outBytes = response ? jsonSize(response.body) : 0
  record.status = problem?.kind.status ?? response?.status ?? null
  record.problem = problem ? runProblem(problem) : null
}
