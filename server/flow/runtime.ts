import type { Expressions } from '../expression/expression.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import { Problem, toProblem } from '../model/problem.ts'
import type { NodeKind } from '../nodes/contract.ts'
import { ActiveRuns } from './active-runs.ts'
import { CaseRunner } from './cases/case-runner.ts'
import { checkFlow } from './check-flow.ts'
import { deskFor } from './check-nodes.ts'
import { compilePlan, type Workshop } from './compile-plan.ts'
import type { FlowRuntime, FlowServices, RunRequest, RunResult } from './contract.ts'
import { deskLinks } from './lineage/desk-links.ts'
import { flowLinks } from './lineage/trace-flow.ts'
import { LiveFills } from './live-fills.ts'
import { LiveFlows, triggerOf } from './live-flows.ts'
import { runPlan, type RunRoom } from './run-plan.ts'
import { runSubflow } from './run-subflow.ts'
import { tryFlow } from './try-flow.ts'
import { unstartedRun } from './unstarted-run.ts'

/** What a flow runtime is made of. */
export interface FlowRuntimeParts {
  readonly kinds: readonly NodeKind[]
  readonly expressions: Expressions
  readonly services: FlowServices
}

/** Makes the runtime that compiles, checks and runs flows. */
export function createFlowRuntime({ kinds, expressions, services }: FlowRuntimeParts): FlowRuntime {
  const workshop: Workshop = {
    kinds: new Map(kinds.map((kind) => [kind.spec.kind, kind])),
    specs: new Map(kinds.map((kind) => [kind.spec.kind, kind.spec])),
    expressions,
    operationSchema: (...place) => services.operationSchema(...place),
  }
  const live = new LiveFlows()
  const fills = new LiveFills(live)
  const room: RunRoom = { services, active: new ActiveRuns(), subflow: (run, request) => runSubflow({ room, live }, run, request) }
  const cases = new CaseRunner({ workshop, services, active: room.active })
  return {
    check: (flow) => checkFlow(flow, workshop),
    trace: (flow) => flowLinks(deskLinks(deskFor(flow, workshop))),
    load: (version, flow) => fills.load(compilePlan(accepted(flow, workshop), workshop, { version })),
    unload: (flow) => fills.unload(flow),
    run: (request) => runLive(room, live, request),
    try: (flow, options) => tryFlow({ room, workshop }, flow, options),
    cases: (flow, options) => cases.cases(flow, options),
    arrivals: (flow, node, options) => cases.arrivals(flow, node, options),
    effects: (before, after, options) => cases.effects(before, after, options),
    hook: (client, method, path) => live.hook(client, method, path),
    hookMethods: (client, path) => live.hookMethods(client, path),
    schedules: () => live.schedules(),
    fills: (flow) => fills.of(flow),
    takeFills: () => fills.take(),
    active: () => room.active.size,
    drain: (graceMs) => room.active.drain(graceMs),
    close: () => cases.close(),
  }
}

/** The flow, if nothing is wrong with it. */
function accepted(flow: Flow, workshop: Workshop): Flow {
  const errors = checkFlow(flow, workshop).filter((finding) => finding.level === 'error')
  if (errors.length === 0) return flow
  throw new Problem('flow.invalid', errors.length === 1 ? 'The flow has an error.' : `The flow has ${errors.length} errors.`, {
    errors: errors.map((finding) => ({ path: placeOf(finding), message: finding.message, code: finding.code })),
  })
}

const placeOf = ({ node, wire, field, row }: Finding): string => [node ?? wire, field, row].filter((part) => part !== undefined).join('.')

async function runLive(room: RunRoom, live: LiveFlows, request: RunRequest): Promise<RunResult> {
  const { body, inBytes, signal, request: http } = request
  const plan = live.get(request.flow)
  try {
    if (!plan) throw new Problem('flow.unpublished', `The flow ${request.flow} has no published version.`)
    const trigger = triggerOf(plan, request)
    room.services.arrived?.({ flow: plan.flow, trigger: trigger.id, body, bytes: inBytes })
    const { run, response, problem } = await runPlan(room, { plan, trigger, body, inBytes, signal, request: http, draft: false })
    return { run, response, problem }
  } catch (error) {
    const problem = toProblem(error)
    const flow = { flow: request.flow, version: plan?.version ?? 0, client: plan?.flow.client ?? '', inBytes: request.inBytes }
    return { run: unstartedRun(room.services, flow, problem), response: null, problem }
  }
}
