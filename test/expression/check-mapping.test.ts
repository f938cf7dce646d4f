import { afterAll, expect, test } from 'vitest'
import { checkMapping } from '../../server/expression/check-mapping.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { lostFields } from '../../server/expression/lost-fields.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const text: JsonSchema = { type: 'string' }
const source: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    customer: { type: 'object', additionalProperties: false, properties: { name: text, mail: text, active: { type: 'boolean' } } },
    status: { enum: ['open', 'paid', 'void'] },
    lines: { type: 'array', items: { type: 'object', additionalProperties: false, properties: { sku: text, qty: { type: 'number' } } } },
    extra: { type: 'object', additionalProperties: true },
    free: {},
  },
}
const target: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'billing', 'items'],
  properties: {
    name: text,
    note: text,
    count: { type: 'integer' },
    billing: { type: 'object', required: ['city'], additionalProperties: false, properties: { city: text, zip: text } },
    shipping: { type: 'object', required: ['city'], additionalProperties: false, properties: { city: text, zip: text } },
    state: { enum: ['OPEN', 'DONE'] },
    items: {
      type: 'array',
      items: { type: 'object', required: ['code'], additionalProperties: false, properties: { code: text, amount: { type: 'number' } } },
    },
  },
}

const row = (target: string, from: object, rows?: object[]): object => ({ id: target, target, from, ...(rows && { rows }) })
const path = (target: string, source: string): object => row(target, { kind: 'path', path: source })
const COMPLETE = [path('name', 'customer.name'), path('billing.city', 'customer.mail'), row('items', { kind: 'each', path: 'lines' }, [path('code', 'sku')])]

const check = (rows: object[], schemas: { source?: JsonSchema; target?: JsonSchema } = { source, target }): string[] =>
  checkMapping(Mapping.parse({ rows }), { ...schemas, expressions })
    .filter(({ code }) => code !== 'mapping.lost')
    .map((finding) => `${finding.level} ${finding.row ?? '-'}: ${finding.message}`)

test('a complete mapping has no findings', () => {
  expect(check(COMPLETE)).toEqual([])
})

test.each([
  [path('note', 'customer.nmae'), 'error note: `customer.nmae` does not exist in the source; did you mean `customer.name`?'],
  [path('note', 'customer.address'), 'error note: `customer.address` does not exist in the source.'],
  [
    row('note', { kind: 'expression', text: '$uppercase(customer.mial) & $foo' }),
    'error note: `customer.mial` does not exist in the source; did you mean `customer.mail`?',
  ],
  [
    row('note', { kind: 'expression', text: '"a" & $foo' }),
    'warning note: The variable `$foo` is never set; there are $input, $meta, $root and, in a loop, $index.',
  ],
  [row('note', { kind: 'expression', text: 'a +' }), 'error note: The expression of `note` cannot be read. Unexpected end of expression (at position 3).'],
  [path('nte', 'customer.name'), 'error nte: `nte` does not exist in the target; did you mean `note`?'],
  [path('note', 'customer.active'), 'error note: `customer.active` is yes or no, but `note` is a text.'],
  [path('count', 'customer.name'), 'error count: `customer.name` is a text, but `count` is a whole number.'],
  [path('note', 'lines.sku'), 'error note: `lines.sku` gives several values, but `note` takes one.'],
  [
    row('state', { kind: 'table', path: 'status', entries: { open: 'OPEN', paid: 'DONE' } }),
    'warning state: The value table of `state` lacks "void" of `status`.',
  ],
  [
    row('state', { kind: 'table', path: 'status', entries: { open: 'Open' }, otherwise: 'omit' }),
    'error state: `state` does not take "Open"; it takes "OPEN", "DONE".',
  ],
  [row('count', { kind: 'constant', value: 'x' }), 'error count: The value for `count` is a text, but the field is a whole number.'],
  [row('__proto__', { kind: 'constant', value: 'x' }), 'error __proto__: The target the name `__proto__` is not allowed.'],
])('%j', (extra, finding) => {
  expect(check([...COMPLETE, extra])).toContain(finding)
})

test('paths below loops are those of the element', () => {
  const rows = [...COMPLETE.slice(0, 2), row('items', { kind: 'each', path: 'lines' }, [path('code', 'skuu'), path('amount', 'sku'), path('colour', 'qty')])]
  expect(check(rows)).toEqual([
    'error code: `lines.skuu` does not exist in the source; did you mean `lines.sku`?',
    'error amount: `sku` is a text, but `items.amount` is a number.',
    'error colour: `items.colour` does not exist in the target.',
  ])
})

test('required fields need a row where their parent is required or written', () => {
  expect(check([path('shipping.zip', 'customer.name'), row('items', { kind: 'each', path: 'lines' }, [])])).toEqual([
    'error -: The required target field `name` has no row.',
    'error -: The required target field `billing` has no row.',
    'error -: The required target field `shipping.city` has no row.',
    'error -: The required target field `items.code` has no row.',
  ])
})

test('what a schema leaves open is not reported', () => {
  expect(check([...COMPLETE, path('note', 'extra.anything.at.all'), path('count', 'free.x')])).toEqual([])
  expect(check([path('a', 'b')], {})).toEqual([])
  expect(check([row('$', { kind: 'expression', text: '{"x": customer.name}' })])).toEqual([])
})

test('an undescribed field of a schema that does not exclude others is a warning', () => {
  expect(check([path('note', 'nme')], { source: { type: 'object', properties: { name: text } } })).toEqual([
    'warning note: `nme` does not exist in the source; did you mean `name`?',
  ])
})

test('lost fields are the ones neither read nor ignored', () => {
  const mapping = Mapping.parse({ rows: COMPLETE, ignored: ['extra', 'customer.active'] })
  expect(lostFields(mapping, source, expressions)).toEqual(['status', 'lines.qty', 'free'])
  expect(lostFields(Mapping.parse({ rows: [path('a', 'customer')] }), source, expressions)).toEqual(['status', 'lines.sku', 'lines.qty', 'extra', 'free'])
  expect(lostFields(Mapping.parse({ rows: [path('$', '$')] }), source, expressions)).toEqual([])
})
