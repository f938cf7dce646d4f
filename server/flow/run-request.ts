import { Problem, toProblem } from '../model/problem.ts'
import type { RunRequest, RunResult, UndoRequest } from './contract.ts'
import { triggerOf, type LiveFlows } from './live-flows.ts'
import type { PinnedPlans } from './pinned-plans.ts'
import type { Plan } from './plan.ts'
import { runPlan, type RunRoom } from './run-plan.ts'
import type { RunStart } from './run.ts'
import { unstartedRun } from './unstarted-run.ts'

/** Where the plans of requests are found. */
export interface PlanShelf {
  readonly live: LiveFlows
  readonly pinned: PinnedPlans
}

/** As `FlowRuntime.run`. */
export async function runRequest(room: RunRoom, { live, pinned }: PlanShelf, request: RunRequest): Promise<RunResult> {
  const { flow, body, inBytes, signal, guard, attempt, implementation } = request
  let plan = live.get(flow)
  try {
    if (attempt && plan?.version !== attempt.version) plan = await pinned.get(flow, attempt.version)
    if (!plan) throw new Problem('flow.unpublished', `The flow ${flow} has no published version.`)
    const trigger = triggerOf(plan, request)
    if (plan === live.get(flow) && (!attempt || attempt.first)) room.services.arrived?.({ flow: plan.flow, trigger: trigger.id, body, bytes: inBytes })
    const [id, at, quiet] = [attempt?.id ?? request.id, attempt?.acceptedAt, attempt !== undefined]
    return await runPlan(room, { plan, trigger, body, inBytes, signal, guard, request: request.request, implementation, id, at, quiet, draft: false })
  } catch (error) {
    return unstarted(room, { ...request, version: attempt?.version ?? plan?.version ?? 0, client: plan?.flow.client ?? '' }, error)
  }
}

/** As `FlowRuntime.undo`. */
export async function undoWrite(room: RunRoom, { pinned }: PlanShelf, request: UndoRequest): Promise<RunResult> {
  const { attempt, flow, node, output, input, key, guard, signal } = request
  let plan: Plan | undefined
  try {
    plan = await pinned.get(flow, attempt.version)
    const undo = plan.nodes.get(plan.nodes.get(node)?.undo ?? '')
    if (!undo) throw new Problem('flow.invalid', 'The flow names no node that undoes what this one has written.', { at: node })
    const start: RunStart = { plan, trigger: undo, body: output, input, id: attempt.id, key: `${key}:undo`, guard, signal, quiet: true, draft: false }
    return await runPlan(room, { ...start, at: attempt.acceptedAt })
  } catch (error) {
    return unstarted(room, { flow, inBytes: 0, id: attempt.id, version: attempt.version, client: plan?.flow.client ?? '' }, error)
  }
}

interface Unstarted extends Pick<RunRequest, 'flow' | 'inBytes' | 'id' | 'attempt'> {
  version: number
  client: string
}

function unstarted({ services }: RunRoom, { flow, inBytes, version, client, ...ids }: Unstarted, error: unknown): RunResult {
  const problem = toProblem(error)
  const id = ids.attempt?.id ?? ids.id ?? services.runId()
  return { run: unstartedRun(services, { id, flow, version, client, inBytes }, problem), response: null, problem, steps: [], stepsLeftOut: 0 }
}
