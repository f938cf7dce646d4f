import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ValueDifference } from '../../server/model/case.ts'
import { addDifferences } from '../../server/flow/cases/value-differences.ts'

function between(expected: unknown, got: unknown, ignored: string[] = []): ValueDifference[] {
  const found: ValueDifference[] = []
  addDifferences(found, { place: 'answer', expected, got, ignored: new Set(ignored) })
  return found
}

// -0 and 0 are one value in JSON.
const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)

test('a value does not differ from its copy, whatever the order of its keys', () => {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turned)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, entry]) => [key, turned(entry)]),
    )
  }
  fc.assert(fc.property(json, (value) => void expect(between(value, turned(value))).toEqual([])))
})

test('two values differ exactly where they are not equal', () => {
  fc.assert(fc.property(json, json, (one, other) => void expect(between(one, other).length > 0).toBe(!isDeepStrictEqual(one, other))))
})

test('the differences of the other direction are the same ones with the sides exchanged', () => {
  const exchanged = ({ expected, got, ...rest }: ValueDifference): ValueDifference => ({
    ...rest,
    ...(got !== undefined && { expected: got }),
    ...(expected !== undefined && { got: expected }),
  })
  const byPath = (list: ValueDifference[]): ValueDifference[] => list.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  fc.assert(
    fc.property(json, json, (one, other) => {
      const there = between(one, other)
      fc.pre(there.length < 50)
      expect(byPath(between(other, one))).toEqual(byPath(there.map(exchanged)))
    }),
  )
})

test('paths carry indexes, and odd names stand in backticks', () => {
  expect(between({ lines: [{ 'a.b': 1 }, { c: 2 }] }, { lines: [{ 'a.b': 3 }, { c: 2 }, 4] })).toEqual([
    { place: 'answer', path: 'lines[0].`a.b`', expected: 1, got: 3 },
    { place: 'answer', path: 'lines[2]', got: 4 },
  ])
})

test('what is ignored is left out with all below it, and nothing else', () => {
  const one = {
    items: [
      { id: 1, meta: { at: 1 } },
      { id: 2, meta: { at: 2 } },
    ],
    meta: 1,
  }
  const other = { items: [{ id: 1, meta: { at: 9 } }, { id: 3 }], meta: 2 }
  expect(between(one, other, ['items.meta']).map(({ path }) => path)).toEqual(['items[1].id', 'meta'])
  expect(between(one, other, ['items', 'meta'])).toEqual([])
})

test('null is something, and undefined is nothing', () => {
  expect(between({ a: null, b: undefined }, { b: null, c: undefined })).toEqual([
    { place: 'answer', path: 'a', expected: null },
    { place: 'answer', path: 'b', got: null },
  ])
})

test('values that are nested beyond measure are compared without end of the stack', () => {
  const nested = (depth: number, inner: unknown): unknown => {
    let value = inner
    for (let level = 0; level < depth; level++) value = [value]
    return value
  }
  expect(between(nested(50_000, 1), nested(50_000, 2))).toHaveLength(1)
  expect(between(nested(20, 1), nested(20, 2))).toEqual([{ place: 'answer', path: '[0]'.repeat(20), expected: 1, got: 2 }])
})
