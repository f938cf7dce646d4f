import { Graph, layout } from '@dagrejs/dagre'
import type { Flow } from '../../server/model/flow.ts'
import type { Place } from './change.ts'

/** Width of every card in canvas pixels. */
export const CARD_WIDTH = 224
/** Cards stand on a grid of this many canvas pixels. */
export const GRID = 8

/** Size of a node on the canvas, in pixels. */
export interface Size {
  width: number
  height: number
}

/** How high a card is that has not been measured. */
const CARD_HEIGHT = 88

/**
 * Places for all nodes that have wires, from left to right in ranks, on the grid. The first node keeps its place, so that the picture stays where it was;
 * nodes of one rank keep their order from top to bottom as far as wires allow. Nodes without wires (notes) stay.
 */
export function layoutPlaces(flow: Flow, sizes: ReadonlyMap<string, Size>): Place[] {
  const wired = new Set(flow.wires.flatMap((wire) => [wire.from.node, wire.to]))
  const nodes = flow.nodes.filter((node) => wired.has(node.id)).toSorted((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  if (nodes.length === 0) return []
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 32, ranksep: 64 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, { ...(sizes.get(node.id) ?? { width: CARD_WIDTH, height: CARD_HEIGHT }) })
  const known = new Set(nodes.map((node) => node.id))
  for (const wire of flow.wires) {
    const weight = wire.from.port === 'problem' ? 1 : 3
    if (known.has(wire.from.node) && known.has(wire.to)) graph.setEdge(wire.from.node, wire.to, { weight }, wire.id)
  }
  layout(graph)
  const corners = nodes.map((node) => cornerOf(node.id, graph.node(node.id) as Box))
  return shiftTo(corners, nodes[0]!.position, corners[0]!)
}

interface Box extends Size {
  x: number
  y: number
}

const cornerOf = (id: string, box: Box): Place => ({ id, x: box.x - box.width / 2, y: box.y - box.height / 2 })

const onGrid = (value: number): number => Math.round(value / GRID) * GRID

function shiftTo(corners: readonly Place[], kept: { x: number; y: number }, first: Place): Place[] {
  return corners.map((corner) => ({ id: corner.id, x: onGrid(corner.x + kept.x - first.x), y: onGrid(corner.y + kept.y - first.y) }))
}

/** The nearest place at or below `wanted` where a card covers no other. */
export function freePlace(flow: Flow, wanted: { x: number; y: number }): { x: number; y: number } {
  const place = { x: onGrid(wanted.x), y: onGrid(wanted.y) }
  const covers = (): boolean =>
    flow.nodes.some(({ position: p }) => Math.abs(p.x - place.x) < CARD_WIDTH + GRID && Math.abs(p.y - place.y) < CARD_HEIGHT + GRID)
  while (covers()) place.y += GRID * 2
  return place
}
