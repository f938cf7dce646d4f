import { canonicalPlace } from '../../server/model/canonical-field.ts'
import { joinPath } from '../../server/model/field-path.ts'
import { configValue } from '../../server/model/flow-schema.ts'
import type { Flow, FlowNode } from '../../server/model/flow.ts'
import type { SchemaRef } from '../../server/model/mapping.ts'
import type { SchemaRule } from '../../server/model/node-spec.ts'
import { fieldPath, type PathStep } from './mapping-path.ts'
import type { Specs } from './wire-refusal.ts'

/** A field of a message at the edge of Patchbay. */
export interface EdgeField {
  ref: Exclude<SchemaRef, { from: 'inline' }>
  steps: readonly PathStep[]
}

interface MappingField {
  node: string
  side: 'source' | 'target'
  /** What the mapping names. */
  ref: SchemaRef | undefined
  steps: readonly PathStep[]
}

interface FlowDesk {
  flow: Flow
  specs: Specs
}

/** Whose field a field of a mapping is: of the operation that the mapping names, or of the one to which all wires of that side lead. */
export function edgeField(flow: Flow, specs: Specs, { node, side, ref, steps }: MappingField): EdgeField | undefined {
  if (ref) return ref.from === 'inline' ? undefined : { ref, steps }
  const desk = { flow, specs }
  const found = side === 'source' ? fieldsBefore(desk, { node, steps, seen: new Set([node]) }) : fieldsAfter(desk, node, steps)
  const [first] = found
  return first && found.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined
}

/** The address of a field in the lineage. */
export function fieldAddress({ ref, steps }: EdgeField): string {
  const path = fieldPath(steps)
  if (ref.from === 'operation') return joinPath(`${ref.connection}:${ref.operation}:${ref.side}`, path)
  const place = canonicalPlace(ref.operation, ref.side, path)
  return joinPath(place.entity, place.path)
}

interface Way {
  node: string
  steps: readonly PathStep[]
  seen: Set<string>
}

function fieldsBefore(desk: FlowDesk, way: Way): (EdgeField | undefined)[] {
  return desk.flow.wires
    .filter(({ to }) => to === way.node)
    .flatMap(({ from }) => {
      const before = nodeOf(desk, from.node)
      const rule = before && desk.specs.get(before.kind)?.produces
      if (!before || !rule) return [undefined]
      // A message that failed leaves a node as it came.
      const field = from.port === 'problem' ? 'as it came' : fieldOf(desk, { node: before, rule, steps: way.steps })
      if (field !== 'as it came') return [field]
      if (way.seen.has(before.id)) return []
      return fieldsBefore(desk, { node: before.id, steps: way.steps, seen: way.seen.add(before.id) })
    })
}

function fieldsAfter(desk: FlowDesk, node: string, steps: readonly PathStep[]): (EdgeField | undefined)[] {
  return desk.flow.wires
    .filter(({ from }) => from.node === node && from.port !== 'problem')
    .map(({ to }) => {
      const next = nodeOf(desk, to)
      const rule = next && desk.specs.get(next.kind)?.expects
      const field = next && rule && fieldOf(desk, { node: next, rule, steps })
      return field === 'as it came' ? undefined : field
    })
}

const nodeOf = ({ flow }: FlowDesk, id: string): FlowNode | undefined => flow.nodes.find((each) => each.id === id)

interface Question {
  node: FlowNode
  rule: SchemaRule
  steps: readonly PathStep[]
}

function fieldOf(desk: FlowDesk, { node, rule, steps }: Question): EdgeField | 'as it came' | undefined {
  const value = (field: string | undefined): unknown => (field === undefined ? undefined : configValue(node.config, field))
  switch (rule.rule) {
    case 'same':
      return 'as it came'
    case 'canonical':
      return { ref: { from: 'canonical', operation: String(value(rule.field) ?? ''), side: rule.side }, steps }
    case 'operation': {
      if (value(rule.unless)) return undefined
      const key = value(rule.as)
      // What the operation answers stands below a key of what came.
      if (key && steps[0] !== key) return 'as it came'
      const ref = {
        from: 'operation' as const,
        connection: String(value(rule.connection) ?? ''),
        operation: String(value(rule.operation) ?? ''),
        side: rule.side,
      }
      return { ref, steps: key ? steps.slice(1) : steps }
    }
    case 'customer': {
      const key = value(rule.as)
      return steps[0] === key ? { ref: { from: 'canonical', operation: 'customers.get', side: 'output' }, steps: steps.slice(1) } : 'as it came'
    }
    case 'with': {
      const entries = value(rule.field)
      const { key } = rule
      const names = key === undefined ? [entries] : Array.isArray(entries) ? entries.map((entry: unknown) => configValue(entry, key)) : []
      return value(rule.alone) || names.some((name) => String(name).split('.')[0] === steps[0]) ? undefined : 'as it came'
    }
    case 'response':
      return value(rule.unless) ? undefined : answerField(desk, steps)
    default:
      return undefined
  }
}

/** What the caller of the one endpoint of the flow gets. */
function answerField({ flow, specs }: FlowDesk, steps: readonly PathStep[]): EdgeField | undefined {
  const operations = flow.nodes.flatMap(({ kind, config }) => {
    const spec = specs.get(kind)
    return spec?.trigger && spec.produces.rule === 'canonical' ? [String(configValue(config, spec.produces.field) ?? '')] : []
  })
  return operations.length === 1 && operations[0] ? { ref: { from: 'canonical', operation: operations[0], side: 'output' }, steps } : undefined
}
