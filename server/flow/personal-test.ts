import { PERSONAL } from '../model/canonical-field.ts'
import type { JsonSchema } from '../model/json-schema.ts'

/** Does a value hold personal data, as far as its schema tells? */
export type PersonalTest = (value: unknown) => boolean

/** Stands for a place that never holds personal data, so that it is not walked. */
type Found = PersonalTest | undefined

const present: PersonalTest = (value) => value !== undefined && value !== null && value !== ''

/** What does not fit the schema of a plain field. */
const composite: PersonalTest = (value) => typeof value === 'object' && value !== null

/**
 * Compiles the test of a schema, once. A field with a tag holds what the tag says; one without a tag may hold a person unless its values are
 * listed. Without a schema every value may. `checked`: values fit the schema, so that only fields that may be personal are looked at.
 */
export function personalTest(schema: JsonSchema | undefined, checked: boolean): PersonalTest {
  return testOf(schema, checked) ?? (() => false)
}

function testOf(schema: JsonSchema | undefined, checked: boolean): Found {
  if (schema === undefined || schema.$ref !== undefined || schema.allOf !== undefined) return present
  const tag = schema['x-pii']
  if (typeof tag === 'string') return PERSONAL.has(tag) ? present : checked ? undefined : composite
  const branches = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null')
  if (branches) return anyOf(branches.map((branch) => testOf(branch, checked)))
  if (schema.properties) return objectTest(schema, checked)
  if (schema.items) return listTest(testOf(schema.items, checked))
  if (typeof schema.additionalProperties === 'object') return recordTest(testOf(schema.additionalProperties, checked))
  const closed = schema.enum !== undefined || schema.const !== undefined || schema.type === 'boolean' || schema.type === 'null'
  return closed && checked ? undefined : present
}

function objectTest(schema: JsonSchema, checked: boolean): Found {
  const entries = Object.entries(schema.properties ?? {}).map(([key, property]): [string, Found] => [key, testOf(property, checked)])
  if (!checked) return keysTest(new Map(entries))
  const tests = entries.filter((entry): entry is [string, PersonalTest] => entry[1] !== undefined)
  if (tests.length === 0) return undefined
  return (value) => {
    if (typeof value !== 'object' || value === null) return present(value)
    for (const [key, test] of tests) if (test((value as Record<string, unknown>)[key])) return true
    return false
  }
}

/** Every key of the value counts: one that the schema does not know may hold a person. */
const keysTest =
  (tests: ReadonlyMap<string, Found>): PersonalTest =>
  (value) => {
    if (typeof value !== 'object' || value === null) return present(value)
    if (Array.isArray(value)) return value.some(present)
    return Object.entries(value).some(([key, below]) => (tests.has(key) ? (tests.get(key)?.(below) ?? false) : present(below)))
  }

const listTest = (test: Found): Found => test && ((value) => (Array.isArray(value) ? value.some(test) : present(value)))

const recordTest = (test: Found): Found => test && ((value) => (typeof value === 'object' && value !== null ? Object.values(value).some(test) : present(value)))

function anyOf(found: readonly Found[]): Found {
  const tests = found.filter((test) => test !== undefined)
  return tests.length === 0 ? undefined : (value) => tests.some((test) => test(value))
}
