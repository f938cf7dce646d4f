import type { JsonSchema } from '../../server/model/json-schema.ts'
import { plainSchema } from '../../server/model/plain-schema.ts'

/** One field of a schema in a flat list; `path` is dotted, with `[]` behind lists. */
export interface SchemaField {
  path: string
  type: string
  required: boolean
  /** Holds personal data. */
  personal: boolean
}

const MOST_DEPTH = 4
const MOST_FIELDS = 300

/** The fields of a schema from the outside in, at most four levels and 300 fields. */
export function schemaFields(schema: JsonSchema): SchemaField[] {
  const fields: SchemaField[] = []
  collect({ schema, path: '', depth: 0 }, schema, fields)
  return fields
}

interface Place {
  schema: JsonSchema
  path: string
  depth: number
}

function collect({ schema, path, depth }: Place, root: JsonSchema, fields: SchemaField[]): void {
  const plain = plainSchema(schema, root)
  if (plain.items && depth < MOST_DEPTH) return collect({ schema: plain.items, path: `${path}[]`, depth }, root, fields)
  for (const [name, property] of plain.properties) {
    if (fields.length >= MOST_FIELDS) return
    const own = plainSchema(property, root)
    const at = path === '' ? name : `${path}.${name}`
    fields.push({ path: at, type: own.types.join(' | ') || 'any', required: plain.required.has(name), personal: own.pii !== 'none' })
    if (depth + 1 < MOST_DEPTH) collect({ schema: property, path: at, depth: depth + 1 }, root, fields)
  }
}
