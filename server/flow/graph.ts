import type { Flow, FlowNode, Wire } from '../model/flow.ts'

/** Wires by the node they leave, in the order of the flow. */
export type WiresFrom = ReadonlyMap<string, readonly Wire[]>

/** What a node is called in findings. */
export const nameOf = (node: FlowNode): string => (node.name === '' ? node.id : node.name)

/** The wires of each node that has some. */
export function wiresFrom(flow: Flow): WiresFrom {
  const map = new Map<string, Wire[]>()
  for (const wire of flow.wires) {
    const list = map.get(wire.from.node)
    if (list) list.push(wire)
    else map.set(wire.from.node, [wire])
  }
  return map
}

/** The nodes in an order in which every wire leads forward, or the nodes of one loop. */
export function orderOf(flow: Flow): { order: FlowNode[] } | { loop: FlowNode[] } {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const leaving = wiresFrom(flow)
  const done = new Set<string>()
  const order: FlowNode[] = []
  for (const node of flow.nodes) {
    const loop = visit({ nodes, leaving, done, order }, node, [])
    if (loop) return { loop }
  }
  return { order: order.toReversed() }
}

interface Sorting {
  nodes: ReadonlyMap<string, FlowNode>
  leaving: WiresFrom
  done: Set<string>
  order: FlowNode[]
}

function visit(sorting: Sorting, node: FlowNode, above: readonly FlowNode[]): FlowNode[] | undefined {
  if (sorting.done.has(node.id)) return undefined
  const start = above.indexOf(node)
  if (start >= 0) return above.slice(start)
  const path = [...above, node]
  for (const wire of sorting.leaving.get(node.id) ?? []) {
    const next = sorting.nodes.get(wire.to)
    const loop = next && visit(sorting, next, path)
    if (loop) return loop
  }
  sorting.done.add(node.id)
  sorting.order.push(node)
  return undefined
}

/** The ids of the nodes that the given ones lead to, themselves included. `backwards`: of those that lead to them. */
export function reach(flow: Flow, from: readonly string[], backwards = false): Set<string> {
  const next = new Map<string, string[]>()
  for (const wire of flow.wires) {
    const [start, end] = backwards ? [wire.to, wire.from.node] : [wire.from.node, wire.to]
    next.set(start, [...(next.get(start) ?? []), end])
  }
  const seen = new Set(from)
  for (const id of seen) for (const target of next.get(id) ?? []) seen.add(target)
  return seen
}
