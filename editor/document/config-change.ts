import type { Flow } from '../../server/model/flow.ts'
import { type NodeSpec, portsOf } from '../../server/model/node-spec.ts'
import type { Change, PortMove } from './change.ts'

interface ConfigEdit {
  node: string
  spec: NodeSpec
  config: Record<string, unknown>
}

/**
 * The change that gives a node a new config. Wires follow a port that was renamed in its place, and go with a port that went:
 * nobody could see them any more.
 */
export function configChange(flow: Flow, edit: ConfigEdit): Change {
  const node = flow.nodes.find((each) => each.id === edit.node)
  const ports = node ? portMoves(portIds(edit.spec, node.config), portIds(edit.spec, edit.config)) : []
  return { type: 'set-config', node: edit.node, config: edit.config, ...(ports.length > 0 && { ports }) }
}

const portIds = (spec: NodeSpec, config: Record<string, unknown>): string[] => portsOf(spec, config).map((port) => port.id)

function portMoves(before: readonly string[], after: readonly string[]): PortMove[] {
  const kept = new Set(after)
  const gone = before.filter((port) => !kept.has(port))
  const renamed = before.length === after.length && gone.length === 1
  return gone.map((port) => ({ port, to: renamed ? (after[before.indexOf(port)] ?? null) : null }))
}
