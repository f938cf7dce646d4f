import type { JsonSchema } from './json-schema.ts'

/** Are two schemas the same, to the letter? */
const same = (a: JsonSchema, b: JsonSchema): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

/** The schema that all of several are; undefined where they differ, or where one is not known. */
export function agreedSchema(schemas: readonly (JsonSchema | undefined)[]): JsonSchema | undefined {
  const [first] = schemas
  return first !== undefined && schemas.every((schema) => schema !== undefined && same(schema, first)) ? first : undefined
}

const isRecord = (schema: JsonSchema): boolean =>
  schema.type === 'object' && schema.properties !== undefined && schema.anyOf === undefined && schema.oneOf === undefined && schema.allOf === undefined

/**
 * What is known of a message that fits one of several schemas. Of objects: a field that only some have is optional, one that differs is open, but a list of the same
 * elements stays a list of them.
 * Undefined where one of them is not known, or where they are not all objects.
 */
export function joinSchemas(schemas: readonly (JsonSchema | undefined)[]): JsonSchema | undefined {
  const known = schemas.filter((schema) => schema !== undefined)
  const [first, ...others] = known
  if (first === undefined || known.length < schemas.length) return undefined
  return others.reduce<JsonSchema | undefined>((joined, other) => joined && joinTwo(joined, other), first)
}

function joinTwo(left: JsonSchema, right: JsonSchema): JsonSchema | undefined {
  if (same(left, right)) return left
  if (!isRecord(left) || !isRecord(right) || !same(left.$defs ?? {}, right.$defs ?? left.$defs ?? {})) return undefined
  const properties: Record<string, JsonSchema> = { ...left.properties }
  for (const [key, schema] of Object.entries(right.properties ?? {})) {
    const present = Object.hasOwn(properties, key) ? properties[key] : undefined
    properties[key] = present && !same(present, schema) ? joinDifferent(present, schema) : schema
  }
  const required = (left.required ?? []).filter((key) => right.required?.includes(key))
  const open = left.additionalProperties !== false || right.additionalProperties !== false
  const definitions = left.$defs ?? right.$defs
  return { type: 'object', properties, required, ...(!open && { additionalProperties: false }), ...(definitions && { $defs: definitions }) }
}

function joinDifferent(left: JsonSchema, right: JsonSchema): JsonSchema {
  const lists = left.type === 'array' && right.type === 'array' && left.items && right.items && same(left.items, right.items)
  return lists ? { type: 'array', items: left.items! } : {}
}
