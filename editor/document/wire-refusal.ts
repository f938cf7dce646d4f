import type { Flow, Wire } from '../../server/model/flow.ts'
import { type NodeSpec, portsOf } from '../../server/model/node-spec.ts'

/** The specs of all kinds, by kind. */
export type Specs = ReadonlyMap<string, NodeSpec>

/** Why a wire from this port to this node makes no sense, in words for the person who draws it; nothing where it does. */
export function wireRefusal(flow: Flow, specs: Specs, wire: Omit<Wire, 'id'>): string | undefined {
  const from = flow.nodes.find((node) => node.id === wire.from.node)
  const to = flow.nodes.find((node) => node.id === wire.to)
  if (!from || !to) return 'A wire joins two nodes of this flow.'
  if (from === to) return 'A node cannot lead to itself.'
  const source = specs.get(from.kind)
  const target = specs.get(to.kind)
  if (!source || !target) return 'The kind of one of these nodes is unknown here.'
  if (!target.input) return target.trigger ? `“${to.name}” starts the flow: nothing can lead to it.` : `Nothing can lead to “${to.name}”.`
  if (!portsOf(source, from.config).some((port) => port.id === wire.from.port)) return `“${from.name}” has no port “${wire.from.port}”.`
  if (flow.wires.some((each) => each.to === wire.to && each.from.node === wire.from.node && each.from.port === wire.from.port))
    return 'This wire is there already.'
  if (reaches(flow, to.id, from.id)) return `“${to.name}” leads to “${from.name}” already: the message would run in a circle.`
  return undefined
}

/** Does any way lead from one node to another? */
export function reaches(flow: Flow, from: string, to: string): boolean {
  const seen = new Set<string>([from])
  const open = [from]
  while (open.length > 0) {
    const here = open.pop()!
    if (here === to) return true
    for (const wire of flow.wires) {
      if (wire.from.node !== here || seen.has(wire.to)) continue
      seen.add(wire.to)
      open.push(wire.to)
    }
  }
  return false
}
