import type { Flow, FlowNode, Sample } from '../../server/model/flow.ts'
import type { NodeSchemas } from '../../server/model/flow-schema.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { plainSchema } from '../../server/model/plain-schema.ts'
import type { Specs } from './wire-refusal.ts'

/** The nodes that start runs, in the order of the document. */
export const triggersOf = (flow: Flow, specs: Specs): FlowNode[] => flow.nodes.filter((node) => specs.get(node.kind)?.trigger)

/** The trigger that a sample names, or else the one it is most likely meant for: the first whose schema its fields fit, or else the first at all. */
export function triggerFor(
  { trigger: named, body }: Pick<Sample, 'trigger' | 'body'>,
  triggers: readonly FlowNode[],
  schemas: ReadonlyMap<string, NodeSchemas>,
): FlowNode | undefined {
  const own = triggers.find((trigger) => trigger.id === named)
  if (own) return own
  const fits = triggers.find((trigger) => {
    const schema = schemas.get(trigger.id)?.output
    return schema !== undefined && fitsFields(schema, body)
  })
  return fits ?? triggers.find((trigger) => schemas.get(trigger.id)?.output === undefined) ?? triggers[0]
}

/** Are all required fields there, and no field that the schema does not name? Values are not looked at. */
function fitsFields(schema: JsonSchema, body: unknown): boolean {
  const plain = plainSchema(schema, schema)
  if (plain.properties.size === 0) return true
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return false
  const names = Object.keys(body)
  return [...plain.required].every((name) => names.includes(name)) && (plain.open || names.every((name) => plain.properties.has(name)))
}
