import jsonata from 'jsonata'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { plainPathOf, treeOfPath } from '../../server/expression/plain-path.ts'
import { Mapping } from '../../server/model/mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const PATHS = ['a', 'a.b', 'a[0]', 'a[1]', 'a[0].b', 'a.b[0].c', 'a.b.c', 'true', 'and', 'toString', 'a.constructor', 'a.length', '__proto__']
const INPUTS: unknown[] = [
  {},
  null,
  'text',
  [{ a: 1 }, { a: 2 }],
  { a: 1 },
  { a: null },
  { a: [] },
  { a: [7] },
  { a: [[1, 2], [3]] },
  { a: [[[1]], 2] },
  { a: [{ b: 1 }, { b: [2, 3] }] },
  { a: [null, 1] },
  { a: { b: { c: 1 } } },
  { a: { b: [{ c: [1, 2] }, { c: 3 }] } },
  { a: { b: [[{ c: 1 }], [{ c: 2 }]] } },
  { a: { b: [{ c: [9] }], true: 'yes', length: 3 }, true: 'top', and: 'and' },
]

test.each(PATHS)('a row with the path %s gives what JSONata gives', async (path) => {
  for (const input of INPUTS) {
    const mapping = expressions.compileMapping(Mapping.parse({ rows: [{ id: 'r', target: 'x', from: { kind: 'path', path } }] }))
    const expected = await jsonata(path).evaluate(structuredClone(input))
    const plain = typeof expected === 'function' || expected === undefined ? {} : { x: JSON.parse(JSON.stringify(expected)) }
    expect(await mapping.run(input), JSON.stringify(input)).toEqual(plain)
  }
})

const withoutPositions = (tree: unknown): unknown => JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'position' ? undefined : value)))

test.each(PATHS.filter((path) => plainPathOf(path)))('the tree of %s is that of the parser', (path) => {
  expect(treeOfPath(plainPathOf(path) ?? [])).toEqual(withoutPositions(jsonata(path).ast()))
})

test.each(['and', 'a.true', 'a[-1]', 'a[01]', 'a[]', 'a.*', '$a', '`a`'])('%s is no plain path', (path) => {
  expect(plainPathOf(path)).toBeUndefined()
})

test('all paths of a level together give what each of them gives alone', async () => {
  const row = (path: string, index: number): object => ({ id: `r${index}`, target: `t${index}`, from: { kind: 'path', path } })
  const together = expressions.compileMapping(Mapping.parse({ rows: PATHS.map(row) }))
  for (const input of INPUTS) {
    const alone = await Promise.all(PATHS.map((path, index) => expressions.compileMapping(Mapping.parse({ rows: [row(path, index)] })).run(input)))
    expect(await together.run(input), JSON.stringify(input)).toEqual(Object.assign({}, ...(alone as object[])))
  }
})

test('each element of a loop has its own $index, also where the library or a sandbox process gives the value', async () => {
  const texts = ['$index', '$index & "" & $eval("1")', '($f := function($n) { $n < 1 ? $index : $f($n - 1) }; $f(2))']
  const rows = texts.map((text, index) => ({ id: `r${index}`, target: `t${index}`, from: { kind: 'expression', text } }))
  const mapping = expressions.compileMapping(Mapping.parse({ rows: [{ id: 'l', target: 'l', from: { kind: 'each', path: 'a' }, rows }] }))
  expect(await mapping.run({ a: [{}, {}, {}] })).toEqual({ l: [0, 1, 2].map((index) => ({ t0: index, t1: `${index}1`, t2: index })) })
})
