import { afterAll, expect, test } from 'vitest'
import type { CompiledMapping } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Mapping } from '../../server/model/mapping.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const compile = (rows: object[], more: { target?: JsonSchema; invariants?: object[] } = {}): CompiledMapping =>
  expressions.compileMapping(Mapping.parse({ rows, ...(more.invariants && { invariants: more.invariants }) }), more.target)
const row = (id: string, from: object, more: object = {}): object => ({ id, target: id, from, ...more })
const path = (id: string, more: object = {}): object => row(id, { kind: 'path', path: id }, more)
const expression = (id: string, text: string, more: object = {}): object => row(id, { kind: 'expression', text }, more)

/** Filled, missing and failed of each row. */
const counts = (mapping: CompiledMapping): Record<string, [number, number, number]> =>
  Object.fromEntries(mapping.fills().rows.map((fill) => [fill.row, [fill.filled, fill.missing, fill.failed]]))

async function runAll(mapping: CompiledMapping, inputs: unknown[]): Promise<void> {
  for (const input of inputs)
    try {
      await mapping.run(input)
    } catch {
      // What matters here is what is counted.
    }
}

test('filled, missing and failed are counted row by row, whether the run succeeds or not', async () => {
  const mapping = compile([path('a'), path('b', { required: true }), expression('c', '1 + c'), row('k', { kind: 'constant', value: null })])
  await runAll(mapping, [{ a: 1, b: 1, c: 1 }, { b: false }, { a: null, c: 'x' }, {}])
  expect(mapping.fills().runs).toBe(4)
  expect(counts(mapping)).toEqual({ a: [2, 2, 0], b: [2, 2, 0], c: [1, 2, 1], k: [4, 0, 0] })
})

test('rows in a loop count once for each element; a loop over nothing is missing', async () => {
  const mapping = compile([
    row('lines', { kind: 'each', path: 'lines' }, { rows: [path('sku'), row('tags', { kind: 'each', path: 'tags' }, { rows: [path('t')] })] }),
  ])
  await runAll(mapping, [{ lines: [{ sku: 1, tags: [{ t: 1 }, {}] }, { sku: 2 }, {}] }, { lines: [] }, {}, { lines: { sku: 1, tags: { t: 1 } } }])
  expect(mapping.fills().runs).toBe(4)
  expect(counts(mapping)).toEqual({ lines: [2, 2, 0], sku: [3, 1, 0], tags: [2, 2, 0], t: [2, 1, 0] })
})

test('a loop whose list fails has failed, and its rows count nothing', async () => {
  const mapping = compile([row('lines', { kind: 'each', path: '$sort(lines)' }, { rows: [path('sku')] })])
  await runAll(mapping, [{ lines: [{ sku: 1 }, { sku: 2 }] }])
  expect(counts(mapping)).toEqual({ lines: [0, 0, 1], sku: [0, 0, 0] })
})

test('an unknown code of a value table has failed, a code that is left out is missing', async () => {
  const table = (id: string, otherwise: string): object =>
    row(id, { kind: 'table', path: 'code', entries: { x: 1 }, otherwise }, { required: otherwise === 'problem' })
  const mapping = compile([table('p', 'problem'), table('o', 'omit')])
  await runAll(mapping, [{ code: 'x' }, { code: 'y' }, {}, { code: ['x', 'y'] }])
  expect(counts(mapping)).toEqual({ p: [1, 1, 2], o: [2, 2, 0] })
})

test('a required table row with an unknown code has one problem, not two', () => {
  const mapping = compile([row('p', { kind: 'table', path: 'code', entries: {} }, { required: true })])
  expect(() => mapping.run({ code: 'y' })).toThrow(expect.objectContaining({ code: 'lookup.unknown-code', errors: [expect.anything()] }))
})

test('rows that wait for a sandbox count once they are there', async () => {
  const mapping = compile([path('a'), expression('b', '$pad(b, n)'), row('l', { kind: 'each', path: 'l' }, { rows: [expression('c', '$pad(c, 2)')] })])
  const running = mapping.run({ b: 'x', n: 2, l: [{ c: 'y' }, {}] })
  expect(mapping.fills().runs).toBe(0)
  await running
  await runAll(mapping, [{ a: 1, b: 1, n: 2 }])
  expect(mapping.fills().runs).toBe(2)
  expect(counts(mapping)).toEqual({ a: [1, 1, 0], b: [1, 0, 1], l: [1, 1, 0], c: [1, 1, 0] })
})

test('every compilation counts for itself, and what is handed out is a copy', async () => {
  const [one, other] = [compile([path('a')]), compile([path('a')])]
  await runAll(one, [{ a: 1 }])
  const before = one.fills()
  await runAll(one, [{ a: 1 }])
  expect(before.runs).toBe(1)
  expect(before.rows[0]!.filled).toBe(1)
  expect(other.fills()).toEqual({ runs: 0, rows: [{ row: 'a', filled: 0, missing: 0, failed: 0 }], invariants: [] })
})

test('the order of the rows is that of the mapping, inner rows after their loop', () => {
  const mapping = compile([path('a'), row('l', { kind: 'each', path: 'l' }, { rows: [path('b'), path('c')] }), path('d')])
  expect(mapping.fills().rows.map((fill) => fill.row)).toEqual(['a', 'l', 'b', 'c', 'd'])
  expect(mapping.fills().rows.map((fill) => fill.row)).toEqual(mapping.rows.map(({ id }) => id))
})
