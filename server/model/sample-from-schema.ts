import type { JsonSchema } from './json-schema.ts'
import { type PlainSchema, plainSchema } from './plain-schema.ts'

const MOST_DEPTH = 5

const BY_FORMAT: Readonly<Record<string, string>> = {
  email: 'name@example.test',
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  uri: 'https://example.test/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** A made-up value to begin a sample with: the required fields, or all of an object that requires none. It need not fit every rule of the schema. */
export function sampleFromSchema(schema: JsonSchema): unknown {
  return valueOf({ schema, root: schema, depth: 0 })
}

interface Place {
  schema: JsonSchema
  root: JsonSchema
  depth: number
}

function valueOf({ schema, root, depth }: Place): unknown {
  const given = schema.default ?? schema.examples?.[0] ?? schema.const
  if (given !== undefined) return given
  const plain = plainSchema(schema, root)
  if (plain.choices) return plain.choices[0]
  if (plain.properties.size > 0) return objectOf(plain, root, depth)
  const [type] = plain.types
  if (type === 'array') return plain.items && depth < MOST_DEPTH ? [valueOf({ schema: plain.items, root, depth: depth + 1 })] : []
  if (type === 'number' || type === 'integer') return schema.minimum ?? 1
  if (type === 'boolean') return true
  if (type === 'object') return {}
  return type === 'string' ? (BY_FORMAT[plain.format ?? ''] ?? '') : null
}

function objectOf(plain: PlainSchema, root: JsonSchema, depth: number): Record<string, unknown> {
  if (depth >= MOST_DEPTH) return {}
  const names = [...plain.properties.keys()].filter((name) => plain.required.size === 0 || plain.required.has(name))
  return Object.fromEntries(names.map((name) => [name, valueOf({ schema: plain.properties.get(name)!, root, depth: depth + 1 })]))
}
