import type { FlowCase } from './case.ts'
import type { Flow, FlowNode, Sample, Wire } from './flow.ts'
import type { FlowChange } from './flow-comparison.ts'
import { mappingChanges } from './mapping-changes.ts'
import { Mapping } from './mapping.ts'
import { fromTo, sameValue, type ValueChange, valueChanges } from './value-changes.ts'

/** Differences told of one sample or case; the rest is counted. */
const MAX_PLACES = 12

/**
 * How two states of a flow differ by meaning, in words. Where nodes stand on the canvas, the ids of wires and the order of nodes, wires, samples and
 * rows mean nothing. Texts of rows and of nodes that changed do not name their node: `node` does.
 */
export function flowChanges(before: Flow, after: Flow): FlowChange[] {
  if (sameValue(before, after)) return []
  return [
    ...flowFields(before, after),
    ...nodeChanges(before, after),
    ...wireChanges(before, after),
    ...listChanges({ kind: 'sample', word: 'Sample' }, before.samples, after.samples),
    ...listChanges({ kind: 'case', word: 'Case' }, before.cases, after.cases),
  ]
}

function flowFields(before: Flow, after: Flow): FlowChange[] {
  const fields = ({ name, description, client, settings }: Flow): unknown => ({ name, description, client, settings })
  return valueChanges(fields(before), fields(after)).map(({ text }) => ({ kind: 'flow', how: 'changed', text }))
}

const nameOf = (node: FlowNode): string => `“${node.name || node.id}”`

function nodeChanges(before: Flow, after: Flow): FlowChange[] {
  const [own, others] = [byId(before.nodes), byId(after.nodes)]
  return [
    ...before.nodes.flatMap((old): FlowChange[] => {
      const now = others.get(old.id)
      return now ? nodeChange(old, now) : [{ kind: 'node', how: 'removed', node: old.id, text: `Node ${nameOf(old)} removed (${old.kind})` }]
    }),
    ...after.nodes
      .filter((now) => !own.has(now.id))
      .map((now): FlowChange => ({ kind: 'node', how: 'added', node: now.id, text: `Node ${nameOf(now)} added (${now.kind})` })),
  ]
}

function nodeChange(old: FlowNode, now: FlowNode): FlowChange[] {
  const texts: string[] = []
  if (old.name !== now.name) texts.push(`renamed: ${nameOf(old)} -> ${nameOf(now)}`)
  if (old.kind !== now.kind) texts.push(`kind: ${old.kind} -> ${now.kind}`)
  const fields = [...new Set([...Object.keys(old.config), ...Object.keys(now.config)])]
  return [
    ...texts.map((text): FlowChange => ({ kind: 'node', how: 'changed', node: now.id, text })),
    ...fields.flatMap((field) => fieldChanges(field, own(old.config, field), own(now.config, field)).map((change) => ({ ...change, node: now.id }))),
  ]
}

/** A mapping is known by its shape, so that no kind need be known here. */
function fieldChanges(field: string, before: unknown, after: unknown): FlowChange[] {
  if (sameValue(before, after)) return []
  const [old, now] = [asMapping(before), asMapping(after)]
  if (old && now) return mappingChanges(old, now)
  return valueChanges(before, after, field).map(({ text }) => ({ kind: 'node', how: 'changed', text }))
}

/** Nothing counts as a mapping without rows. */
function asMapping(value: unknown): Mapping | undefined {
  if (value === undefined) return { rows: [], ignored: [] }
  const rows = typeof value === 'object' && value !== null && 'rows' in value ? value.rows : undefined
  return Array.isArray(rows) ? Mapping.safeParse(value).data : undefined
}

/** Wires are told apart by their ends; two between the same ends count as two. */
function wireChanges(before: Flow, after: Flow): FlowChange[] {
  return [...wiresOnlyIn(before, after, 'removed'), ...wiresOnlyIn(after, before, 'added')]
}

function wiresOnlyIn(flow: Flow, other: Flow, how: 'added' | 'removed'): FlowChange[] {
  const spare = new Map<string, number>()
  for (const wire of other.wires) spare.set(endsOf(wire), (spare.get(endsOf(wire)) ?? 0) + 1)
  const nodes = byId(flow.nodes)
  const name = (id: string): string => nameOf(nodes.get(id) ?? ({ id, name: id } as FlowNode))
  return flow.wires.flatMap((wire): FlowChange[] => {
    const there = spare.get(endsOf(wire)) ?? 0
    if (there > 0) return spare.set(endsOf(wire), there - 1) && []
    const port = wire.from.port === 'out' ? '' : ` (${wire.from.port})`
    return [{ kind: 'wire', how, node: wire.from.node, text: `Wire ${name(wire.from.node)}${port} -> ${name(wire.to)} ${how}` }]
  })
}

const endsOf = (wire: Wire): string => JSON.stringify([wire.from.node, wire.from.port, wire.to])

function listChanges<T extends Sample | FlowCase>(what: { kind: 'sample' | 'case'; word: string }, before: readonly T[], after: readonly T[]): FlowChange[] {
  const [own, others] = [byId(before), byId(after)]
  const tell = (how: FlowChange['how'], text: string): FlowChange => ({ kind: what.kind, how, text: `${what.word} ${text}` })
  return [
    ...before.flatMap((old) => {
      const now = others.get(old.id)
      if (!now) return [tell('removed', `“${old.name}” removed`)]
      const { name: _, ...was } = old
      const { name: __, ...is } = now
      const texts = [...(old.name === now.name ? [] : [`renamed: ${fromTo(old.name, now.name)}`]), ...limited(valueChanges(was, is))]
      return texts.map((text) => tell('changed', `“${now.name}”: ${text}`))
    }),
    ...after.filter((now) => !own.has(now.id)).map((now) => tell('added', `“${now.name}” added`)),
  ]
}

function limited(changes: readonly ValueChange[]): string[] {
  const texts = changes.map(({ text }) => text)
  return texts.length <= MAX_PLACES ? texts : [...texts.slice(0, MAX_PLACES - 1), `${texts.length - MAX_PLACES + 1} more differences`]
}

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> => new Map(items.map((item) => [item.id, item]))
const own = (record: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined)
