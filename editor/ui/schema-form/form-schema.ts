import type { JsonSchema } from '../../../server/model/json-schema.ts'

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The schema that counts at a place: references followed, a single `allOf` merged, "X or null" taken as X. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (schema.$ref !== undefined) {
    const { $ref, ...own } = schema
    const name = /^#\/\$defs\/(.+)$/.exec($ref)?.[1]
    const target = $ref === '#' ? root : name !== undefined && root.$defs && Object.hasOwn(root.$defs, name) ? root.$defs[name] : undefined
    return target ? resolveSchema({ ...target, ...own }, root) : own
  }
  if (schema.allOf) {
    const { allOf, ...own } = schema
    return Object.assign({}, ...allOf.map((part) => resolveSchema(part, root)), own) as JsonSchema
  }
  const choices = variantsOf(schema)?.filter((choice) => choice.type !== 'null')
  if (choices?.length !== 1) return schema
  const { anyOf: _any, oneOf: _one, ...own } = schema
  return { ...resolveSchema(choices[0]!, root), ...own }
}

/** The alternatives of a union. */
export const variantsOf = (schema: JsonSchema): JsonSchema[] | undefined => schema.oneOf ?? schema.anyOf

/** The field whose constant tells the alternatives apart, where there is one. */
export function discriminatorOf(variants: readonly JsonSchema[], root: JsonSchema): string | undefined {
  const resolved = variants.map((variant) => resolveSchema(variant, root))
  const names = Object.keys(resolved[0]?.properties ?? {})
  return names.find((name) => resolved.every((variant) => variant.properties?.[name]?.const !== undefined))
}

/** The type of a schema, without null; told from its parts where it is not said. */
export function typeOf(schema: JsonSchema): string | undefined {
  const types = Array.isArray(schema.type) ? schema.type.filter((type) => type !== 'null') : [schema.type]
  if (types.length === 1 && types[0] !== undefined) return types[0]
  if (schema.properties) return 'object'
  return schema.items ? 'array' : undefined
}

/** A fresh value for a schema: its default or constant, otherwise the least that its required fields ask for. */
export function emptyValue(schema: JsonSchema, root: JsonSchema): unknown {
  const at = resolveSchema(schema, root)
  if (at.default !== undefined) return structuredClone(at.default)
  if (at.const !== undefined) return at.const
  if (at.enum) return at.enum[0]
  const variants = variantsOf(at)
  if (variants?.[0]) return emptyValue(variants[0], root)
  const type = typeOf(at)
  if (type === 'object') return emptyObject(at, root)
  if (type === 'array') return Array.from({ length: at.minItems ?? 0 }, () => emptyValue(at.items ?? {}, root))
  if (type === 'boolean') return false
  if (type === 'number' || type === 'integer') return Math.max(at.minimum ?? 0, 0)
  return type === 'string' ? '' : undefined
}

function emptyObject(schema: JsonSchema, root: JsonSchema): Record<string, unknown> {
  const required = (schema.required ?? []).filter((name) => schema.properties?.[name])
  const entries = required.map((name) => [name, emptyValue(schema.properties![name]!, root)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** A field's label where its schema has no title: `baseUrl` -> "Base url". */
export function labelFrom(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
  const cased = words.replace(/\b(url|api|id|html|json)\b/g, (word) => word.toUpperCase())
  return cased.slice(0, 1).toUpperCase() + cased.slice(1)
}

export const joinPath = (path: string, part: string | number): string => (path === '' ? String(part) : `${path}.${part}`)
