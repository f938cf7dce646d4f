import type { Expressions } from '../expression/expression.ts'
import type { Finding } from '../model/finding.ts'
import type { Flow } from '../model/flow.ts'
import { Problem } from '../model/problem.ts'
import type { NodeKind } from '../nodes/contract.ts'
import { ActiveRuns } from './active-runs.ts'
import { admissionOf } from './admission.ts'
import { CaseRunner } from './cases/case-runner.ts'
import { checkFlow } from './check-flow.ts'
import { deskFor } from './check-nodes.ts'
import { compilePlan, type Workshop } from './compile-plan.ts'
import type { FlowRuntime, FlowServices, PlannedWrite } from './contract.ts'
import { deskLinks } from './lineage/desk-links.ts'
import { flowLinks } from './lineage/trace-flow.ts'
import { LiveFills } from './live-fills.ts'
import { LiveFlows } from './live-flows.ts'
import { PinnedPlans } from './pinned-plans.ts'
import type { Plan } from './plan.ts'
import type { RunRoom } from './run-plan.ts'
import { runRequest, undoWrite } from './run-request.ts'
import { runSubflow } from './run-subflow.ts'
import { tryFlow } from './try-flow.ts'

/** What a flow runtime is made of. */
export interface FlowRuntimeParts {
  readonly kinds: readonly NodeKind[]
  readonly expressions: Expressions
  readonly services: FlowServices
}

/** Makes the runtime that compiles, checks and runs flows. */
export function createFlowRuntime({ kinds, expressions, services }: FlowRuntimeParts): FlowRuntime {
  const workshop = workshopOf({ kinds, expressions, services })
  const live = new LiveFlows()
  const fills = new LiveFills(live)
  const room: RunRoom = { services, active: new ActiveRuns(), subflow: (run, request) => runSubflow({ room, live }, run, request) }
  const pinned = new PinnedPlans({
    live: (flow) => live.get(flow),
    version: (flow, version) => services.version(flow, version),
    compile: (flow, version) => compilePlan(flow, workshop, { version }),
  })
  const shelf = { live, pinned }
  const cases = new CaseRunner({ workshop, services, active: room.active })
  return {
    check: (flow) => checkFlow(flow, workshop),
    trace: (flow) => flowLinks(deskLinks(deskFor(flow, workshop))),
    load: (version, flow) => fills.load(compilePlan(accepted(flow, workshop), workshop, { version })),
    unload: (flow) => {
      fills.unload(flow)
      pinned.forget(flow)
    },
    run: (request) => runRequest(room, shelf, request),
    admit: (message) => admissionOf(livePlan(live, message.flow), message, services.now()),
    writes: async (flow, version) => writesOf(services, await known(pinned, flow, version)),
    undo: (request) => undoWrite(room, shelf, request),
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

function workshopOf({ kinds, expressions, services }: FlowRuntimeParts): Workshop {
  return {
    kinds: new Map(kinds.map((kind) => [kind.spec.kind, kind])),
    specs: new Map(kinds.map((kind) => [kind.spec.kind, kind.spec])),
    expressions,
    operationSchema: (...place) => services.operationSchema(...place),
    operationEffect: (...place) => services.operationEffect(...place),
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

function livePlan(live: LiveFlows, flow: string): Plan {
  const plan = live.get(flow)
  if (!plan) throw new Problem('flow.unpublished', `The flow ${flow} has no published version.`)
  return plan
}

/** The plan of a version; undefined where there is none. */
async function known(pinned: PinnedPlans, flow: string, version: number): Promise<Plan | undefined> {
  try {
    return await pinned.get(flow, version)
  } catch (error) {
    if (error instanceof Problem && /^flow\.(unpublished|invalid)$/.test(error.code)) return undefined
    throw error
  }
}

function writesOf(services: FlowServices, plan: Plan | undefined): PlannedWrite[] {
  return (plan?.calls ?? [])
    .filter(({ connection, operation }) => services.operationEffect(plan!.flow.client, connection, operation) === 'write')
    .map(({ node, connection, operation, undo }) => ({ node, connection, operation, ...(undo !== undefined && { undo }) }))
}
