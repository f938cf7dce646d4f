import type { Pii } from './field-meta.ts'
import type { JsonSchema, JsonType } from './json-schema.ts'

/** A schema with references resolved and alternatives merged: what a tree row needs to know. */
export interface PlainSchema {
  /** Without `null`; empty when anything is allowed. */
  types: JsonType[]
  nullable: boolean
  properties: Map<string, JsonSchema>
  required: Set<string>
  items: JsonSchema | undefined
  /** Holds fields that the schema does not name. */
  open: boolean
  choices: unknown[] | undefined
  format: string | undefined
  maxLength: number | undefined
  description: string | undefined
  pii: Pii
  /** The references that were followed, to stop at recursive schemas. */
  refs: string[]
}

const PII: readonly Pii[] = ['none', 'direct', 'quasi', 'financial', 'text', 'pseudo']

/** Resolves `$ref`, `allOf`, `anyOf` and `oneOf` of one schema; a field that some alternative lacks is not required. */
export function plainSchema(schema: JsonSchema, root: JsonSchema): PlainSchema {
  const plain = ownPart(schema)
  if (schema.$ref !== undefined) {
    const target = pointed(root, schema.$ref)
    if (target && target !== schema) joinAll(plain, plainSchema(target, root))
    plain.refs.push(schema.$ref)
  }
  for (const part of schema.allOf ?? []) joinAll(plain, plainSchema(part, root))
  const variants = (schema.anyOf ?? schema.oneOf ?? []).map((variant) => plainSchema(variant, root))
  const filled = variants.filter((variant) => !(variant.types.length === 0 && variant.nullable))
  if (filled.length < variants.length) plain.nullable = true
  const [first, ...others] = filled
  if (first) joinAll(plain, others.reduce(eitherOf, first))
  return plain
}

function ownPart(schema: JsonSchema): PlainSchema {
  const types = schema.type === undefined ? inferredTypes(schema) : [schema.type].flat()
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  const pii = schema['x-pii']
  return {
    types: types.filter((type) => type !== 'null'),
    nullable: types.includes('null'),
    properties: new Map(Object.entries(schema.properties ?? {})),
    required: new Set(schema.required),
    items: schema.items,
    open: typeof schema.additionalProperties === 'object' || schema.additionalProperties === true,
    choices,
    format: schema.format,
    maxLength: schema.maxLength,
    description: schema.description,
    pii: PII.find((known) => known === pii) ?? 'none',
    refs: [],
  }
}

function inferredTypes(schema: JsonSchema): JsonType[] {
  if (schema.properties) return ['object']
  if (schema.items) return ['array']
  if (schema.const === undefined) return []
  return schema.const === null ? ['null'] : typeof schema.const === 'string' ? ['string'] : typeof schema.const === 'number' ? ['number'] : ['boolean']
}

/** What the outer schema says wins over what it refers to. */
function joinAll(plain: PlainSchema, part: PlainSchema): void {
  plain.types = plain.types.length === 0 ? part.types : plain.types
  plain.nullable ||= part.nullable
  for (const [name, property] of part.properties) if (!plain.properties.has(name)) plain.properties.set(name, property)
  for (const name of part.required) plain.required.add(name)
  plain.items ??= part.items
  plain.open ||= part.open
  plain.choices ??= part.choices
  plain.format ??= part.format
  plain.maxLength ??= part.maxLength
  plain.description ??= part.description
  plain.pii = plain.pii === 'none' ? part.pii : plain.pii
  plain.refs.push(...part.refs)
}

function eitherOf(a: PlainSchema, b: PlainSchema): PlainSchema {
  return {
    ...a,
    types: [...new Set([...a.types, ...b.types])],
    nullable: a.nullable || b.nullable,
    properties: new Map([...b.properties, ...a.properties]),
    required: new Set([...a.required].filter((name) => b.required.has(name))),
    items: a.items ?? b.items,
    open: a.open || b.open,
    choices: a.choices && b.choices ? [...a.choices, ...b.choices] : undefined,
    pii: a.pii === 'none' ? b.pii : a.pii,
    refs: [...a.refs, ...b.refs],
  }
}

/** What a local reference (`#/$defs/name`) points at. */
function pointed(root: JsonSchema, ref: string): JsonSchema | undefined {
  if (!ref.startsWith('#')) return undefined
  let at: unknown = root
  for (const part of ref.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return typeof at === 'object' && at !== null ? (at as JsonSchema) : undefined
}
