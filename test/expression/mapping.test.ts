import { afterAll, describe, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Mapping } from '../../server/model/mapping.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Problem } from '../../server/model/problem.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

type Row = { id?: string; target: string; from: object; required?: boolean; rows?: Row[] }

/** A mapping of rows; ids are made of the targets where they are left out. */
function mappingOf(rows: Row[], ignored: string[] = []): Mapping {
  const withIds = (list: Row[]): object[] => list.map((row) => ({ id: row.target, ...row, ...(row.rows && { rows: withIds(row.rows) }) }))
  return Mapping.parse({ rows: withIds(rows), ignored })
}

const path = (target: string, source = target): Row => ({ target, from: { kind: 'path', path: source } })
const expression = (target: string, text: string): Row => ({ target, from: { kind: 'expression', text } })
const each = (target: string, source: string, rows: Row[]): Row => ({ target, from: { kind: 'each', path: source }, rows })
const run = (rows: Row[], input: unknown, options: { target?: JsonSchema; bindings?: Record<string, unknown> } = {}): unknown =>
  expressions.compileMapping(mappingOf(rows), options.target).run(input, options.bindings)

async function problemOf(action: () => unknown): Promise<Problem> {
  const outcome: unknown = await Promise.resolve()
    .then(action)
    .then(
      () => 'no problem',
      (error: unknown) => error,
    )
  if (outcome instanceof Problem) return outcome
  throw new Error('not a Problem', { cause: outcome })
}

describe('targets', () => {
  test('dotted paths, elements and names in backticks', () => {
    const rows = [path('name'), path('billing.city', 'town'), path('emails[0].value', 'mail'), path('emails[0].kind', 'kind'), path('`a.b`.`c d`', 'x')]
    expect(run(rows, { name: 'A', town: 'B', mail: 'm', kind: 'k', x: 1 })).toStrictEqual({
      name: 'A',
      billing: { city: 'B' },
      emails: [{ value: 'm', kind: 'k' }],
      'a.b': { 'c d': 1 },
    })
  })

  test('what is missing leaves no trace: no key, no empty object, no hole', () => {
    const rows = [path('name'), path('billing.city', 'town'), path('emails[0].value', 'mail'), path('emails[1].value', 'other')]
    expect(run(rows, { other: 'o' })).toStrictEqual({ emails: [{ value: 'o' }] })
    expect(run(rows, {})).toStrictEqual({})
  })

  test('null, false, zero and the empty text are values', () => {
    expect(run([path('a'), path('b'), path('c'), path('d')], { a: null, b: false, c: 0, d: '' })).toStrictEqual({ a: null, b: false, c: 0, d: '' })
  })

  test('a row for the whole value', () => {
    expect(run([path('$', 'inner')], { inner: [1, 2] })).toStrictEqual([1, 2])
    expect(run([path('.', 'inner')], { inner: { a: 1 } })).toStrictEqual({ a: 1 })
    expect(run([each('ids', 'items', [path('$', 'id')])], { items: [{ id: 1 }, {}, { id: 3 }] })).toStrictEqual({ ids: [1, 3] })
  })

  test.each(['__proto__', 'a.__proto__.b', 'constructor', 'a.prototype', 'a..b', 'a[x]', '[0]', 'a[5000]', 'a.'])('%s is refused', async (target) => {
    const mapping = expressions.compileMapping(mappingOf([path(target, 'a')]))
    expect(mapping.problems).toEqual([expect.objectContaining({ path: target, code: 'mapping.type' })])
    expect((await problemOf(() => mapping.run({}))).code).toBe('expression.invalid')
  })

  test.each([[['a', 'a']], [['a', 'a.b']], [['a.b', 'a']], [['a[0]', 'a.b']], [['$', 'a']]])("%j stand in each other's way", (targets) => {
    expect(expressions.compileMapping(mappingOf(targets.map((target, index) => ({ ...path(target, 'x'), id: String(index) })))).problems).not.toEqual([])
  })
})

