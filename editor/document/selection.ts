import type { Flow } from '../../server/model/flow.ts'

/** What is chosen on the canvas. */
export interface Selection {
  readonly nodes: readonly string[]
  readonly wires: readonly string[]
}

export const EMPTY_SELECTION: Selection = { nodes: [], wires: [] }

/** The selection without nodes and wires that the flow no longer has; the same object where nothing is gone. */
export function withoutGone(selection: Selection, flow: Flow): Selection {
  const nodes = new Set(flow.nodes.map((node) => node.id))
  const wires = new Set(flow.wires.map((wire) => wire.id))
  if (selection.nodes.every((id) => nodes.has(id)) && selection.wires.every((id) => wires.has(id))) return selection
  return { nodes: selection.nodes.filter((id) => nodes.has(id)), wires: selection.wires.filter((id) => wires.has(id)) }
}

/** Do both name the same nodes and wires, in any order? */
export function sameSelection(a: Selection, b: Selection): boolean {
  return sameItems(a.nodes, b.nodes) && sameItems(a.wires, b.wires)
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  const items = new Set(a)
  return a.length === b.length && b.every((item) => items.has(item))
}
