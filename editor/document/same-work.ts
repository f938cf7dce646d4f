import type { Flow } from '../../server/model/flow.ts'

/** Would runs of both do the same? Moving and renaming nodes changes nothing of what a run does. */
export function sameWork(a: Flow, b: Flow): boolean {
  if (a === b) return true
  if (a.wires !== b.wires || a.settings !== b.settings || a.client !== b.client) return false
  const configs = new Map(a.nodes.map((node) => [node.id, node.config]))
  return a.nodes.length === b.nodes.length && b.nodes.every((node) => configs.get(node.id) === node.config)
}
