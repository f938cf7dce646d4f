import { type Field, isLeaf, walkFields } from './mapping-fields.ts'
import type { PathStep } from './mapping-path.ts'
import { nameLikeness, type NameParts, namePartsOf } from './mapping-similarity.ts'

/** A field with its names taken apart, to be compared often. */
export interface FieldNames {
  field: Field
  name: NameParts
  around: NameParts
}

/** The names of all fields that a schema names. */
export const fieldNames = (fields: readonly Field[]): FieldNames[] =>
  walkFields(fields)
    .filter(({ steps }) => steps.length > 0 && steps.every((step) => typeof step === 'string'))
    .map((field) => ({ field, ...partsOf(field.steps) }))

const partsOf = (steps: readonly PathStep[]): Omit<FieldNames, 'field'> => ({
  name: namePartsOf(String(steps.at(-1) ?? '')),
  around: namePartsOf(steps.slice(0, -1).join(' ')),
})

/** How well two types go together, 0 to 1; 0: not at all. */
export function typeLikeness(a: Field, b: Field): number {
  if (a.type === b.type) return a.format === b.format ? 1 : 0.8
  if (a.type === 'any' || b.type === 'any') return 0.7
  if (a.type === 'object' || b.type === 'object' || a.type === 'map' || b.type === 'map') return 0
  return a.type === 'boolean' || b.type === 'boolean' ? 0.2 : 0.6
}

/** A path that is gone, and what is still known of it: what it was read or written as, and the field at the other end of the line. */
export interface GonePath {
  path: readonly PathStep[]
  as: 'list' | 'value' | 'any'
  other: Field | undefined
}

/** Compares fields with a path that is gone: the name counts most, then what is around it, then the type that the other end has. */
export function fieldLikeness({ path, as, other }: GonePath): (candidate: FieldNames) => { score: number; reason: string } {
  const gone = partsOf(path)
  return ({ field, name, around }) => {
    if ((as === 'list' && field.lists === 0) || (as === 'value' && !isLeaf(field))) return { score: 0, reason: '' }
    const byName = nameLikeness(gone.name, name)
    const place = gone.around.plain === around.plain ? 1 : gone.around.plain === '' || around.plain === '' ? 0.4 : nameLikeness(gone.around, around).score
    const type = other && as !== 'list' ? typeLikeness(field, other) : 0.7
    if (type === 0 || byName.score < 0.35) return { score: 0, reason: '' }
    const reasons = [byName.by, place === 1 ? 'same place' : byName.score === 1 ? 'other place' : '', type === 1 ? 'same type' : type < 0.6 ? 'other type' : '']
    return { score: Math.round((byName.score * 0.6 + place * 0.25 + type * 0.15) * 100) / 100, reason: reasons.filter((one) => one !== '').join(', ') }
  }
}