describe('arrays stay arrays', () => {
  const target: JsonSchema = {
    type: 'object',
    properties: {
      tags: { type: 'array', items: { type: 'string' } },
      phones: { $ref: '#/$defs/phones' },
      note: { type: 'string' },
      maybe: { anyOf: [{ type: 'array', items: {} }, { type: 'null' }] },
      lines: { type: 'array', items: { type: 'object', properties: { taxes: { type: 'array' } } } },
    },
    $defs: { phones: { type: 'array', items: { type: 'object', properties: { number: { type: 'string' } } } } },
  }

  test('a single value for an array field is wrapped, and a parent that is an array gets one element', () => {
    const rows = [path('tags', 'items.tag'), path('phones.number', 'phone'), path('note'), path('maybe', 'items.tag')]
    expect(run(rows, { items: [{ tag: 'x' }], phone: '1', note: 'n' }, { target })).toStrictEqual({
      tags: ['x'],
      phones: [{ number: '1' }],
      note: 'n',
      maybe: ['x'],
    })
    expect(run(rows, { items: [{ tag: 'x' }, { tag: 'y' }] }, { target })).toStrictEqual({ tags: ['x', 'y'], maybe: ['x', 'y'] })
    expect(run(rows, {}, { target })).toStrictEqual({})
    expect(run([path('maybe', 'a')], { a: null }, { target })).toStrictEqual({ maybe: null })
  })

  test('also inside loops', () => {
    expect(run([each('lines', 'rows', [path('taxes', 'tax')])], { rows: { tax: 1 } }, { target })).toStrictEqual({ lines: [{ taxes: [1] }] })
  })

  test.each([
    [{ lines: [{ sku: 1 }, { sku: 2 }] }, [{ id: 1 }, { id: 2 }]],
    [{ lines: [{ sku: 1 }] }, [{ id: 1 }]],
    [{ lines: { sku: 1 } }, [{ id: 1 }]],
    [{ lines: [] }, []],
    [{ lines: null }, []],
    [{}, []],
    [{ lines: [{}] }, [{}]],
  ])('a loop over %j', (input, lines) => {
    expect(run([each('out', 'lines', [path('id', 'sku')])], input)).toStrictEqual({ out: lines })
  })
})

describe('loops', () => {
  const input = {
    currency: 'EUR',
    orders: [
      {
        no: 1,
        lines: [
          { sku: 'a', qty: 2 },
          { sku: 'b', qty: 0 },
        ],
      },
      { no: 2, lines: { sku: 'c', qty: 1 } },
    ],
  }
  const rows = [
    each('documents', 'orders', [
      path('number', 'no'),
      each('lines', 'lines[qty > 0]', [path('item', 'sku'), expression('text', '$root.currency & qty & $meta.mark & $input.first')]),
    ]),
  ]

  test('rows below a loop see the element, $root the whole source, and the variables of the caller', () => {
    expect(run(rows, input, { bindings: { meta: { mark: '!' }, input: { first: 'f' } } })).toStrictEqual({
      documents: [
        { number: 1, lines: [{ item: 'a', text: 'EUR2!f' }] },
        { number: 2, lines: [{ item: 'c', text: 'EUR1!f' }] },
      ],
    })
  })

  test('$index is the position of the element', () => {
    expect(
      run([each('out', 'a', [expression('no', '$index + 1'), each('in', 'b', [expression('$', '$index')])])], { a: [{ b: [5, 6] }, { b: 7 }] }),
    ).toStrictEqual({
      out: [
        { no: 1, in: [0, 1] },
        { no: 2, in: [0] },
      ],
    })
  })

  test('reads and writes are those of the whole source and target', () => {
    const mapping = expressions.compileMapping(mappingOf(rows))
    expect(mapping.reads).toEqual({ paths: ['$input.first', '$meta.mark', 'currency', 'orders.lines.qty', 'orders.lines.sku', 'orders.no'], everything: false })
    expect(mapping.writes).toEqual(['documents', 'documents.number', 'documents.lines', 'documents.lines.item', 'documents.lines.text'])
    expect(mapping.rows).toContainEqual(
      expect.objectContaining({
        id: 'item',
        target: 'documents.lines.item',
        mode: 'compiled',
        reads: { paths: ['orders.lines.sku'], everything: false },
        copies: ['orders.lines.sku'],
      }),
    )
  })
})

