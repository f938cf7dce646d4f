import { z } from 'zod'
import { type Flow, FlowNode, Wire } from '../../server/model/flow.ts'
import type { Change } from './change.ts'
import { freshId, freshName } from './fresh-name.ts'

/** Nodes with the wires between them, as text on the clipboard. */
export const Fragment = z.strictObject({ patchbay: z.literal('nodes'), nodes: z.array(FlowNode).min(1).max(500), wires: z.array(Wire).max(2000) })
export type Fragment = z.infer<typeof Fragment>

const MAX_TEXT = 2_000_000

/** The chosen nodes and the wires between them as JSON text. */
export function copyNodes(flow: Flow, ids: ReadonlySet<string>): string {
  const fragment: Fragment = {
    patchbay: 'nodes',
    nodes: flow.nodes.filter((node) => ids.has(node.id)),
    wires: flow.wires.filter((wire) => ids.has(wire.from.node) && ids.has(wire.to)),
  }
  return JSON.stringify(fragment, null, 2)
}

/** What a text on the clipboard holds, if it was copied from a flow. */
export const readFragment = (text: string): Fragment | undefined => readClipboardText(text, Fragment)

/** A text on the clipboard as what the schema describes; `undefined` when it is anything else. */
export function readClipboardText<T>(text: string, schema: z.ZodType<T>): T | undefined {
  if (text.length > MAX_TEXT) return undefined
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** The change that adds a fragment with ids and names of its own; `shift` moves it away from where it was copied. */
export function pasteChange(flow: Flow, fragment: Fragment, shift: { x: number; y: number }): Extract<Change, { type: 'add' }> {
  const ids = new Set(flow.nodes.map((node) => node.id))
  const names = new Set(flow.nodes.map((node) => node.name))
  const wireIds = new Set(flow.wires.map((wire) => wire.id))
  const renamed = new Map<string, string>()
  const nodes = fragment.nodes.map((node) => {
    const id = take(ids, (taken) => freshId(taken, node.id.replace(/-\d+$/, '') || node.kind))
    renamed.set(node.id, id)
    const name = take(names, (taken) => freshName(taken, node.name))
    return { ...node, id, name, position: { x: node.position.x + shift.x, y: node.position.y + shift.y } }
  })
  const wires = fragment.wires.flatMap((wire) => {
    const from = renamed.get(wire.from.node)
    const to = renamed.get(wire.to)
    if (from === undefined || to === undefined) return []
    return [{ id: take(wireIds, (taken) => freshId(taken, 'wire')), from: { node: from, port: wire.from.port }, to }]
  })
  return { type: 'add', nodes, wires }
}

function take(taken: Set<string>, make: (taken: ReadonlySet<string>) => string): string {
  const made = make(taken)
  taken.add(made)
  return made
}
