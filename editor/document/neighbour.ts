import type { FlowNode } from '../../server/model/flow.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The node a person means by an arrow key: the nearest one in that direction, sideways distance counting double. */
export function neighbour(nodes: readonly FlowNode[], from: FlowNode, direction: Direction): FlowNode | undefined {
  const [along, across, sign] =
    direction === 'left' || direction === 'right' ? (['x', 'y', direction === 'right' ? 1 : -1] as const) : (['y', 'x', direction === 'down' ? 1 : -1] as const)
  let best: { node: FlowNode; cost: number } | undefined
  for (const node of nodes) {
    const ahead = (node.position[along] - from.position[along]) * sign
    if (ahead <= 0) continue
    const cost = ahead + 2 * Math.abs(node.position[across] - from.position[across])
    if (!best || cost < best.cost) best = { node, cost }
  }
  return best?.node
}
