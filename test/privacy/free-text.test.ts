import { expect, test } from 'vitest'
import { CANONICAL_OPERATIONS, type CanonicalOperationId, canonicalSchema } from '../../server/model/canonical-operation.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'

interface Leaf {
  path: string
  schema: JsonSchema
}

/** Every leaf of a schema. */
function leaves(schema: JsonSchema, path = ''): Leaf[] {
  const below = [
    ...Object.entries(schema.properties ?? {}).map(([name, each]): Leaf => ({ path: `${path}.${name}`, schema: each })),
    ...(schema.items ? [{ path: `${path}[]`, schema: schema.items }] : []),
    ...(typeof schema.additionalProperties === 'object' ? [{ path: `${path}.*`, schema: schema.additionalProperties }] : []),
  ]
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((each): Leaf => ({
    path,
    schema: { 'x-pii': schema['x-pii'], ...each } as JsonSchema,
  }))
  const next = [...below, ...choices]
  return next.length === 0 ? [{ path, schema }] : next.flatMap((each) => leaves(each.schema, each.path))
}

/** Texts that may be longer than any name, code or reference. */
const LONG = 300
const free = (Object.keys(CANONICAL_OPERATIONS) as CanonicalOperationId[])
  .flatMap((id) => leaves(canonicalSchema(id, 'input')!).map(({ path, schema }): [string, unknown] => [`${id}${path}`, schema]))
  // The mark of a page is made by the flow.
  .filter(([path]) => !path.endsWith('.page'))
  .filter(([, schema]) => ((schema as JsonSchema)['maxLength'] as number) > LONG && !('pattern' in (schema as object)))

test('X-06: the fields for free text are there', () => {
  expect(free.map(([path]) => path)).toEqual(
    expect.arrayContaining([
      'customers.create.notes',
      'customers.create.ext.*',
      'orders.create.notes',
      'orders.create.lines[].description',
      'creditNotes.create.reason',
    ]),
  )
})

test.each(free)('X-06: %s counts as personal, or is a reference', (path, schema) => {
  const tag = (schema as { 'x-pii'?: string })['x-pii']
  expect([path, tag]).toEqual([path, expect.stringMatching(/^(text|pseudo)$/)])
})
