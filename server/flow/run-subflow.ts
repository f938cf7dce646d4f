import { Problem } from '../model/problem.ts'
import { triggerOf, type LiveFlows } from './live-flows.ts'
import { runPlan, type RunRoom } from './run-plan.ts'
import type { Run } from './run.ts'

const DEEPEST = 8

/**
 * Runs the live version of another flow of the same client and resolves to the body of its answer. It ends with the run that asked for it, has
 * what is left of its time, and a run record of its own unless that run is part of an accepted document. Rejects with the problem it ended with, or `flow.failed` for an answer that is not good.
 */
export async function runSubflow(
  { room, live }: { room: RunRoom; live: LiveFlows },
  run: Run,
  { flow, body, key }: { flow: string; body: unknown; key: string },
): Promise<unknown> {
  const depth = run.depth + 1
  if (depth > DEEPEST) throw new Problem('flow.too-many-steps', `Subflows are nested more than ${DEEPEST} deep.`)
  const plan = live.get(flow)
  if (plan?.flow.client !== run.plan.flow.client) throw new Problem('flow.unpublished', `The flow ${flow} has no published version.`)
  const parent = { depth, flow: run.plan.flow.id, leftMs: Math.max(0, run.deadlineMs - run.elapsed()), readsCustomer: run.readsCustomer }
  // Every attempt of a document must look the same to it.
  const same = run.quiet ? { id: run.id, at: run.at, quiet: true } : {}
  const { signal, guard } = run
  const { response, problem } = await runPlan(room, { plan, trigger: triggerOf(plan, {}), body, key, signal, guard, parent, draft: false, ...same })
  if (problem) throw problem
  if (response && response.status >= 300) throw new Problem('flow.failed', `The flow ${flow} answered with status ${response.status}.`)
  return response?.body
}
