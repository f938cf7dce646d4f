import { expect, it } from 'vitest'
import { type Field, unknownField } from '../../../editor/document/mapping-fields.ts'
import { fieldsOf } from '../../../editor/document/mapping-fields.ts'
import { proposeLines } from '../../../editor/document/mapping-proposals.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import { shapeFit, shapeOf } from '../../../editor/document/mapping-shape.ts'

const field = (part: Partial<Field>): Field => ({ ...unknownField(['x']), type: 'text', ...part })

it.each([
  [['a@b.cz', 'c@d.cz'], 'e-mail address'],
  [['2026-01-31'], 'date'],
  [['CZ', 'DE'], 'country code'],
  [['+420 123 456 789'], 'phone number'],
  [['10.50'], 'decimal'],
  [['a@b.cz', 'none'], undefined],
  [['a@b.cz', 5], undefined],
  [[], undefined],
])('%j look like %s', (values, shape) => {
  expect(shapeOf(values)).toBe(shape)
})

it('fits by format, name and codes', () => {
  expect(shapeFit(['a@b.cz'], field({ format: 'email' }))).toEqual({ factor: 1.1, reason: 'values look like an e-mail address' })
  expect(shapeFit(['2026-01-31'], field({ format: 'email' })).factor).toBeLessThan(1)
  expect(shapeFit(['CZ'], field({ name: 'countryCode' })).factor).toBeGreaterThan(1)
  expect(shapeFit(['a'], field({ choices: ['a', 'b'] })).reason).toMatch(/codes of the target/)
  expect(shapeFit([], field({ format: 'email' })).factor).toBe(1)
})

it('decides between proposals of alike names by the values of the samples', () => {
  const sample = { contact1: 'Ada Lovelace', contact2: 'ada@example.org' }
  const targets = fieldsOf({ type: 'object', properties: { contact: { type: 'string', format: 'email' } } })
  const sources = fieldsOf({ type: 'object', properties: { contact1: { type: 'string' }, contact2: { type: 'string' } } })
  expect(proposeLines({ rows: [], ignored: [] }, { sources, targets, samples: [sample] })[0]).toMatchObject({ source: { key: 'contact2' } })
  expect(fieldsOf(schemaFromSamples([sample]))).toHaveLength(2)
})
