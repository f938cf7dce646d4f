import type { Expressions } from '../expression/expression.ts'
import type { Flow, FlowNode, Wire } from '../model/flow.ts'
import { schemasOf, type NodeSpecs } from '../model/flow-schema.ts'
import { portsOf } from '../model/node-spec.ts'
import { Problem } from '../model/problem.ts'
import type { NodeKind } from '../nodes/contract.ts'
import type { FlowServices } from './contract.ts'
import { admitterOf } from './admitter.ts'
import { pairFans } from './fan-pairs.ts'
import { orderOf, reach, wiresFrom } from './graph.ts'
import type { Plan, PlanNode, PlanPort } from './plan.ts'
import { plannedCalls } from './planned-calls.ts'
import { prepareNode, runnable } from './prepare-node.ts'

/** What compiling and checking a flow needs. */
export interface Workshop {
  readonly kinds: ReadonlyMap<string, NodeKind>
  readonly specs: NodeSpecs
  readonly expressions: Expressions
  readonly operationSchema: FlowServices['operationSchema']
  readonly operationEffect: FlowServices['operationEffect']
}

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Compiles a flow. A node that cannot be prepared fails when it is run, so that a draft can be tried before it is complete;
 * a loop or a gathering node without its split is `flow.invalid`.
 */
export function compilePlan(flow: Flow, workshop: Workshop, options: { version: number; until?: string | undefined }): Plan {
  const sorted = orderOf(flow)
  if ('loop' in sorted) throw new Problem('flow.invalid', 'The wires form a loop.', { at: sorted.loop[0]!.id })
  const pairs = pairFans(flow, workshop.specs, sorted.order)
  const [unpaired] = pairs.findings
  if (unpaired) throw new Problem('flow.invalid', unpaired.message, { ...(unpaired.node !== undefined && { at: unpaired.node }) })
  const kept = options.until === undefined ? undefined : reach(flow, [options.until], true)
  const nodes = new Map(prepareAll(flow, workshop).map((node) => [node.id, node]))
  const leaving = wiresFrom(flow)
  for (const node of flow.nodes) {
    const wires = (leaving.get(node.id) ?? []).filter((wire) => node.id !== options.until && (kept?.has(wire.to) ?? true))
    nodes.get(node.id)!.ports = linked(node, wires, { workshop, nodes })
  }
  for (const node of flow.nodes) {
    const fan = nodes.get(pairs.fanOf.get(node.id) ?? '')
    if (fan && (kept?.has(node.id) ?? true)) fan.gatherers = [...fan.gatherers, nodes.get(node.id)!]
  }
  const triggers = [...nodes.values()].filter((node) => node.trigger)
  return { flow, version: options.version, nodes, triggers, calls: plannedCalls(flow, sorted.order, nodes), until: options.until }
}

function prepareAll(flow: Flow, workshop: Workshop): Draft<PlanNode>[] {
  const { kinds, specs, expressions, operationSchema } = workshop
  const schemas = schemasOf(flow, specs, (connection, operation, side) => operationSchema(flow.client, connection, operation, side))
  return flow.nodes.map((node) => {
    const kind = kinds.get(node.kind)
    const {
      run,
      trace,
      concurrency = 1,
      trigger,
      admits,
      receives,
      undo,
      fills,
    } = runnable(prepareNode(node, kind, { expressions, schemas: schemas.get(node.id) }))
    return {
      id: node.id,
      kind: node.kind,
      run,
      concurrency,
      trigger,
      admitter: admits && admitterOf({ flow: flow.id, node: node.id, schema: schemas.get(node.id)?.output }, admits),
      receives,
      sends: trace.sends ?? [],
      undo,
      fills,
      fans: kind?.spec.fans ?? false,
      gathers: kind?.spec.gathers ?? false,
      ports: new Map(),
      gatherers: [],
    }
  })
}

function linked(
  node: FlowNode,
  wires: readonly Wire[],
  { workshop, nodes }: { workshop: Workshop; nodes: ReadonlyMap<string, PlanNode> },
): Map<string, PlanPort> {
  const spec = workshop.specs.get(node.kind)
  const ports = spec ? portsOf(spec, node.config) : []
  const port = (id: string): PlanPort => {
    const own = wires.filter((wire) => wire.from.port === id && nodes.has(wire.to))
    return { wires: own.map((wire) => wire.id), targets: own.map((wire) => nodes.get(wire.to)!), names: [id] }
  }
  return new Map(ports.map(({ id }) => [id, port(id)]))
}
