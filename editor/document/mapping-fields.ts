import type { Pii } from '../../server/model/field-meta.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { formatPath, type PathStep } from './mapping-path.ts'
import { type PlainSchema, plainSchema } from '../../server/model/plain-schema.ts'

export type FieldType = 'text' | 'number' | 'integer' | 'boolean' | 'object' | 'map' | 'any'

/** One row of a mapper tree. */
export interface Field {
  /** The path from the root as text; unique in its tree. */
  key: string
  steps: readonly PathStep[]
  name: string
  type: FieldType
  /** How many lists lie around one value: 1 for `emails[]`. */
  lists: number
  nullable: boolean
  required: boolean
  pii: Pii
  choices: readonly unknown[] | undefined
  format: string | undefined
  maxLength: number | undefined
  description: string | undefined
  /** A row writes it, but the schema does not know it. */
  unknown: boolean
  /** An object that may hold further fields, which the schema does not name. */
  open?: true
  /** The element that a list would get next; a place to draw lines to. */
  next?: true
  children: readonly Field[]
}

const MAX_DEPTH = 12

/** The tree of a schema. A list at the root is one field with the path `$`. Recursive schemas end where they repeat. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const plain = plainSchema(schema, schema)
  if (plain.items) return [fieldOf({ schema, root: schema, steps: [], required: true, refs: [] })]
  return childrenOf(plain, { root: schema, steps: [], refs: plain.refs })
}

interface Place {
  root: JsonSchema
  steps: readonly PathStep[]
  refs: readonly string[]
}

function childrenOf(plain: PlainSchema, place: Place): Field[] {
  if (place.steps.length >= MAX_DEPTH) return []
  return [...plain.properties].map(([name, schema]) => fieldOf({ ...place, schema, steps: [...place.steps, name], required: plain.required.has(name) }))
}

function fieldOf(place: Place & { schema: JsonSchema; required: boolean }): Field {
  const outer = plainSchema(place.schema, place.root)
  let inner = outer
  let lists = 0
  const refs = [...outer.refs]
  while (inner.items && lists < 4) {
    lists += 1
    inner = plainSchema(inner.items, place.root)
    refs.push(...inner.refs)
  }
  const repeats = refs.some((ref) => place.refs.includes(ref))
  return {
    key: formatPath(place.steps),
    steps: place.steps,
    name: String(place.steps.at(-1) ?? 'items'),
    type: typeOf(inner),
    lists: lists === 0 && outer.types.includes('array') ? 1 : lists,
    nullable: outer.nullable,
    required: place.required && place.schema.default === undefined,
    pii: inner.pii === 'none' ? outer.pii : inner.pii,
    choices: inner.choices,
    format: inner.format,
    maxLength: inner.maxLength,
    description: outer.description ?? inner.description,
    unknown: false,
    ...(inner.open && { open: true as const }),
    children: repeats ? [] : childrenOf(inner, { root: place.root, steps: place.steps, refs: [...place.refs, ...refs] }),
  }
}

function typeOf(plain: PlainSchema): FieldType {
  if (plain.properties.size > 0) return 'object'
  if (plain.types.length !== 1) return 'any'
  if (plain.types[0] === 'string') return 'text'
  if (plain.types[0] === 'object') return plain.open ? 'map' : 'object'
  return plain.types[0] === 'array' || plain.types[0] === 'null' ? 'any' : (plain.types[0] ?? 'any')
}

/** A value field that no schema names, for rows that write it all the same. */
export function unknownField(steps: readonly PathStep[], unknown = true): Field {
  const last = steps.at(-1)
  return {
    key: formatPath(steps),
    steps,
    name: typeof last === 'number' ? `[${last}]` : (last ?? ''),
    type: 'any',
    lists: 0,
    nullable: true,
    required: false,
    pii: 'none',
    choices: undefined,
    format: undefined,
    maxLength: undefined,
    description: undefined,
    unknown,
    children: [],
  }
}

/** The field and everything below it, in tree order. */
export function walkFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...walkFields(field.children)])
}

/** All fields of a tree by key. */
export const indexFields = (fields: readonly Field[]): ReadonlyMap<string, Field> => new Map(walkFields(fields).map((field) => [field.key, field]))

export const isLeaf = (field: Field): boolean => field.children.length === 0
