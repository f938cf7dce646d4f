import type { Finding, FindingCode } from '../model/finding.ts'
import type { Flow, FlowNode, Wire } from '../model/flow.ts'
import type { NodeSpecs } from '../model/flow-schema.ts'
import { portsOf } from '../model/node-spec.ts'
import { nameOf } from './graph.ts'

/** Ids that occur twice, and wires that do not join a port to a node. */
export function checkWires(flow: Flow, specs: NodeSpecs): Finding[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  const twiceNodes = twice(flow.nodes).map((id): Finding => ({ level: 'error', code: 'node.twice', node: id, message: `Two nodes have the id ${id}.` }))
  const twiceWires = twice(flow.wires).map((id): Finding => ({ level: 'error', code: 'wire.twice', wire: id, message: `Two wires have the id ${id}.` }))
  return [...twiceNodes, ...twiceWires, ...flow.wires.flatMap((wire) => checkWire(wire, nodes, specs))]
}

function twice(things: readonly { id: string }[]): string[] {
  const seen = new Set<string>()
  return [...new Set(things.filter(({ id }) => seen.size === seen.add(id).size).map(({ id }) => id))]
}

function checkWire(wire: Wire, nodes: ReadonlyMap<string, FlowNode>, specs: NodeSpecs): Finding[] {
  const error = (code: FindingCode, message: string): Finding => ({ level: 'error', code, wire: wire.id, message })
  const from = nodes.get(wire.from.node)
  const to = nodes.get(wire.to)
  if (!from) return [error('wire.from-nowhere', 'A wire begins at a node that does not exist. Remove the wire.')]
  if (!to) return [error('wire.to-nowhere', `A wire from "${nameOf(from)}" leads to a node that does not exist. Remove the wire.`)]
  const source = specs.get(from.kind)
  const target = specs.get(to.kind)
  const findings: Finding[] = []
  if (source && !portsOf(source, from.config).some((port) => port.id === wire.from.port))
    findings.push(error('wire.no-port', `A wire leaves "${nameOf(from)}" by the port ${wire.from.port}, which it does not have. Remove the wire.`))
  if (target && !target.input) findings.push(error('wire.no-input', `A wire leads to "${nameOf(to)}", which takes no messages. Remove the wire.`))
  return findings
}