describe('value tables', () => {
  const table = (otherwise?: string): Row => ({
    target: 'out.country',
    from: { kind: 'table', path: 'country', entries: { CZ: 'Czechia', 1: 'one', true: 'yes' }, ...(otherwise && { otherwise }) },
  })

  test.each([
    ['CZ', 'Czechia'],
    [1, 'one'],
    [true, 'yes'],
    [
      ['CZ', 1],
      ['Czechia', 'one'],
    ],
  ])('%j is looked up', (country, result) => {
    expect(run([table()], { country })).toStrictEqual({ out: { country: result } })
  })

  test('nothing stays nothing', () => {
    expect(run([table()], {})).toStrictEqual({})
    expect(run([table()], { country: null })).toStrictEqual({})
  })

  test('an unknown code is a problem, left out, or passed on; names of objects are not codes', async () => {
    const problem = await problemOf(() => run([table()], { country: 'constructor' }))
    expect(problem).toMatchObject({ code: 'lookup.unknown-code', at: 'out.country' })
    expect(problem.message).not.toMatch(/constructor/)
    expect(run([table('omit')], { country: 'XX' })).toStrictEqual({})
    expect(run([table('pass')], { country: 'XX' })).toStrictEqual({ out: { country: 'XX' } })
  })
})

describe('problems', () => {
  test('a required field without a value names its place, also in a loop', async () => {
    const rows: Row[] = [each('lines', 'lines', [{ ...path('sku'), required: true }])]
    expect(await problemOf(() => run(rows, { lines: [{ sku: 1 }, {}] }))).toMatchObject({ code: 'mapping.required', at: 'lines[1].sku' })
    expect(await problemOf(() => run([{ ...rows[0]!, required: true }], {}))).toMatchObject({ code: 'mapping.required', at: 'lines' })
  })

  test('all rows of a run are reported at once, without values', async () => {
    const rows = [expression('a', 'x + 1'), { ...path('b'), required: true }, expression('c', 'x'), expression('d', '$pad(y, z)')]
    const problem = await problemOf(() => run(rows, { x: 'Marta', y: 1, z: 1 }))
    expect(problem.code).toBe('mapping.required')
    expect(problem.errors?.map((error) => [error.path, error.code])).toEqual(
      expect.arrayContaining([
        ['a', 'expression.failed'],
        ['b', 'mapping.required'],
        ['d', 'expression.failed'],
      ]),
    )
    expect(problem.errors).toHaveLength(3)
    expect(problem.detail).toMatch(/^3 target fields have problems/)
    expect(JSON.stringify(problem)).not.toMatch(/Marta/)
  })

  test('a row that failed is not reported as missing too', async () => {
    const problem = await problemOf(() => run([{ ...expression('a', '1 + x'), required: true }], { x: 'a' }))
    expect(problem.errors).toHaveLength(1)
  })

  test('rows that cannot be read are found when the mapping is compiled', () => {
    const mapping = expressions.compileMapping(mappingOf([expression('a', 'x +'), path('b')]))
    expect(mapping.problems).toEqual([{ path: 'a', code: 'expression.invalid', message: expect.stringMatching(/position 3/) }])
  })
})

test('a mapping of compiled rows runs synchronously, one with a sandboxed row gives a promise', async () => {
  const rows = [path('a'), { target: 'k', from: { kind: 'constant', value: { list: [1] } } }, each('l', 'l', [path('b')])]
  const result = run(rows, { a: 1, l: [{ b: 2 }] })
  expect(result).toStrictEqual({ a: 1, k: { list: [1] }, l: [{ b: 2 }] })
  const waits = run([...rows, each('m', 'l', [expression('b', '$pad("x", n)')])], { a: 1, l: [{ n: 2 }, { n: 1 }] })
  expect(waits).toBeInstanceOf(Promise)
  expect(await waits).toStrictEqual({ a: 1, k: { list: [1] }, l: [{}, {}], m: [{ b: 'x ' }, { b: 'x' }] })
})

test('constants are not shared between runs', () => {
  const mapping = expressions.compileMapping(mappingOf([{ target: 'k', from: { kind: 'constant', value: { list: [1] } } }]))
  const first = mapping.run({}) as { k: { list: number[] } }
  first.k.list.push(2)
  expect(mapping.run({})).toStrictEqual({ k: { list: [1] } })
})
