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
import { runProblem } from './run-problem.ts'
import { rootScope } from './scope.ts'
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
  room.active.add(run)
  try {
    if (!start.draft) services.began({ ...record })
    const problem = await execute(run, start, record.startedAt)
    const answer: Answer = problem ? { problem } : settle(run, start)
    close(record, run, answer)
    if (!start.draft) services.ended(record, run.book.steps, run.book.leftOut)
    return { run: record, response: 'response' in answer ? answer.response : null, problem: 'problem' in answer ? answer.problem : null, book: run.book }
  } finally {
    room.active.delete(run)
  }
}

function recordOf(run: Run, { plan, trigger, body, inBytes, parent }: RunStart): RunRecord {
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
  }
}

function triggerName({ id, trigger }: PlanNode): string {
  if (trigger?.type === 'operation') return trigger.operation
  if (trigger?.type === 'http') return `${trigger.method} ${trigger.path}`
  return trigger?.cron ?? id
}

/** Resolves when all messages have ended or the run is stopped, whichever is first. */
async function execute(run: Run, start: RunStart, at: string): Promise<Problem | undefined> {
  const { signal, trigger, body } = start
  const scope = rootScope(metaOf(run, start, at), body)
  const cancel = (): void => void run.stop(new Problem('flow.cancelled', 'The run was cancelled by its caller.'))
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  const timer = setTimeout(() => run.expire(), run.plan.flow.settings.deadlineMs)
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

function metaOf(run: Run, { plan, trigger, request }: RunStart, at: string): MessageMeta {
  const operation = trigger.trigger?.type === 'operation' ? trigger.trigger.operation : undefined
  return { runId: run.id, client: plan.flow.client, flow: plan.flow.id, at, ...(operation !== undefined && { operation }), ...(request && { request }) }
}

function settle(run: Run, { trigger, plan }: RunStart): Answer {
  if (plan.until !== undefined) return { response: run.response ?? null }
  return answerOf(trigger.trigger, run.response, run.id)
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
