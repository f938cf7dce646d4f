import type { Flow, FlowNode, Wire } from '../../server/model/flow.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'

/** The wanted id, or `wanted-2`, `wanted-3` …, whichever is free first. At most 40 characters. */
export function freshId(taken: ReadonlySet<string>, wanted: string): string {
  const base = wanted.slice(0, 35)
  if (!taken.has(base)) return base
  for (let n = 2; ; n += 1) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`
}

/** `name`, or `name 2`, `name 3` …; a number at the end of `name` is counted on. At most 80 characters. */
export function freshName(taken: ReadonlySet<string>, name: string): string {
  if (!taken.has(name)) return name
  const stem = name.replace(/ \d+$/, '').slice(0, 74)
  for (let n = 2; ; n += 1) if (!taken.has(`${stem} ${n}`)) return `${stem} ${n}`
}

/** A name as an id: lower-case letters, digits and hyphens; `otherwise` where nothing is left of it. */
export const idOf = (name: string, otherwise: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 35)
    .replace(/-+$/, '') || otherwise

const idsOf = (items: readonly { id: string }[]): Set<string> => new Set(items.map((item) => item.id))

/** Where a new node stands, and what differs from the defaults of its kind. */
export interface NodePreset {
  at: FlowNode['position']
  name?: string | undefined
  config?: Record<string, unknown> | undefined
}

/** A new node of a kind with its default config. */
export function newNode(flow: Flow, spec: NodeSpec, preset: NodePreset): FlowNode {
  return {
    id: freshId(idsOf(flow.nodes), spec.kind),
    kind: spec.kind,
    name: freshName(new Set(flow.nodes.map((node) => node.name)), preset.name ?? spec.title),
    config: { ...structuredClone(spec.defaults), ...preset.config },
    position: preset.at,
  }
}

/** A new wire with an id of its own. */
export function newWire(flow: Flow, from: Wire['from'], to: string): Wire {
  return { id: freshId(idsOf(flow.wires), 'wire'), from, to }
}
