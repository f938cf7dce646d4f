import jsonata from 'jsonata'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
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
