import { canonicalSchema } from './canonical-operation.ts'
import type { Flow, FlowNode, Wire } from './flow.ts'
import { agreedSchema, joinSchemas } from './join-schemas.ts'
import type { JsonSchema } from './json-schema.ts'
import { SchemaRef } from './mapping.ts'
import type { NodeSpec, SchemaRule } from './node-spec.ts'
import { elementOf, schemaAt, withKeys } from './schema-path.ts'

/** The specs of the node kinds by kind, as far as schemas follow from them. */
export type NodeSpecs = ReadonlyMap<string, Omit<NodeSpec, 'config'>>

/** The schema of one side of an operation of a connection, where it is known. */
export type OperationSchemas = (connection: string, operation: string, side: 'input' | 'output') => JsonSchema | undefined

/** What a node gets and what it gives, as far as it is known. */
export interface NodeSchemas {
  input: JsonSchema | undefined
  output: JsonSchema | undefined
}

interface View {
  readonly specs: NodeSpecs
  readonly lookup: OperationSchemas
  readonly nodes: ReadonlyMap<string, FlowNode>
  readonly arriving: ReadonlyMap<string, Wire[]>
  readonly leaving: ReadonlyMap<string, Wire[]>
  readonly known: Map<string, NodeSchemas>
  readonly asked: Set<string>
}

/** The schemas of every node, by node id. Where wires with different schemas meet, a field that only some have is optional. A loop has none. */
export function schemasOf(flow: Flow, specs: NodeSpecs, lookup: OperationSchemas): Map<string, NodeSchemas> {
  const view = viewOf(flow, specs, lookup)
  for (const node of flow.nodes) schemasAt(view, node.id)
  return view.known
}

/** What the nodes that follow this one expect to get: the target of a mapping that names none. */
export function expectedOf(flow: Flow, nodeId: string, context: { specs: NodeSpecs; lookup: OperationSchemas }): JsonSchema | undefined {
  return followers(viewOf(flow, context.specs, context.lookup), nodeId)
}

/** The JSON Schema that a reference stands for. */
export function resolveSchemaRef(ref: unknown, lookup: OperationSchemas): JsonSchema | undefined {
  const parsed = SchemaRef.safeParse(ref)
  if (!parsed.success) return undefined
  const { data } = parsed
  if (data.from === 'canonical') return canonicalSchema(data.operation, data.side)
  return data.from === 'operation' ? lookup(data.connection, data.operation, data.side) : data.schema
}

/** The value of a dotted config field. */
export function configValue(config: unknown, field: string): unknown {
  let value = config
  for (const key of field.split('.'))
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  return value
}

function viewOf(flow: Flow, specs: NodeSpecs, lookup: OperationSchemas): View {
  const wiresBy = (end: (wire: Wire) => string): Map<string, Wire[]> => {
    const map = new Map<string, Wire[]>()
    for (const wire of flow.wires) map.set(end(wire), [...(map.get(end(wire)) ?? []), wire])
    return map
  }
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]))
  return { specs, lookup, nodes, arriving: wiresBy((wire) => wire.to), leaving: wiresBy((wire) => wire.from.node), known: new Map(), asked: new Set() }
}

function schemasAt(view: View, id: string): NodeSchemas {
  const known = view.known.get(id)
  if (known) return known
  const schemas: NodeSchemas = { input: undefined, output: undefined }
  // Noted before it is worked out, so that a loop ends here.
  view.known.set(id, schemas)
  const node = view.nodes.get(id)
  const spec = node && view.specs.get(node.kind)
  if (!node || !spec) return schemas
  schemas.input = joinSchemas((view.arriving.get(id) ?? []).map((wire) => sentBy(view, wire)))
  schemas.output = resolve(view, { node, rule: spec.produces, given: schemas.input })
  return schemas
}

function sentBy(view: View, wire: Wire): JsonSchema | undefined {
  const { input, output } = schemasAt(view, wire.from.node)
  // A message that failed leaves as it came.
  return wire.from.port === 'problem' ? input : output
}

interface Question {
  readonly node: FlowNode
  readonly rule: SchemaRule
  readonly given: JsonSchema | undefined
}

