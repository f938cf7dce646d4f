import type { JsonSchema, JsonType } from '../../model/json-schema.ts'
import { readBranches } from './schema-branches.ts'

/** Follows schemas by name. Knows `$ref` into the document, and the branches of `anyOf`, `oneOf` and `allOf`. */
export interface SchemaReader {
  /** The schema of a property, of any branch that has it. */
  property(schema: JsonSchema, name: string): JsonSchema | undefined
  /** The schema of the elements. */
  items(schema: JsonSchema): JsonSchema | undefined
  /** All property names. */
  names(schema: JsonSchema): string[]
  required(schema: JsonSchema): string[]
  /** The types that the schema allows; empty if it does not say. */
  types(schema: JsonSchema): ReadonlySet<JsonType>
  /** Only arrays (or null) are allowed. */
  isArray(schema: JsonSchema): boolean
  /** Properties that are not listed may be there. */
  isOpen(schema: JsonSchema): boolean
  /** Properties that are not listed are excluded in so many words. */
  isClosed(schema: JsonSchema): boolean
  /** The ways a value may be, null left out, each as one schema without branches. */
  choices(schema: JsonSchema): JsonSchema[]
  /** The values of an `enum` or `const`. */
  values(schema: JsonSchema): unknown[]
}

/** A reader of one schema document. */
export function readSchema(document: JsonSchema): SchemaReader {
  const { resolve, branches, choices } = readBranches(document)
  const first = <T>(schema: JsonSchema, pick: (branch: JsonSchema) => T | undefined): T | undefined => {
    for (const branch of branches(schema)) {
      const found = pick(branch)
      if (found !== undefined) return found
    }
    return undefined
  }

  function types(schema: JsonSchema): ReadonlySet<JsonType> {
    return new Set(branches(schema).flatMap((branch) => branch.type ?? typeOfShape(branch)))
  }

  return {
    property: (schema, name) => first(schema, (branch) => (branch.properties && Object.hasOwn(branch.properties, name) ? branch.properties[name] : undefined)),
    items: (schema) => first(schema, (branch) => branch.items),
    names: (schema) => [...new Set(branches(schema).flatMap((branch) => Object.keys(branch.properties ?? {})))],
    required: (schema) => [resolve(schema), ...(resolve(schema).allOf ?? []).map(resolve)].flatMap((branch) => branch.required ?? []),
    types,
    isArray: (schema) => [...types(schema)].filter((type) => type !== 'null').join() === 'array',
    isOpen: (schema) => isOpen(branches(schema)),
    isClosed: (schema) => branches(schema).some((branch) => branch.additionalProperties === false),
    choices,
    values: (schema) => branches(schema).flatMap((branch) => [...(branch.enum ?? []), ...(branch.const === undefined ? [] : [branch.const])]),
  }
}

/** A schema without any properties says nothing about them; extra ones are expected only where `additionalProperties` allows them in so many words. */
function isOpen(branches: readonly JsonSchema[]): boolean {
  const described = branches.filter((branch) => branch.properties !== undefined)
  if (branches.some((branch) => branch.additionalProperties === true || typeof branch.additionalProperties === 'object')) return true
  return described.length === 0 && !branches.some((branch) => branch.additionalProperties === false)
}

function typeOfShape(schema: JsonSchema): JsonType[] {
  if (schema.properties) return ['object']
  return schema.items ? ['array'] : []
}
