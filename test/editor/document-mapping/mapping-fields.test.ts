import { describe, expect, it } from 'vitest'
import { fieldsOf, indexFields, walkFields } from '../../../editor/document/mapping-fields.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import { canonicalSchema } from '../../../server/model/canonical-operation.ts'

describe('trees from schemas', () => {
  it('shows types, required fields, lists, personal data and codes of the canonical customer', () => {
    const fields = indexFields(fieldsOf(canonicalSchema('customers.create', 'input') ?? {}))
    expect(fields.get('name')).toMatchObject({ type: 'text', required: true, pii: 'direct', lists: 0 })
    expect(fields.get('givenName')).toMatchObject({ type: 'text', required: false, nullable: true, pii: 'direct' })
    expect(fields.get('emails')).toMatchObject({ type: 'object', lists: 1 })
    expect(fields.get('emails.value')).toMatchObject({ type: 'text', required: true })
    expect(fields.get('status')?.choices).toEqual(['active', 'blocked', 'archived'])
  })

  it('follows references, ends where they repeat and does not leave the schema', () => {
    const node = {
      type: 'object' as const,
      properties: { id: { type: 'string' as const }, below: { type: 'array' as const, items: { $ref: '#/$defs/node' } } },
    }
    const keys = walkFields(fieldsOf({ $ref: '#/$defs/node', $defs: { node } })).map(({ key }) => key)
    expect(keys).toEqual(['id', 'below'])
    expect(fieldsOf({ type: 'object', properties: { a: { $ref: 'http://127.0.0.1/x' }, b: { $ref: '#/constructor' } } })).toHaveLength(2)
  })

  it('merges alternatives: a field that one lacks is optional', () => {
    const fields = fieldsOf({
      anyOf: [
        { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } }, required: ['a', 'b'] },
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      ],
    })
    expect(fields.map(({ name, required }) => [name, required])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  it('reads a schema from samples, lists element by element', () => {
    const schema = schemaFromSamples([
      { id: 1, tags: ['a'], lines: [{ sku: 'x' }, { sku: 'y', qty: 1.5 }], day: '2026-01-02', __proto__x: null },
      { id: 2.5, lines: [], day: '2026-02-03' },
    ])
    const fields = indexFields(fieldsOf(schema))
    expect(fields.get('id')).toMatchObject({ type: 'number', required: true })
    expect(fields.get('tags')).toMatchObject({ type: 'text', lists: 1, required: false })
    expect(fields.get('lines.sku')).toMatchObject({ required: true })
    expect(fields.get('lines.qty')).toMatchObject({ type: 'number', required: false })
    expect(fields.get('day')?.format).toBe('date')
  })

  it('keeps a hostile field name a field', () => {
    const fields = fieldsOf(schemaFromSamples([JSON.parse('{"__proto__":{"polluted":1},"constructor":2}')]))
    expect(fields.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
    expect('polluted' in {}).toBe(false)
  })
})
