import type { z } from 'zod'
import { type FieldMeta, fieldMeta } from '../model/field-meta.ts'
import { Problem } from '../model/problem.ts'

/** One end of a schema: where a value stands that is no object, list or map. */
export interface Leaf {
  /** Dotted; `[]` for the elements of a list, `{}` for the values and `{key}` for the keys of a map. */
  path: string
  /** The tags of the leaf or of the nearest schema around it. */
  meta: FieldMeta | undefined
}

interface Place {
  path: string
  meta: FieldMeta | undefined
}

type Definition = Record<string, unknown> & { type: string }
type Part = [name: string, schema: z.ZodType]

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** The schemas directly inside one schema, by name of the step to them. Empty for a leaf. */
function partsOf(def: Definition): Part[] {
  const one = (key: string, name: string): Part[] => (def[key] ? [[name, def[key] as z.ZodType]] : [])
  const many = (key: string, name: string): Part[] => (def[key] as z.ZodType[]).map((schema) => [name, schema])
  switch (def.type) {
    case 'object':
      return [...Object.entries(def.shape as Record<string, z.ZodType>), ...one('catchall', '{}')]
    case 'record':
    case 'map':
      return [...one('keyType', '{key}'), ...one('valueType', '{}')]
    case 'array':
      return one('element', '[]')
    case 'set':
      return one('valueType', '[]')
    case 'tuple':
      return [...many('items', '[]'), ...one('rest', '[]')]
    case 'union':
      return many('options', '')
    case 'intersection':
      return [...one('left', ''), ...one('right', '')]
    case 'pipe':
      return [...one('in', ''), ...one('out', '')]
    case 'lazy':
      return [['', (def.getter as () => z.ZodType)()]]
    default:
      return one('innerType', '')
  }
}

function collect(schema: z.ZodType, place: Place, within: ReadonlySet<z.ZodType>): Leaf[] {
  if (within.has(schema)) return []
  const def = definitionOf(schema)
  // What a strict object allows besides its fields: nothing.
  if (def.type === 'never') return []
  const meta = fieldMeta.get(schema) ?? place.meta
  const parts = partsOf(def)
  if (parts.length === 0) return [{ path: place.path, meta }]
  const inside = new Set(within).add(schema)
  return parts.flatMap(([name, part]) => collect(part, { path: [place.path, name].filter(Boolean).join('.'), meta }, inside))
}

/** Every leaf of a schema, in its order. A schema that contains itself is entered once. */
export const leavesOf = (schema: z.ZodType): Leaf[] => collect(schema, { path: '', meta: undefined }, new Set())

/** Throws `storage.forbidden` for a schema with a leaf that must never be stored. Called by every store when it is opened. */
export function assertStorable(schema: z.ZodType, name: string): void {
  const forbidden = leavesOf(schema).find((leaf) => leaf.meta?.store === 'never')
  if (forbidden) throw new Problem('storage.forbidden', `The schema of ${name} holds a field that is never stored.`, { at: forbidden.path })
}
