import type { Flow } from '../model/flow.ts'
import { toProblem } from '../model/problem.ts'
import type { TryResult } from '../model/run.ts'
import { compilePlan, type Workshop } from './compile-plan.ts'
import { triggerOf } from './live-flows.ts'
import type { PlanNode } from './plan.ts'
import { runPlan, type RunRoom } from './run-plan.ts'
import type { RunStart } from './run.ts'
import { unstartedRun } from './unstarted-run.ts'

/**
 * Runs a draft and gives back the values of its first 200 steps. The calls it makes are real. With `until`, only nodes on the way to that node
 * run. Never rejects for what is wrong with the flow: that is the problem of the run.
 */
export async function tryFlow(
  tools: { room: RunRoom; workshop: Workshop },
  flow: Flow,
  options: { body: unknown; trigger?: string; until?: string },
): Promise<TryResult> {
  const { room, workshop } = tools
  try {
    const plan = compilePlan(flow, workshop, { version: 0, until: options.until })
    const trigger = triggerOf(plan, { trigger: options.trigger })
    const { run, response, book } = await runPlan(room, { plan, trigger, body: options.body, request: requestOf(trigger), draft: true })
    return { run, steps: book.trySteps(), stepsLeftOut: book.leftOut, response: response && { status: response.status, body: response.body } }
  } catch (error) {
    const record = { id: room.services.runId(), flow: flow.id, version: 0, client: flow.client, inBytes: 0 }
    return { run: unstartedRun(room.services, record, toProblem(error)), steps: [], stepsLeftOut: 0, response: null }
  }
}

/** What a webhook node finds in `$meta.request` when nobody sent a request. */
export function requestOf({ trigger }: PlanNode): RunStart['request'] {
  return trigger?.type === 'http' ? { method: trigger.method, path: trigger.path, query: {}, headers: {} } : undefined
}
