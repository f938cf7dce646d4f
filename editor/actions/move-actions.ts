import { GRID } from '../document/layout.ts'
import { type Direction, neighbour } from '../document/neighbour.ts'
import type { Action } from './action.ts'
import { type FlowSubject, onlyNode, selectedNodes } from './flow-subject.ts'

const STEPS: Readonly<Record<Direction, { x: number; y: number }>> = { left: { x: -1, y: 0 }, right: { x: 1, y: 0 }, up: { x: 0, y: -1 }, down: { x: 0, y: 1 } }
const DIRECTIONS = Object.keys(STEPS) as Direction[]

const arrow = (direction: Direction): string => `Arrow${direction[0]!.toUpperCase()}${direction.slice(1)}`

function moveSelected(subject: FlowSubject, direction: Direction, by: number): void {
  const places = selectedNodes(subject).map(({ id, position }) => ({ id, x: position.x + STEPS[direction].x * by, y: position.y + STEPS[direction].y * by }))
  subject.state().apply({ type: 'move', places }, 'move by keys')
}

function goTo(subject: FlowSubject, direction: Direction): void {
  const from = onlyNode(subject)
  const to = from && neighbour(subject.state().flow.nodes, from, direction)
  if (!to) return
  subject.state().select({ nodes: [to.id], wires: [] })
  subject.screen.reveal(to.id)
}

const movable = (subject: FlowSubject): boolean => subject.state().canEdit && subject.state().selection.nodes.length > 0

/** Moving nodes, and going from node to node, by the arrow keys. */
export const MOVE_ACTIONS: readonly Action<FlowSubject>[] = DIRECTIONS.flatMap((direction) => [
  {
    id: `move-${direction}`,
    label: `Move ${direction}`,
    shortcuts: [arrow(direction)],
    where: 'canvas' as const,
    allowed: movable,
    apply: (s: FlowSubject) => moveSelected(s, direction, GRID),
  },
  {
    id: `move-far-${direction}`,
    label: `Move far ${direction}`,
    shortcuts: [`shift+${arrow(direction)}`],
    where: 'canvas' as const,
    allowed: movable,
    apply: (s: FlowSubject) => moveSelected(s, direction, GRID * 8),
  },
  {
    id: `go-${direction}`,
    label: `Go to the node ${direction === 'up' ? 'above' : direction === 'down' ? 'below' : `on the ${direction}`}`,
    shortcuts: [`mod+${arrow(direction)}`],
    where: 'canvas' as const,
    allowed: (s: FlowSubject) => onlyNode(s) !== undefined,
    apply: (s: FlowSubject) => goTo(s, direction),
  },
])
