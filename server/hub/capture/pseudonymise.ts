import type { z } from 'zod'
import { safeName } from '../../model/field-errors.ts'
import type { JsonSchema } from '../../model/json-schema.ts'
import { digitsOf } from './mask-number.ts'
import { Originals } from './originals.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { SchemaPlace } from './schema-place.ts'

type Json = z.core.util.JSONType
type Leaf = Exclude<Json, Json[] | Record<string, Json>>

/** A document that tells nothing about anybody. */
export interface Pseudonymised {
  body: Json
  /** Values and keys that were replaced. */
  replaced: number
}

/** Digits in a key from which on it is taken for a number of somebody or something. */
const MANY_DIGITS = 4

/**
 * The document with every personal value replaced by a made-up one of the same kind. Personal is what the schema tags so (`x-pii`), and every
 * text and number that it tags not at all or does not know; true, false, null and the listed choices of a field are not. What is not personal
 * stays, unless it holds an e-mail address, or a value that identifies somebody elsewhere in the document. Keys that the schema does not name stay
 * if they look like field names. Equal values become equal ones; the same key gives the same result.
 */
export function pseudonymise(body: unknown, schema: JsonSchema | undefined, key: Uint8Array): Pseudonymised {
  const root = SchemaPlace.of(schema)
  const originals = new Originals(personalValues(body as Json, root))
  const pseudonyms = new Pseudonyms(key, originals)
  let replaced = 0
  const leaf = (value: Leaf, place: SchemaPlace): Json => {
    const made = replaceLeaf(value, place, { originals, pseudonyms })
    if (made !== value) replaced++
    return made
  }
  const name = (key: string, place: SchemaPlace): string => {
    if (place.declares(key) || !looksPersonal(key, originals)) return key
    replaced++
    return pseudonyms.text(key)
  }
  return { body: rebuild(body as Json, root, { leaf, name }), replaced }
}

interface Rebuilding {
  leaf(value: Leaf, place: SchemaPlace): Json
  name(key: string, place: SchemaPlace): string
}

function rebuild(value: Json, place: SchemaPlace, how: Rebuilding): Json {
  if (typeof value !== 'object' || value === null) return how.leaf(value, place)
  if (Array.isArray(value)) {
    const element = place.element()
    return value.map((each) => rebuild(each, element, how))
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [how.name(key, place), rebuild(child, place.child(key), how)]))
}

/** Every text and number that is personal, and whether it points to somebody by itself. */
function personalValues(body: Json, root: SchemaPlace): Map<string, { identifies: boolean }> {
  const values = new Map<string, { identifies: boolean }>()
  const leaf = (value: Leaf, place: SchemaPlace): Json => {
    if (typeof value !== 'string' && typeof value !== 'number') return value
    const { keep, tag } = place.verdict(value)
    const identifies = hasEmail(value) || (!keep && tag === 'direct')
    if (!keep || identifies) values.set(String(value), { identifies: identifies || (values.get(String(value))?.identifies ?? false) })
    return value
  }
  rebuild(body, root, { leaf, name: (key) => key })
  return values
}

function replaceLeaf(value: Leaf, place: SchemaPlace, { originals, pseudonyms }: { originals: Originals; pseudonyms: Pseudonyms }): Json {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const { keep, tag, choices } = place.verdict(value)
  if (choices.length > 0) return keep ? value : (pseudonyms.choice(value, choices) as Json)
  if (keep && !(typeof value === 'string' && (hasEmail(value) || originals.identifiedBy(value)))) return value
  if (typeof value === 'number') return pseudonyms.number(value, (candidate) => place.admits(candidate))
  return pseudonyms.text(value, { reference: tag === 'pseudo', maxLength: place.maxLength })
}

const hasEmail = (value: string | number): boolean => typeof value === 'string' && /[^\s@]@[^\s@]+\.[^\s@]/.test(value)

const looksPersonal = (key: string, originals: Originals): boolean =>
  safeName(key) !== key || digitsOf(key).length >= MANY_DIGITS || originals.identifiedBy(key)
