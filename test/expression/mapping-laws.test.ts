import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { CompiledMapping } from '../../server/expression/expression.ts'
import { createExpressions } from '../../server/expression/expressions.ts'
import { Mapping } from '../../server/model/mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const compile = (rows: object[]): CompiledMapping => expressions.compileMapping(Mapping.parse({ rows }))
const path = (id: string, target = id): object => ({ id, target, from: { kind: 'path', path: id } })
const each = (id: string, list: string, rows: object[]): object => ({ id, target: id, from: { kind: 'each', path: list }, rows })
const expression = (id: string, text: string): object => ({ id, target: id, from: { kind: 'expression', text } })
const constant = (id: string, value: unknown): object => ({ id, target: id, from: { kind: 'constant', value } })

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
const inner = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] })
const line = fc.record({ a: scalar, b: scalar, inner: fc.oneof(fc.array(inner, { maxLength: 4 }), inner, fc.constant(null)) }, { requiredKeys: [] })
const source = fc.record(
  { a: scalar, b: scalar, c: fc.record({ d: scalar }, { requiredKeys: [] }), lines: fc.array(line, { maxLength: 6 }) },
  { requiredKeys: [] },
)
type Line = { a?: unknown; b?: unknown; inner?: unknown }
type Source = { a?: unknown; b?: unknown; c?: { d?: unknown }; lines?: Line[] }

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value])

const ROWS = [
  path('a', 'first.a'),
  path('b'),
  path('c.d', 'first.d'),
  { id: 'upper', target: 'upper', from: { kind: 'table', path: 'a', entries: {}, otherwise: 'omit' } },
  each('out', 'lines', [path('a'), path('b', 'deep.b'), constant('k', { list: [1] }), each('in', 'inner', [path('x'), expression('no', '$index')])]),
]

test('a loop gives as many elements as its list has, at every depth, in the same order', () => {
  const mapping = compile(ROWS)
  fc.assert(
    fc.property(source, (input: Source) => {
      const { out } = mapping.run(input) as { out: { a?: unknown; in: { no: number; x?: unknown }[] }[] }
      const lines = input.lines ?? []
      expect(out).toHaveLength(lines.length)
      lines.forEach((each, index) => {
        expect(out[index]!.a).toBe(each.a)
        expect(out[index]!.in.map(({ no }) => no)).toEqual(listOf(each.inner).map((_, position) => position))
      })
    }),
  )
})

/** All dotted paths of the keys in a value; the elements of lists are passed through. */
function keysOf(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => keysOf(element, at))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const own = at === '' ? key : `${at}.${key}`
    return [own, ...keysOf(member, own)]
  })
}

test('the target has no key that no row writes, and none without a value', () => {
  const mapping = compile(ROWS)
  const allowed = new Set([...mapping.writes, 'first', 'out.deep', 'out.k.list'])
  fc.assert(
    fc.property(source, (input: Source) => {
      const result = mapping.run(input) as Record<string, unknown>
      expect(keysOf(result).filter((key) => !allowed.has(key))).toEqual([])
      expect(JSON.parse(JSON.stringify(result))).toEqual(result)
      expect(Object.hasOwn(result, 'b')).toBe(input.b !== undefined)
      expect(Object.hasOwn(result, 'first')).toBe(input.a !== undefined || input.c?.d !== undefined)
    }),
  )
})

/** Changes everything that can be changed. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) spoil(member)
  if (Array.isArray(value)) value.push('spoilt')
  else (value as Record<string, unknown>).spoilt = true
}

test('what a later step does to a result changes no other result', () => {
  const json = fc.jsonValue({ maxDepth: 3 })
  const texts = fc.constantFrom(
    '[1,2]',
    '{"a":[1]}',
    '[[]]',
    '[1..3]',
    '{"a":{"b":[{}]}}',
    '$split("a b", " ")',
    'true ? [1]',
    '$map([1,2], function($v){[$v]})',
  )
  fc.assert(
    fc.property(json, json, texts, (value, entry, text) => {
      const table = { id: 't', target: 't', from: { kind: 'table', path: 'code', entries: { x: entry } } }
      const mapping = compile([constant('k', value), table, expression('e', text), each('l', '[1,2]', [constant('k', value)])])
      const input = (): object => ({ code: ['x', 'x'] })
      const first = mapping.run(input())
      const before = structuredClone(first)
      spoil(first)
      expect(mapping.run(input())).toStrictEqual(before)
    }),
  )
})

test('a value of a table is not shared within a result', () => {
  const mapping = compile([{ id: 't', target: 't', from: { kind: 'table', path: 'code', entries: { x: { list: [] } } } }])
  const { t } = mapping.run({ code: ['x', 'x'] }) as { t: { list: number[] }[] }
  t[0]!.list.push(1)
  expect(t[1]).toEqual({ list: [] })
})

test('each run of a row is filled, missing or failed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(source, { maxLength: 10 }), async (inputs: Source[]) => {
      const mapping = compile([...ROWS, expression('sum', 'a + 1')])
      let lines = 0
      for (const input of inputs) {
        lines += input.lines?.length ?? 0
        try {
          await mapping.run(input)
        } catch {
          // A text that is added to fails; it is counted.
        }
      }
      const { runs, rows } = mapping.fills()
      expect(runs).toBe(inputs.length)
      const total = (id: string): number =>
        rows.filter(({ row }) => row === id).reduce((sum, { filled, missing, failed }) => sum + filled + missing + failed, 0)
      for (const id of ['c.d', 'upper', 'out', 'sum']) expect(total(id), id).toBe(runs)
      for (const id of ['k', 'in']) expect(total(id), id).toBe(lines)
      expect(rows.every(({ filled, missing, failed }) => filled >= 0 && missing >= 0 && failed >= 0)).toBe(true)
    }),
  )
})
