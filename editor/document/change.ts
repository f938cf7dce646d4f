import type { FlowCase } from '../../server/model/case.ts'
import type { Flow, FlowNode, FlowSettings, Sample, Wire } from '../../server/model/flow.ts'

/** What happens to the wires of one out port when the config of its node changes: they move to another port, or go. */
export interface PortMove {
  port: string
  to: string | null
}

/** One edit of a flow, as data. Ids that are not there are passed over. */
export type Change =
  | { type: 'add'; nodes: readonly FlowNode[]; wires: readonly Wire[] }
  /** Wires of removed nodes go too. */
  | { type: 'remove'; nodes: readonly string[]; wires: readonly string[] }
  | { type: 'move'; places: readonly Place[] }
  /** A new node in the middle of a wire: the wire leads to the node, and the node's `port` to where it led. */
  | { type: 'insert'; wire: string; node: FlowNode; port: string; newWire: string }
  | { type: 'set-config'; node: string; config: Record<string, unknown>; ports?: readonly PortMove[] }
  | { type: 'rename-node'; node: string; name: string }
  | { type: 'set-flow'; name?: string; description?: string; settings?: FlowSettings }
  | { type: 'set-samples'; samples: readonly Sample[] }
  | { type: 'set-cases'; cases: readonly FlowCase[] }
  /** Everything of another state of the flow; the id stays. */
  | { type: 'restore'; flow: Flow }

/** Where a node stands, in canvas pixels. */
export interface Place {
  id: string
  x: number
  y: number
}

/** The flow after the change. Never alters its arguments; parts that stay the same are shared. */
export function applyChange(flow: Flow, change: Change): Flow {
  switch (change.type) {
    case 'add':
      return { ...flow, nodes: [...flow.nodes, ...change.nodes], wires: [...flow.wires, ...change.wires] }
    case 'remove':
      return remove(flow, new Set(change.nodes), new Set(change.wires))
    case 'move':
      return move(flow, change.places)
    case 'insert':
      return insert(flow, change)
    case 'set-config':
      return setConfig(flow, change)
    case 'rename-node':
      return mapNode(flow, change.node, (node) => ({ ...node, name: change.name }))
    case 'set-flow':
      return {
        ...flow,
        ...(change.name !== undefined && { name: change.name }),
        ...(change.description !== undefined && { description: change.description }),
        ...(change.settings && { settings: change.settings }),
      }
    case 'set-samples':
      return { ...flow, samples: [...change.samples] }
    case 'set-cases':
      return { ...flow, cases: [...change.cases] }
    case 'restore':
      return { ...change.flow, id: flow.id }
  }
}

const mapNode = (flow: Flow, id: string, edit: (node: FlowNode) => FlowNode): Flow => ({
  ...flow,
  nodes: flow.nodes.map((node) => (node.id === id ? edit(node) : node)),
})

function remove(flow: Flow, nodes: ReadonlySet<string>, wires: ReadonlySet<string>): Flow {
  return {
    ...flow,
    nodes: flow.nodes.filter((node) => !nodes.has(node.id)),
    wires: flow.wires.filter((wire) => !wires.has(wire.id) && !nodes.has(wire.from.node) && !nodes.has(wire.to)),
  }
}

function move(flow: Flow, places: readonly Place[]): Flow {
  const byId = new Map(places.map((place) => [place.id, place]))
  return {
    ...flow,
    nodes: flow.nodes.map((node) => {
      const place = byId.get(node.id)
      return place ? { ...node, position: { x: place.x, y: place.y } } : node
    }),
  }
}

function insert(flow: Flow, change: Extract<Change, { type: 'insert' }>): Flow {
  const wire = flow.wires.find((each) => each.id === change.wire)
  if (!wire) return flow
  const onward: Wire = { id: change.newWire, from: { node: change.node.id, port: change.port }, to: wire.to }
  return {
    ...flow,
    nodes: [...flow.nodes, change.node],
    wires: [...flow.wires.map((each) => (each === wire ? { ...wire, to: change.node.id } : each)), onward],
  }
}

function setConfig(flow: Flow, change: Extract<Change, { type: 'set-config' }>): Flow {
  const changed = mapNode(flow, change.node, (node) => ({ ...node, config: change.config }))
  const moves = new Map(change.ports?.map((move) => [move.port, move.to]))
  if (moves.size === 0) return changed
  return {
    ...changed,
    wires: flow.wires.flatMap((wire) => {
      const to = wire.from.node === change.node ? moves.get(wire.from.port) : undefined
      if (to === undefined) return [wire]
      return to === null ? [] : [{ ...wire, from: { node: wire.from.node, port: to } }]
    }),
  }
}
