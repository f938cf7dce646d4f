import type { Finding } from '../model/finding.ts'
import type { Flow, FlowNode } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { nameOf, wiresFrom, type WiresFrom } from './graph.ts'

const MOST_WAYS = 32

/** Which split each gathering node belongs to. */
export interface FanPairs {
  /** Node id of the fan by node id of the gathering node. */
  readonly fanOf: ReadonlyMap<string, string>
  readonly findings: readonly Finding[]
}

/**
 * Follows the wires from the triggers and notes for each node inside which fans it is reached (`a/b`, outermost first; `` outside of all).
 * A gathering node must be reached inside exactly one chain of fans. `order` is a topological order of the nodes.
 */
export function pairFans(flow: Flow, specs: NodeSpecs, order: readonly FlowNode[]): FanPairs {
  const ways = new Map<string, Set<string>>(flow.nodes.map((node) => [node.id, new Set(specs.get(node.kind)?.trigger ? [''] : [])]))
  const fanOf = new Map<string, string>()
  const findings: Finding[] = []
  const leaving = wiresFrom(flow)
  for (const node of order) {
    const spec = specs.get(node.kind)
    const inside = [...(ways.get(node.id) ?? [])]
    if (!spec || inside.length === 0) continue
    if (spec.gathers) {
      const fan = inside.length === 1 ? inside[0]!.split('/').at(-1) : undefined
      if (fan) fanOf.set(node.id, fan)
      else findings.push(unpaired(node, inside))
    }
    handOn({ node, inside, fans: spec.fans, gathers: spec.gathers, leaving, ways })
  }
  return { fanOf, findings }
}

interface Hop {
  node: FlowNode
  inside: readonly string[]
  fans: boolean
  gathers: boolean
  leaving: WiresFrom
  ways: Map<string, Set<string>>
}

function handOn({ node, inside, fans, gathers, leaving, ways }: Hop): void {
  for (const wire of leaving.get(node.id) ?? []) {
    const there = ways.get(wire.to)
    if (!there) continue
    const opens = fans && wire.from.port !== 'problem'
    for (const way of inside) {
      const base = gathers ? way.split('/').slice(0, -1).join('/') : way
      if (there.size < MOST_WAYS) there.add(opens ? (base === '' ? node.id : `${base}/${node.id}`) : base)
    }
  }
}

function unpaired(node: FlowNode, inside: readonly string[]): Finding {
  const name = nameOf(node)
  if (inside.length === 1)
    return { level: 'error', code: 'flow.no-split', node: node.id, message: `"${name}" collects, but no split leads to it. Put a split before it.` }
  return {
    level: 'error',
    code: 'flow.mixed-split',
    node: node.id,
    message: `"${name}" is reached from inside and outside of a split, or from different splits. Let only the items of one split lead to it.`,
  }
}
