import type { Finding } from '../model/finding.ts'
import type { FlowNode, Wire } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { portsOf } from '../model/node-spec.ts'
import type { Desk } from './check-nodes.ts'
import { nameOf, reach, wiresFrom } from './graph.ts'

/** Nodes that nothing leads to, and ways on which a caller gets no answer. The flow has no loop; `fanOf` names the fan of each gathering node. */
export function checkPaths(desk: Desk, fanOf: ReadonlyMap<string, string>): Finding[] {
  const triggers = desk.flow.nodes.filter((node) => desk.workshop.specs.get(node.kind)?.trigger)
  return triggers.length === 0 ? [] : [...unreachable(desk, triggers), ...unanswered(desk, triggers, fanOf)]
}

function unreachable({ flow, workshop, preparations }: Desk, triggers: readonly FlowNode[]): Finding[] {
  const reached = reach(
    flow,
    triggers.map(({ id }) => id),
  )
  const undoing = new Set([...preparations.values()].map((preparation) => ('prepared' in preparation ? preparation.prepared.undo : undefined)))
  return flow.nodes
    .filter((node) => workshop.specs.get(node.kind)?.input && !reached.has(node.id) && !undoing.has(node.id))
    .map((node) => ({
      level: 'warning',
      code: 'node.unreachable',
      node: node.id,
      message: `Nothing leads to "${nameOf(node)}", so it never runs. Join it to the flow or remove it.`,
    }))
}

function unanswered({ flow, workshop: { specs }, preparations }: Desk, triggers: readonly FlowNode[], fanOf: ReadonlyMap<string, string>): Finding[] {
  const ways: Ways = { nodes: new Map(flow.nodes.map((node) => [node.id, node])), specs, leaving: wiresFrom(flow), fanOf, known: new Map() }
  const ends = new Map<string, DeadEnd>()
  for (const trigger of triggers) {
    const preparation = preparations.get(trigger.id)
    const type = preparation && 'prepared' in preparation ? preparation.prepared.trigger?.type : undefined
    // A webhook that nobody answers is accepted with 202; one that is answered on some ways only is a mistake.
    const answered = [...reach(flow, [trigger.id])].some((id) => specs.get(ways.nodes.get(id)?.kind ?? '')?.ends)
    if (type !== 'operation' && !(type === 'http' && answered)) continue
    for (const end of deadEnds(ways, trigger.id)) ends.set(`${end.node.id} ${end.port}`, end)
  }
  return [...ends.values()].map(({ node, port }) => ({
    level: 'warning',
    code: 'flow.no-response',
    node: node.id,
    message: `A message that leaves "${nameOf(node)}" by the port ${port} ends without an answer to the caller. Lead it to a respond or raise node.`,
  }))
}

interface DeadEnd {
  node: FlowNode
  port: string
}

interface Ways {
  nodes: ReadonlyMap<string, FlowNode>
  specs: NodeSpecs
  leaving: ReadonlyMap<string, readonly Wire[]>
  fanOf: ReadonlyMap<string, string>
  known: Map<string, readonly DeadEnd[]>
}

/** Ports by which a message that reaches the node may end without an answer. None: it is answered for sure. */
function deadEnds(ways: Ways, id: string): readonly DeadEnd[] {
  const known = ways.known.get(id)
  if (known) return known
  const node = ways.nodes.get(id)
  const spec = node && ways.specs.get(node.kind)
  if (!node || !spec || spec.ends) return []
  const wires = ways.leaving.get(id) ?? []
  const found = portsOf(spec, node.config).flatMap(({ id: port }) => {
    const own = wires.filter((wire) => wire.from.port === port)
    // Without a wire a problem ends the run, and that is an answer.
    if (port === 'problem' && own.length === 0) return []
    // The items of a fan may be none, so that only what gathers them can be relied on.
    const next = spec.fans && port !== 'problem' ? [...ways.fanOf].filter(([, fan]) => fan === id).map(([gatherer]) => gatherer) : own.map((wire) => wire.to)
    return best(
      next.map((target) => deadEnds(ways, target)),
      { node, port },
    )
  })
  ways.known.set(id, found)
  return found
}

function best(targets: readonly (readonly DeadEnd[])[], here: DeadEnd): readonly DeadEnd[] {
  if (targets.length === 0) return [here]
  return targets.some((ends) => ends.length === 0) ? [] : targets.flat()
}
