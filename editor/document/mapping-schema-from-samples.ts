import type { JsonSchema, JsonType } from '../../server/model/json-schema.ts'

/**
 * A schema that all samples fit: types seen are united, a field that every sample has is required, elements of lists are read together.
 * Says nothing about limits or codes; samples can't show those.
 */
export function schemaFromSamples(samples: readonly unknown[]): JsonSchema {
  const seen = samples.filter((sample) => sample !== undefined)
  const types = [...new Set(seen.map(typeOf))]
  const joined = types.includes('number') ? types.filter((type) => type !== 'integer') : types
  const schema: JsonSchema = {}
  if (joined.length > 0) schema.type = joined.length === 1 && joined[0] !== undefined ? joined[0] : joined
  const objects = seen.filter(isObject)
  if (objects.length > 0) Object.assign(schema, objectPart(objects))
  const lists = seen.filter((value) => Array.isArray(value))
  if (lists.length > 0) schema.items = schemaFromSamples(lists.flat())
  const texts = seen.filter((value) => typeof value === 'string')
  const format = texts.length > 0 ? FORMATS.find(([, pattern]) => texts.every((text) => pattern.test(text)))?.[0] : undefined
  if (format) schema.format = format
  return schema
}

const FORMATS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/],
  ['email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
]

function objectPart(objects: readonly Record<string, unknown>[]): JsonSchema {
  const values = new Map<string, unknown[]>()
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const found = values.get(name)
      if (found) found.push(value)
      else values.set(name, [value])
    }
  }
  // Object.fromEntries defines own properties, so a field named __proto__ stays a field.
  const properties = Object.fromEntries([...values].map(([name, found]) => [name, schemaFromSamples(found)]))
  return { properties, required: [...values].filter(([, found]) => found.length === objects.length).map(([name]) => name) }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function typeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'object') return 'object'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value === 'boolean' ? 'boolean' : 'string'
}
