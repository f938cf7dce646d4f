import { randomBytes, randomInt } from 'node:crypto'
import { EXAMPLES } from '../../server/http/openapi-examples.ts'
import { PERSONAL } from '../../server/model/canonical-field.ts'
import { type CanonicalOperationId, canonicalSchema } from '../../server/model/canonical-operation.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { sampleFromSchema } from '../../server/model/sample-from-schema.ts'

/** A document of a canonical operation, and what stands in each of its personal fields, by path. */
export interface Marked {
  body: Record<string, unknown>
  marks: ReadonlyMap<string, string>
}

/** Makes documents of which every personal field holds a value that exists nowhere else. */
export interface Marker {
  /** What every mark begins with, or is: whoever finds none of these in some bytes finds no mark in them. */
  readonly stems: readonly string[]
  /** A text that no other has. */
  text(field: string): string
  /** Every field of the model that is personal is there and marked; the others are those of `given`, or of the example of the operation. */
  document(operation: CanonicalOperationId, given?: object): Marked
}

/** Fields whose values have a form of their own. The day is nobody's: it lies before everybody's birth. */
const FORMS: Readonly<Record<string, (marker: Forms) => string>> = {
  e164: ({ phone }) => phone(),
  birthDate: ({ day }) => day,
  emails: ({ text }) => `${text('mail')}@example.test`,
}

interface Forms {
  text(field: string): string
  phone(): string
  readonly day: string
}

/** Marks of one test run. They hold what JSON escapes, so that they would be found escaped as well. */
export function createMarker(): Marker {
  const letters = `zq${randomBytes(5).toString('hex')}`
  const digits = `+4299${randomInt(100_000, 1_000_000)}`
  let count = 0
  const next = (): string => String((count += 1)).padStart(4, '0')
  const forms: Forms = {
    text: (field) => `${letters}${field}${next()}`,
    phone: () => digits + next(),
    day: `17${randomInt(10, 99)}-0${randomInt(1, 9)}-1${randomInt(0, 9)}`,
  }
  return {
    stems: [letters, digits, forms.day],
    text: forms.text,
    document: (operation, given = {}) => {
      const marks = new Map<string, string>()
      const base = { ...(EXAMPLES[operation]?.request as object), ...given }
      return { body: fill({ schema: canonicalSchema(operation, 'input')!, base, path: [] }, { forms, marks }) as Record<string, unknown>, marks }
    },
  }
}

interface Place {
  schema: JsonSchema
  base: unknown
  path: readonly string[]
}

interface Marking {
  forms: Forms
  marks: Map<string, string>
}

/** The value at a place: a mark in a personal field, else what `base` has there, with its personal fields marked. */
function fill({ schema, base, path }: Place, marking: Marking): unknown {
  if (PERSONAL.has(String(schema['x-pii']))) return mark(schema, path, marking)
  const own = (schema.anyOf ?? schema.oneOf)?.find(({ type }) => type !== 'null') ?? schema
  // A made-up empty text would not be accepted everywhere.
  if (!isPersonal(own)) return base === '' ? 'any' : base
  if (own.items) return listOf(base, own.items).map((element, index) => fill({ schema: own.items!, base: element, path: [...path, `${index}`] }, marking))
  if (typeof own.additionalProperties === 'object')
    return { club: fill({ schema: own.additionalProperties, base: undefined, path: [...path, 'club'] }, marking) }
  const known = (base ?? sampleFromSchema(own)) as Record<string, unknown>
  const entries = Object.entries(own.properties ?? {}).map(([key, property]) => [
    key,
    fill({ schema: property, base: known[key], path: [...path, key] }, marking),
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

const listOf = (base: unknown, items: JsonSchema): unknown[] => (Array.isArray(base) && base.length > 0 ? base : [sampleFromSchema(items)])

/** Is a field here, or below, personal? */
export function isPersonal(schema: JsonSchema): boolean {
  const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]
  return PERSONAL.has(String(schema['x-pii'])) || below.some((one) => typeof one === 'object' && isPersonal(one))
}

function mark(schema: JsonSchema, path: readonly string[], { forms, marks }: Marking): string {
  const name = path.findLast((part) => FORMS[part] !== undefined)
  const field = path.at(-1)!
  const room = Math.min(schema.maxLength ?? 4000, ...(schema.anyOf ?? []).map(({ maxLength }) => maxLength ?? 4000))
  const plain = name === undefined ? forms.text(field) : FORMS[name]!(forms)
  const value = name === undefined && room > 200 ? `${plain} "\u00e9\\\n` : plain
  marks.set(path.join('.'), value)
  return value
}
