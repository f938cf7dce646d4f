import { CANONICAL_OPERATIONS, canonicalSchema } from './canonical-operation.ts'
import type { Pii } from './field-meta.ts'
import { joinPath, pathSegments } from './field-path.ts'
import type { JsonSchema } from './json-schema.ts'
import { elementOf, schemaAt } from './schema-path.ts'

/** A place in the canonical model: an entity and a path in it. */
export interface CanonicalPlace {
  entity: string
  path: string
}

/** Tags from the most to the least personal. */
const BY_STRENGTH: readonly Pii[] = ['direct', 'financial', 'quasi', 'text', 'pseudo', 'none']

/** Tags of fields that are personal data in themselves. Such fields are never stored. */
export const PERSONAL: ReadonlySet<string> = new Set<Pii>(['direct', 'financial', 'quasi', 'text'])

/** The more personal one of two tags. */
export function strongerPii(a: string | undefined, b: string | undefined): string | undefined {
  const rank = (tag: string | undefined): number => (BY_STRENGTH as readonly (string | undefined)[]).indexOf(tag)
  if (rank(a) < 0 || rank(b) < 0) return rank(a) < 0 ? (rank(b) < 0 ? undefined : b) : a
  return rank(a) <= rank(b) ? a : b
}

/** The strongest tag of a schema and all that is below it. */
export function piiOf(schema: JsonSchema | undefined): string | undefined {
  if (!schema) return undefined
  const own = typeof schema['x-pii'] === 'string' ? schema['x-pii'] : undefined
  const extra = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []
  const below = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : []), ...extra, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return below.map(piiOf).reduce(strongerPii, own)
}

/** Where a field of a side of an operation is in the canonical model: the nearest schema with a name on the way gives the entity. */
export function canonicalPlace(operation: string, side: 'input' | 'output', path: string): CanonicalPlace {
  const schema = canonicalSchema(operation, side)
  const segments = pathSegments(path)
  const named = segments.map((_, index) => entityOf(schema && schemaAt(schema, segments.slice(0, index + 1).join('.'))))
  const last = named.findLastIndex((entity) => entity !== undefined)
  return { entity: named[last] ?? entityOf(schema) ?? `${operation}-${side}`, path: segments.slice(last + 1).join('.') }
}

/** The entities below a field of a side of an operation, and where they are under the field. */
export function entitiesBelow(operation: string, side: 'input' | 'output', path: string): CanonicalPlace[] {
  const root = canonicalSchema(operation, side)
  const start = root && schemaAt(root, path)
  return start ? mountsIn(elementOf(start) ?? start, '') : []
}

function mountsIn(schema: JsonSchema, path: string): CanonicalPlace[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const below = joinPath(path, name)
    const entity = entityOf(property)
    return entity === undefined ? mountsIn(property.items ?? property, below) : [{ entity, path: below }]
  })
}

const entityOf = (schema: JsonSchema | undefined): string | undefined => {
  const name = schema?.['x-entity'] ?? schema?.items?.['x-entity']
  return typeof name === 'string' ? name : undefined
}

/** The schemas of every entity: as it is sent, changed and answered. */
function entitySchemas(): ReadonlyMap<string, readonly JsonSchema[]> {
  const found = new Map<string, JsonSchema[]>()
  const visit = (schema: JsonSchema | undefined): void => {
    if (!schema) return
    const entity = schema['x-entity']
    if (typeof entity === 'string') found.set(entity, [...(found.get(entity) ?? []), schema])
    for (const property of Object.values(schema.properties ?? {})) visit(property.items ?? property)
  }
  for (const operation of Object.keys(CANONICAL_OPERATIONS)) for (const side of ['input', 'output'] as const) visit(canonicalSchema(operation, side))
  return found
}

/** Reads the canonical model by entity and path. */
export interface CanonicalFields {
  /** The strongest tag at a place and below it; nothing where the model has no such field. */
  pii(place: CanonicalPlace): string | undefined
  has(place: CanonicalPlace): boolean
  /** The addresses of all fields. */
  addresses(): string[]
}

/** Opens the canonical model for reading by entity. */
export function readCanonicalFields(): CanonicalFields {
  const schemas = entitySchemas()
  const at = ({ entity, path }: CanonicalPlace): JsonSchema[] =>
    (schemas.get(entity) ?? []).flatMap((schema) => fieldAt(schema, path)).filter((schema) => schema !== undefined)
  const tags = new Map<string, string | undefined>()
  return {
    pii: (place) => {
      const key = joinPath(place.entity, place.path)
      if (tags.has(key)) return tags.get(key)
      const fields = at(place)
      const tag = fields.map(piiOf).reduce(strongerPii, undefined)
      if (fields.length > 0) tags.set(key, tag)
      return tag
    },
    has: (place) => at(place).length > 0,
    addresses: () => [...new Set([...schemas].flatMap(([entity, list]) => [entity, ...list.flatMap((schema) => addressesIn(schema, entity))]))],
  }
}

/** The schema at a path; below an object with keys of any name, that of its values. */
function fieldAt(schema: JsonSchema, path: string): JsonSchema | undefined {
  const found = schemaAt(schema, path)
  if (found || path === '') return found
  const holder = fieldAt(schema, pathSegments(path).slice(0, -1).join('.'))
  return typeof holder?.additionalProperties === 'object' ? holder.additionalProperties : undefined
}

function addressesIn(schema: JsonSchema, address: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (entityOf(property) !== undefined) return []
    const choice = property.anyOf?.find((one) => one.properties) ?? property
    return [`${address}.${name}`, ...addressesIn(choice.items ?? choice, `${address}.${name}`)]
  })
}
