import type { JsonSchema } from '../../model/json-schema.ts'

const MOST_REFERENCES = 20

/** Schemas of one document without references and branches. */
export interface SchemaBranches {
  /** The schema that is meant, `$ref` followed. */
  resolve(schema: JsonSchema): JsonSchema
  /** The schema and its branches, as deep as they are nested. */
  branches(schema: JsonSchema): JsonSchema[]
  /** The ways a value may be, null left out, each as one schema without branches. */
  choices(schema: JsonSchema): JsonSchema[]
}

/** Knows `$ref` into the document, and the branches of `anyOf`, `oneOf` and `allOf`. */
export function readBranches(document: JsonSchema): SchemaBranches {
  function resolve(schema: JsonSchema): JsonSchema {
    let current = schema
    for (let hops = 0; current.$ref !== undefined && hops < MOST_REFERENCES; hops++) {
      const found = targetOf(document, current.$ref)
      if (!found) return {}
      current = found
    }
    return current
  }

  function branches(schema: JsonSchema, depth = 0): JsonSchema[] {
    const own = resolve(schema)
    if (depth > MOST_REFERENCES) return [own]
    const nested = [...(own.anyOf ?? []), ...(own.oneOf ?? []), ...(own.allOf ?? [])]
    return [own, ...nested.flatMap((branch) => branches(branch, depth + 1))]
  }

  /** What `allOf` says is joined; of its own branches each counts. */
  function choices(schema: JsonSchema, depth = 0): JsonSchema[] {
    const { allOf = [], anyOf = [], oneOf = [], ...own } = resolve(schema)
    if (depth > MOST_REFERENCES) return [own]
    const joined: JsonSchema = Object.assign(own, ...allOf.flatMap((part) => choices(part, depth + 1)))
    const ways = [...anyOf, ...oneOf].flatMap((part) => choices(part, depth + 1))
    return (ways.length === 0 ? [joined] : ways.map((way) => ({ ...joined, ...way }))).filter(({ type }) => type !== 'null')
  }

  return { resolve, branches: (schema) => branches(schema), choices: (schema) => choices(schema) }
}

/** `#/$defs/Name` and deeper pointers. */
function targetOf(document: JsonSchema, ref: string): JsonSchema | undefined {
  if (!ref.startsWith('#')) return undefined
  let current: unknown = document
  for (const part of ref.split('/').slice(1)) {
    const key = decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~')
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = (current as Record<string, unknown>)[key]
  }
  return typeof current === 'object' && current !== null ? (current as JsonSchema) : undefined
}
