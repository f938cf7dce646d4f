import { describe, expect, test } from 'vitest'
import { personalTest } from '../../server/flow/personal-test.ts'
import { CANONICAL_OPERATIONS, canonicalSchema } from '../../server/model/canonical-operation.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'

const canonical = (operation: string) => personalTest(canonicalSchema(operation, 'input'), true)

describe('the message of an operation', () => {
  test('holds personal data where a tagged field has a value', () => {
    const order = canonical('orders.create')
    expect(order({ externalNumber: 'R-1', crmReference: 'crm:customer:7', lines: [{ id: '1', sku: 'B' }], totals: { net: '1' } })).toBe(false)
    expect(order({ externalNumber: 'R-1', notes: '', lines: [{ id: '1', description: null }] })).toBe(false)
    expect(order({ externalNumber: 'R-1', notes: 'Ring twice' })).toBe(true)
    expect(order({ lines: [{ id: '1' }, { id: '2', description: 'For Ada' }] })).toBe(true)
    expect(order({ lines: [{ id: '1', ext: { engraving: 'Ada' } }] })).toBe(true)
    expect(order({ lines: [{ id: '1', ext: {} }] })).toBe(false)
  })

  test('is known for lists and optional objects', () => {
    const update = canonical('customers.update')
    expect(update({ ref: 'crm:customer:7', patch: { status: 'blocked', emails: [], consent: { emailMarketing: true } } })).toBe(false)
    expect(update({ ref: 'crm:customer:7', patch: { emails: [{ value: 'a@b.example', kind: 'work', primary: true }] } })).toBe(true)
    expect(canonical('customers.delete')({ ref: 'crm:customer:7' })).toBe(false)
    expect(canonical('customers.create')({ name: 'Ada' })).toBe(true)
  })
})

describe('a message that nobody has checked', () => {
  const SCHEMA: JsonSchema = {
    type: 'object',
    properties: {
      number: { type: 'string', 'x-pii': 'none' },
      buyer: { type: 'string', 'x-pii': 'direct' },
      lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string', 'x-pii': 'none' } } } },
      gift: { anyOf: [{ type: 'string', 'x-pii': 'none' }, { type: 'null' }] },
      note: { type: 'string' },
    },
  }

  test('may hold personal data wherever its schema does not exclude it', () => {
    const check = personalTest(SCHEMA, false)
    expect(check({ number: '1', lines: [{ sku: 'A' }], gift: null })).toBe(false)
    for (const body of [
      { buyer: 'Ada' },
      { note: 'Ada' },
      { surprise: 'Ada' },
      { lines: [{ sku: 'A', name: 'Ada' }] },
      { lines: 'Ada' },
      { number: { name: 'Ada' } },
      { gift: ['Ada'] },
      ['Ada'],
      'Ada',
    ])
      expect(check(body), JSON.stringify(body)).toBe(true)
  })

  test('is taken to hold it where there is no schema that tells', () => {
    for (const schema of [undefined, {}, { $ref: '#/$defs/a' }, { allOf: [SCHEMA] }]) {
      expect(personalTest(schema, false)({ a: 1 })).toBe(true)
      expect(personalTest(schema, false)(null)).toBe(false)
    }
  })
})

test('lanes and keys of operations are fields of their input, and no personal ones', () => {
  for (const [operation, { keys, lane }] of Object.entries<{ keys: readonly string[]; lane?: string }>(CANONICAL_OPERATIONS)) {
    const { properties = {} } = canonicalSchema(operation, 'input')!
    for (const field of [...keys, ...(lane === undefined ? [] : [lane])]) {
      expect(properties, `${operation} ${field}`).toHaveProperty(field)
      expect(personalTest(properties[field], true)('text'), `${operation} ${field}`).toBe(false)
    }
  }
})
