import { z } from 'zod'
import { JsonSchemaDocument } from './json-schema.ts'

/** The shelves of the palette. */
export const NodeGroup = z.enum(['trigger', 'transform', 'route', 'call', 'end', 'note'])
export type NodeGroup = z.infer<typeof NodeGroup>

export const Port = z.strictObject({ id: z.string(), title: z.string() })
export type Port = z.infer<typeof Port>

/** A port that always stands, or, with `when`, only while the config field has that value or is left out. */
export const FixedPort = z.strictObject({ ...Port.shape, when: z.strictObject({ field: z.string(), is: z.string() }).optional() })
export type FixedPort = z.infer<typeof FixedPort>

/**
 * The out ports of a kind, as data. `fixed` always stand; `list` adds one port for each entry of the config array
 * of that name (`id` and `title` name the entry's fields). The port `problem` is added where `canFail` is true.
 */
export const PortSpec = z.strictObject({
  fixed: z.array(FixedPort),
  list: z.strictObject({ field: z.string(), id: z.string(), title: z.string() }).optional(),
})
export type PortSpec = z.infer<typeof PortSpec>

/** How the schema of a place follows from the config of a node, as data, so that no shared code branches on a kind. */
export const SchemaRule = z.discriminatedUnion('rule', [
  /** The same as what arrives. */
  z.strictObject({ rule: z.literal('same') }),
  /** The config field `field` names a canonical operation. */
  z.strictObject({ rule: z.literal('canonical'), field: z.string(), side: z.enum(['input', 'output']) }),
  /**
   * Two config fields name a connection and one of its operations. With a key in the config field `as`, the schema stands below that key in
   * what arrived. The rule does not hold while the config field `unless` is set.
   */
  z.strictObject({
    rule: z.literal('operation'),
    connection: z.string(),
    operation: z.string(),
    side: z.enum(['input', 'output']),
    as: z.string().optional(),
    unless: z.string().optional(),
  }),
  /** The config field `field` holds a SchemaRef. */
  z.strictObject({ rule: z.literal('ref'), field: z.string() }),
  /** The config field `field` holds a JSON Schema. */
  z.strictObject({ rule: z.literal('inline'), field: z.string() }),
  /** The target of the mapping in config field `field`, or else what the next node expects. */
  z.strictObject({ rule: z.literal('mapping'), field: z.string() }),
  /** The output of the canonical operation that the flow's trigger names. The rule does not hold while the config field `unless` is set. */
  z.strictObject({ rule: z.literal('response'), unless: z.string().optional() }),
  /** One element of the array that arrives at the path in config field `field`. */
  z.strictObject({ rule: z.literal('element'), field: z.string() }),
  /** An array of what arrives; with a key in the config field `as`, an object that holds the array below that key. */
  z.strictObject({ rule: z.literal('list'), as: z.string() }),
  /** What arrives, and further keys of any type: the one named by the config field `field`, or those named `key` in its entries. Nothing arrives while the config field `alone` is true. */
  z.strictObject({ rule: z.literal('with'), field: z.string(), key: z.string().optional(), alone: z.string().optional() }),
  /** What arrives, and below the key in the config field `as` those fields of the canonical customer that the config field `fields` lists. */
  z.strictObject({ rule: z.literal('customer'), fields: z.string(), as: z.string() }),
  z.strictObject({ rule: z.literal('any') }),
])
export type SchemaRule = z.infer<typeof SchemaRule>

/** One executed example: run by the contract suite and shown on the reference page. */
export const NodeExample = z.strictObject({
  title: z.string(),
  config: z.record(z.string(), z.unknown()),
  input: z.json(),
  /** What leaves, by port, in order. */
  output: z.array(z.strictObject({ port: z.string(), body: z.json() })).optional(),
  /** Or the code of the problem. */
  problem: z.string().optional(),
  /** Or the answer it gives to the caller. */
  response: z.strictObject({ status: z.int(), body: z.json().optional() }).optional(),
  /** Answers of operations and subflows that the example calls, by operation, flow id or reference of a customer. */
  calls: z.record(z.string(), z.json()).optional(),
})
export type NodeExample = z.infer<typeof NodeExample>

/** Everything about a kind that is data: what the catalog endpoint serves and the editor draws. */
export const NodeSpec = z.strictObject({
  kind: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string(),
  group: NodeGroup,
  summary: z.string(),
  /** Name of a Tabler icon. */
  icon: z.string(),
  /** May a wire end here? */
  input: z.boolean(),
  outputs: PortSpec,
  canFail: z.boolean(),
  /** JSON Schema of the config; drawn as a form. `x-control` names a special control. */
  config: JsonSchemaDocument,
  defaults: z.record(z.string(), z.unknown()),
  /** One line on the card, with `{field}` for values of the config. */
  line: z.string(),
  /** What it wants to get, if it wants something. */
  expects: SchemaRule,
  produces: SchemaRule,
  /** Config fields, dotted, that name a connection for its credentials alone. */
  secrets: z.array(z.string()).optional(),
  /** Starts a run. */
  trigger: z.boolean(),
  /** Sends many messages for one: what follows runs once for each until a kind that gathers. */
  fans: z.boolean(),
  /** Waits for all messages of the innermost fan and sends one. */
  gathers: z.boolean(),
  /** Ends a path with an answer or a problem. */
  ends: z.boolean(),
  examples: z.array(NodeExample),
})
export type NodeSpec = z.infer<typeof NodeSpec>

/** The out ports of a node with this config. */
export function portsOf(spec: Pick<NodeSpec, 'outputs' | 'canFail'>, config: Record<string, unknown>): Port[] {
  const standing = spec.outputs.fixed.filter(({ when }) => when === undefined || (config[when.field] ?? when.is) === when.is)
  const ports: Port[] = standing.map(({ id, title }) => ({ id, title }))
  const list = spec.outputs.list && config[spec.outputs.list.field]
  if (spec.outputs.list && Array.isArray(list)) ports.splice(0, 0, ...list.map((entry) => listPort(entry, spec.outputs.list!)))
  if (spec.canFail) ports.push({ id: 'problem', title: 'problem' })
  return ports
}

function listPort(entry: unknown, names: { id: string; title: string }): Port {
  const record = typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {}
  const id = String(record[names.id] ?? '')
  return { id, title: String(record[names.title] || id) }
}
