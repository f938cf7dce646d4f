import type { Edge, Node } from '@xyflow/react'
import { nodeLine } from '../document/node-line.ts'
import type { NodeMark, RunPicture, WireMark } from '../document/run-picture.ts'
import type { Selection } from '../document/selection.ts'
import type { Specs } from '../document/wire-refusal.ts'
import type { Finding } from '../../server/model/finding.ts'
import type { Flow, FlowNode } from '../../server/model/flow.ts'
import { type NodeSpec, type Port, portsOf } from '../../server/model/node-spec.ts'

/** A port as it is drawn; `gone` where a wire still leaves a port that the config no longer has. */
export interface DrawnPort extends Port {
  gone: boolean
}

export interface FindingCount {
  errors: number
  warnings: number
}

/** What a card shows. */
export interface CardData extends Record<string, unknown> {
  node: FlowNode
  spec: NodeSpec | undefined
  ports: readonly DrawnPort[]
  line: string
  findings: FindingCount | undefined
  mark: NodeMark | undefined
  /** A run is drawn: a card without a mark was not reached by it. */
  drawn: boolean
}
export type CanvasNode = Node<CardData, 'card'>

export interface WireData extends Record<string, unknown> {
  mark: WireMark | undefined
  drawn: boolean
  /** Leaves the problem port. */
  problem: boolean
  wrong: boolean
}
export type CanvasWire = Edge<WireData, 'wire'>

/** The handle by which wires enter every card. */
export const IN = 'in'

/** What is drawn: a document, what is chosen in it, and what is known about it. */
export interface Picture {
  flow: Flow
  specs: Specs
  selection: Selection
  findings: readonly Finding[]
  run: RunPicture | undefined
}

/** The cards of a picture, without what the canvas measures. */
export function canvasNodes({ flow, specs, selection, findings, run }: Picture): CanvasNode[] {
  const chosen = new Set(selection.nodes)
  const counts = countFindings(findings)
  return flow.nodes.map((node) => {
    const spec = specs.get(node.kind)
    const data: CardData = {
      node,
      spec,
      ports: drawnPorts(flow, node, spec),
      line: spec ? nodeLine(spec, node.config) : '',
      findings: counts.get(node.id),
      mark: run?.nodes.get(node.id),
      drawn: run !== undefined,
    }
    return { id: node.id, type: 'card', position: node.position, selected: chosen.has(node.id), ariaLabel: labelOf(data), data }
  })
}

/** The wires of a picture. */
export function canvasWires({ flow, selection, findings, run }: Picture): CanvasWire[] {
  const chosen = new Set(selection.wires)
  const wrong = new Set(findings.filter((finding) => finding.level === 'error').map((finding) => finding.wire))
  const names = new Map(flow.nodes.map((node) => [node.id, node.name]))
  return flow.wires.map((wire) => ({
    id: wire.id,
    type: 'wire',
    source: wire.from.node,
    sourceHandle: wire.from.port,
    target: wire.to,
    targetHandle: IN,
    selected: chosen.has(wire.id),
    ariaLabel: `Wire from ${names.get(wire.from.node) ?? wire.from.node}, port ${wire.from.port}, to ${names.get(wire.to) ?? wire.to}`,
    data: { mark: run?.wires.get(wire.id), drawn: run !== undefined, problem: wire.from.port === 'problem', wrong: wrong.has(wire.id) },
  }))
}

function drawnPorts(flow: Flow, node: FlowNode, spec: NodeSpec | undefined): DrawnPort[] {
  const ports = spec ? portsOf(spec, node.config).filter((port) => port.id !== '') : []
  const known = new Set(ports.map((port) => port.id))
  const lost = new Set(flow.wires.filter((wire) => wire.from.node === node.id && !known.has(wire.from.port)).map((wire) => wire.from.port))
  const gone = [...lost].map((id) => ({ id, title: id, gone: true }))
  const standing = [...new Map(ports.map((port) => [port.id, { ...port, gone: false }])).values()]
  return [...standing.filter((port) => port.id !== 'problem'), ...gone, ...standing.filter((port) => port.id === 'problem')]
}

function countFindings(findings: readonly Finding[]): Map<string, FindingCount> {
  const counts = new Map<string, FindingCount>()
  for (const { node, level } of findings) {
    if (node === undefined) continue
    const count = counts.get(node) ?? { errors: 0, warnings: 0 }
    counts.set(node, level === 'error' ? { ...count, errors: count.errors + 1 } : { ...count, warnings: count.warnings + 1 })
  }
  return counts
}

function labelOf({ node, spec, line, findings, mark }: CardData): string {
  const parts = [node.name, spec?.title ?? node.kind, line]
  if (findings?.errors) parts.push(`${findings.errors} errors`)
  if (findings?.warnings) parts.push(`${findings.warnings} warnings`)
  if (mark) parts.push(mark.problem ? `problem ${mark.problem.code}` : mark.times === 1 ? 'ran once' : `ran ${mark.times} times`)
  return parts.filter(Boolean).join(', ')
}

/** The new cards with what the canvas had measured of the old ones; cards that show the same stay the same object. */
export function withMeasures(before: readonly CanvasNode[], built: readonly CanvasNode[]): CanvasNode[] {
  const old = new Map(before.map((node) => [node.id, node]))
  return built.map((node) => {
    const known = old.get(node.id)
    if (!known) return node
    const data = sameData(known.data, node.data) ? known.data : node.data
    if (data === known.data && known.selected === node.selected && samePlace(known, node)) return known
    return { ...known, position: node.position, selected: node.selected, ariaLabel: node.ariaLabel, data } as CanvasNode
  })
}

const samePlace = (a: CanvasNode, b: CanvasNode): boolean => a.position.x === b.position.x && a.position.y === b.position.y

function sameData(a: CardData, b: CardData): boolean {
  if (a.node !== b.node || a.spec !== b.spec || a.drawn !== b.drawn || a.mark !== b.mark) return false
  const ports = (data: CardData): string => data.ports.map((port) => `${port.id} ${port.title} ${port.gone}`).join('|')
  return ports(a) === ports(b) && a.findings?.errors === b.findings?.errors && a.findings?.warnings === b.findings?.warnings
}
