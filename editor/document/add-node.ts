import type { Flow, FlowNode, Wire } from '../../server/model/flow.ts'
import { portsOf } from '../../server/model/node-spec.ts'
import type { Addable } from './addables.ts'
import type { Change } from './change.ts'
import { newNode, newWire } from './fresh-name.ts'
import { CARD_WIDTH, freePlace } from './layout.ts'
import type { Specs } from './wire-refusal.ts'

interface Addition {
  addable: Addable
  /** The wish; the node takes the nearest free place. Left out: right of `from`, or else right of everything. */
  at?: { x: number; y: number } | undefined
  /** A wire leads here from this port, if the new node takes wires. */
  from?: Wire['from'] | undefined
}

/** The change that adds a node, and the node. */
export function addNode(flow: Flow, { addable, at, from }: Addition): { change: Change; node: FlowNode } {
  const origin = from && flow.nodes.find((node) => node.id === from.node)
  const node = newNode(flow, addable.spec, {
    at: freePlace(flow, at ?? (origin ? rightOf(origin) : rightOfAll(flow))),
    name: addable.title,
    config: addable.config,
  })
  const wires = from && addable.spec.input ? [newWire(flow, from, node.id)] : []
  return { change: { type: 'add', nodes: [node], wires }, node }
}

/** The change that puts a new node into a wire, between its ends; nothing where the kind does not fit there. */
export function insertNode(flow: Flow, addable: Addable, wireId: string): { change: Change; node: FlowNode } | undefined {
  const wire = flow.wires.find((each) => each.id === wireId)
  const [from, to] = [flow.nodes.find((node) => node.id === wire?.from.node), flow.nodes.find((node) => node.id === wire?.to)]
  if (!wire || !from || !to || !addable.spec.input) return undefined
  const middle = { x: (from.position.x + to.position.x) / 2, y: (from.position.y + to.position.y) / 2 }
  const node = newNode(flow, addable.spec, { at: freePlace(flow, middle), name: addable.title, config: addable.config })
  const port = portsOf(addable.spec, node.config).find((each) => each.id !== 'problem')
  if (!port) return undefined
  return { change: { type: 'insert', wire: wireId, node, port: port.id, newWire: newWire(flow, wire.from, wire.to).id }, node }
}

/** The first port of a node that no wire leaves yet; the problem port is never offered. */
export function openPort(flow: Flow, specs: Specs, nodeId: string): Wire['from'] | undefined {
  const node = flow.nodes.find((each) => each.id === nodeId)
  const spec = node && specs.get(node.kind)
  if (!node || !spec) return undefined
  const port = portsOf(spec, node.config).find(({ id }) => id !== 'problem' && !flow.wires.some((wire) => wire.from.node === nodeId && wire.from.port === id))
  return port && { node: nodeId, port: port.id }
}

const STEP = CARD_WIDTH + 64

const rightOf = (node: FlowNode): { x: number; y: number } => ({ x: node.position.x + STEP, y: node.position.y })

function rightOfAll(flow: Flow): { x: number; y: number } {
  const last = flow.nodes.reduce<FlowNode | undefined>((most, node) => (!most || node.position.x > most.position.x ? node : most), undefined)
  return last ? rightOf(last) : { x: 0, y: 0 }
}