function resolve(view: View, { node, rule, given }: Question): JsonSchema | undefined {
  const value = (field: string): unknown => configValue(node.config, field)
  const text = (field: string): string => String(value(field) ?? '')
  switch (rule.rule) {
    case 'same':
      return given
    case 'canonical':
      return canonicalSchema(text(rule.field), rule.side)
    case 'operation': {
      if (rule.unless !== undefined && value(rule.unless)) return undefined
      const schema = view.lookup(text(rule.connection), text(rule.operation), rule.side)
      return rule.as !== undefined && value(rule.as) ? withKeys(given, { [text(rule.as)]: schema ?? {} }) : schema
    }
    case 'ref':
      return resolveSchemaRef(value(rule.field), view.lookup)
    case 'inline':
      return resolveSchemaRef({ from: 'inline', schema: value(rule.field) }, view.lookup)
    case 'mapping':
      return resolveSchemaRef(value(`${rule.field}.target`), view.lookup) ?? followers(view, node.id)
    case 'response':
      return rule.unless !== undefined && value(rule.unless) ? undefined : answerAt(view, node.id)
    case 'element':
      return given && elementOf(schemaAt(given, text(rule.field)))
    case 'list':
      return listOf(given, value(rule.as))
    case 'with':
      return extended({ node, rule, given })
    case 'customer':
      return withKeys(given, { [text(rule.as)]: customerWith(value(rule.fields)) })
    case 'any':
      return undefined
  }
}

function customerWith(fields: unknown): JsonSchema {
  const schema = canonicalSchema('customers.get', 'output') ?? {}
  const names = Array.isArray(fields) ? ['ref', ...fields.map(String)] : ['ref']
  const kept = Object.entries(schema.properties ?? {}).filter(([name]) => names.includes(name))
  return { ...schema, properties: Object.fromEntries(kept), required: ['ref'] }
}

function listOf(given: JsonSchema | undefined, as: unknown): JsonSchema {
  const list: JsonSchema = { type: 'array', items: given ?? {} }
  return typeof as === 'string' && as !== '' ? withKeys({ type: 'object', additionalProperties: false }, { [as]: list }) : list
}

function extended({ node, rule, given }: Question): JsonSchema | undefined {
  if (rule.rule !== 'with') return undefined
  const value = configValue(node.config, rule.field)
  const keys = Array.isArray(value) ? value.map((entry) => configValue(entry, rule.key ?? 'key')) : [value]
  const added = Object.fromEntries(keys.filter((key) => typeof key === 'string' && key !== '').map((key) => [key, {}]))
  const alone = rule.alone !== undefined && configValue(node.config, rule.alone) === true
  return withKeys(alone ? { type: 'object', additionalProperties: false } : given, added)
}

/** What a node expects: where it hands on what it gets, what those after it expect. */
function expectedBy(view: View, id: string): JsonSchema | undefined {
  const node = view.nodes.get(id)
  const rule = node && view.specs.get(node.kind)?.expects
  if (!node || !rule) return undefined
  if (rule.rule === 'same') return followers(view, id)
  if (rule.rule !== 'list') return resolve(view, { node, rule, given: undefined })
  const wanted = followers(view, id)
  const as = configValue(node.config, rule.as)
  return wanted && elementOf(schemaAt(wanted, typeof as === 'string' ? as : ''))
}

function followers(view: View, id: string): JsonSchema | undefined {
  if (view.asked.has(id)) return undefined
  view.asked.add(id)
  const wires = (view.leaving.get(id) ?? []).filter((wire) => wire.from.port !== 'problem')
  const wanted = wires.map((wire) => expectedBy(view, wire.to)).filter((schema) => schema !== undefined)
  view.asked.delete(id)
  return agreedSchema(wanted)
}

/** What the canonical operations of the triggers that lead here answer with, if that is one schema. */
function answerAt(view: View, id: string): JsonSchema | undefined {
  const seen = new Set([id])
  for (const at of seen) for (const wire of view.arriving.get(at) ?? []) seen.add(wire.from.node)
  const answers = [...seen].flatMap((at) => {
    const node = view.nodes.get(at)
    const spec = node && view.specs.get(node.kind)
    return spec?.trigger && spec.produces.rule === 'canonical' ? [canonicalSchema(String(configValue(node?.config, spec.produces.field)), 'output')] : []
  })
  return agreedSchema(answers)
}
