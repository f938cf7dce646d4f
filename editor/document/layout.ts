import { Graph, layout } from '@dagrejs/dagre'
import type { Flow, FlowNode } from '../../server/model/flow.ts'
import { portsOf } from '../../server/model/node-spec.ts'
import type { Place } from './change.ts'
import type { Specs } from './wire-refusal.ts'

/** Width of every card in canvas pixels. */
export const CARD_WIDTH = 224
/** Cards stand on a grid of this many canvas pixels. */
export const GRID = 8

/** How high a card is that has not been measured. */
const CARD_HEIGHT = 88
const GAP = { across: 64, down: 32 }

/** Size of a node on the canvas, in pixels. */
export interface Size {
  width: number
  height: number
}

/**
 * Places for all nodes that have wires, in columns from left to right, on the grid. The way through the first ports runs straight; branches follow below in the
 * order of the ports, and starts below each other in the order in which they stood. The topmost start keeps its place. Nodes without wires (notes) stay.
 */
export function layoutPlaces(flow: Flow, specs: Specs, sizes: ReadonlyMap<string, Size>): Place[] {
  const wired = new Set(flow.wires.flatMap((wire) => [wire.from.node, wire.to]))
  const nodes = flow.nodes.filter((node) => wired.has(node.id)).toSorted((a, b) => a.position.y - b.position.y || a.position.x - b.position.x)
  const entered = new Set(flow.wires.map((wire) => wire.to))
  const starts = nodes.filter((node) => !entered.has(node.id))
  const first = starts[0] ?? nodes[0]
  if (!first) return []
  const sheet: Sheet = { columns: columnsOf(flow, nodes), followers: followersOf(flow, specs), sizes, places: new Map(), bottoms: new Map() }
  let bottom = 0
  for (const node of [...starts, ...nodes]) if (!sheet.places.has(node.id)) bottom = placeFrom(sheet, node.id, bottom)
  const anchor = sheet.places.get(first.id)!
  const [x, y] = [first.position.x - anchor.x, first.position.y - anchor.y]
  return [...sheet.places.values()].map((place) => ({ id: place.id, x: onGrid(place.x + x), y: onGrid(place.y + y) }))
}

interface Sheet {
  /** Left edge by node. */
  columns: ReadonlyMap<string, number>
  followers: ReadonlyMap<string, readonly string[]>
  sizes: ReadonlyMap<string, Size>
  places: Map<string, Place>
  /** The first free height by column. */
  bottoms: Map<number, number>
}

/** Puts a node and all that newly follows it at or below a height; gives the first free height below them. */
function placeFrom(sheet: Sheet, id: string, wanted: number): number {
  const x = sheet.columns.get(id) ?? 0
  const place = { id, x, y: Math.max(wanted, sheet.bottoms.get(x) ?? -Infinity) }
  sheet.places.set(id, place)
  let bottom = place.y
  for (const [index, next] of (sheet.followers.get(id) ?? []).entries()) {
    if (sheet.places.has(next)) continue
    const below = placeFrom(sheet, next, bottom)
    // A follower that found its height taken draws the node down, so that the way between them stays straight.
    if (index === 0) place.y = Math.max(place.y, sheet.places.get(next)!.y)
    bottom = below
  }
  const own = place.y + (sheet.sizes.get(id)?.height ?? CARD_HEIGHT) + GAP.down
  sheet.bottoms.set(x, Math.max(own, sheet.bottoms.get(x) ?? -Infinity))
  return Math.max(own, bottom)
}

/** The columns that make wires short. */
function columnsOf(flow: Flow, nodes: readonly FlowNode[]): Map<string, number> {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: GAP.across })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, { width: CARD_WIDTH, height: CARD_HEIGHT })
  for (const wire of flow.wires) if (graph.hasNode(wire.from.node) && graph.hasNode(wire.to)) graph.setEdge(wire.from.node, wire.to, { weight: 1 }, wire.id)
  layout(graph)
  return new Map(nodes.map((node) => [node.id, Math.round((graph.node(node.id) as { x: number }).x - CARD_WIDTH / 2)]))
}

/** Where the wires of each node lead, in the order of its ports. */
function followersOf(flow: Flow, specs: Specs): Map<string, string[]> {
  return new Map(
    flow.nodes.map((node) => {
      const spec = specs.get(node.kind)
      const ports = spec ? portsOf(spec, node.config).map((port) => port.id) : []
      const wires = flow.wires.filter((wire) => wire.from.node === node.id).toSorted((a, b) => ports.indexOf(a.from.port) - ports.indexOf(b.from.port))
      return [node.id, wires.map((wire) => wire.to)]
    }),
  )
}

const onGrid = (value: number): number => Math.round(value / GRID) * GRID

/** The nearest place at or below `wanted` where a card covers no other. */
export function freePlace(flow: Flow, wanted: { x: number; y: number }): { x: number; y: number } {
  const place = { x: onGrid(wanted.x), y: onGrid(wanted.y) }
  const covers = (): boolean =>
    flow.nodes.some(({ position: p }) => Math.abs(p.x - place.x) < CARD_WIDTH + GRID && Math.abs(p.y - place.y) < CARD_HEIGHT + GRID)
  while (covers()) place.y += GRID * 2
  return place
}
