import type { JsonSchema } from '../../model/json-schema.ts'
import { segmentOf } from '../reads/located.ts'
import { nearestName } from './nearest-name.ts'
import type { SchemaReader } from './schema-at.ts'

/** Where a path leads in a schema. */
export type Walk =
  | { readonly found: JsonSchema; readonly throughArray: boolean }
  /** The schema does not say what is there. */
  | { readonly open: true }
  | { readonly missing: string; readonly suggestion: string | undefined; readonly closed: boolean }

/** Follows the names of a path; the elements of arrays are passed through. */
export function walkSchema(reader: SchemaReader, start: JsonSchema, names: readonly string[]): Walk {
  let schema = start
  let throughArray = false
  for (const [index, name] of names.entries()) {
    const list = reader.isArray(schema)
    throughArray ||= list
    const holder = list ? reader.items(schema) : schema
    if (!holder) return { open: true }
    const next = reader.property(holder, name)
    if (!next && reader.isOpen(holder)) return { open: true }
    if (!next) return { ...missingAt(reader, holder, { names, index }), closed: reader.isClosed(holder) }
    schema = next
  }
  return { found: schema, throughArray }
}

function missingAt(
  reader: SchemaReader,
  holder: JsonSchema,
  at: { names: readonly string[]; index: number },
): { missing: string; suggestion: string | undefined } {
  const { names, index } = at
  const near = nearestName(names[index] ?? '', reader.names(holder))
  const path = (parts: readonly string[]): string => parts.map(segmentOf).join('.')
  return { missing: path(names.slice(0, index + 1)), suggestion: near === undefined ? undefined : path([...names.slice(0, index), near]) }
}

const MOST_DEPTH = 8
const MOST_LEAVES = 5000

/** The dotted paths of all fields that hold no further fields. Recursive schemas are followed to a limited depth. */
export function leafPaths(reader: SchemaReader, start: JsonSchema): string[] {
  const leaves: string[] = []
  const visit = (schema: JsonSchema, path: string, depth: number): void => {
    const holder = reader.isArray(schema) ? (reader.items(schema) ?? {}) : schema
    const names = depth < MOST_DEPTH ? reader.names(holder) : []
    if (names.length === 0 && path !== '' && leaves.length < MOST_LEAVES) leaves.push(path)
    for (const name of names) {
      const child = reader.property(holder, name)
      if (child && leaves.length < MOST_LEAVES) visit(child, path === '' ? segmentOf(name) : `${path}.${segmentOf(name)}`, depth + 1)
    }
  }
  visit(start, '', 0)
  return leaves
}
