import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../server/expression/expressions.ts'
import { PreviewResult } from '../../server/model/api-view.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { Mapping } from '../../server/model/mapping.ts'
import { previewMapping } from '../../server/preview-mapping.ts'

const expressions = createExpressions()
afterAll(() => expressions.close())

const ROWS = [
  { id: 'a', target: 'a', from: { kind: 'path', path: 'a' }, required: true },
  { id: 'l', target: 'l', from: { kind: 'each', path: 'l' }, rows: [{ id: 'n', target: 'n', from: { kind: 'path', path: 'n' } }] },
]
const preview = async (invariants: object[], samples: unknown[], source?: JsonSchema): Promise<PreviewResult> =>
  PreviewResult.parse(await previewMapping(expressions, { mapping: Mapping.parse({ rows: ROWS, invariants }), samples: samples as never, source }))

test('each sample says which invariants hold; the value is there also where one is broken', async () => {
  const invariants = [
    { id: 'sum', text: '$sum([l.n]) = a', note: 'The lines add up' },
    { id: 'few', text: '$count(l) < 3', broken: 'count' },
    { id: 'slow', text: '$pad($source.a & "", 2) = $input.a & " " and $exists($meta)' },
  ]
  const { samples } = await preview(invariants, [{ a: 3, l: [{ n: 1 }, { n: 2 }] }, { a: 0, l: [{ n: 1 }, {}, {}] }, { l: [] }])
  const [good, bad, failed] = samples
  expect(good).toMatchObject({ value: { a: 3 }, invariants: ['sum', 'few', 'slow'].map((invariant) => ({ invariant, held: true })) })
  expect(good).not.toHaveProperty('problem')
  const detail = 'The invariant "The lines add up" does not hold.'
  expect(bad).toMatchObject({ value: { a: 0, l: [{ n: 1 }, {}, {}] }, problem: { code: 'mapping.invariant', detail, at: 'sum' } })
  expect(bad?.invariants).toEqual([
    { invariant: 'sum', held: false, problem: { code: 'mapping.invariant', detail, at: 'sum' } },
    { invariant: 'few', held: false, problem: { code: 'mapping.invariant', detail: 'The invariant "$count(l) < 3" does not hold.', at: 'few' } },
    { invariant: 'slow', held: true },
  ])
  expect(failed).toMatchObject({ problem: { code: 'mapping.required' }, invariants: [] })
})

test('the rows are shown one by one, whatever the invariants say', async () => {
  const { samples } = await preview([{ id: 'i', text: 'false' }], [{ a: 1, l: [{ n: 2 }] }])
  expect(samples[0]?.rows).toEqual([
    { row: 'a', value: 1 },
    { row: 'l', value: [{ n: 2 }] },
    { row: 'n', value: [2] },
  ])
})

test('an invariant that cannot be read leaves value and rows to be seen', async () => {
  const { samples, findings } = await preview([{ id: 'i', text: 'a = ' }], [{ a: 1 }])
  expect(samples[0]).toMatchObject({ value: { a: 1, l: [] }, problem: { code: 'expression.invalid' }, invariants: [] })
  expect(findings).toEqual([expect.objectContaining({ row: 'i', code: 'mapping.invariant-invalid' })])
})

test('without invariants there are none; lost fields are told by name and not a second time as a finding', async () => {
  const source: JsonSchema = { type: 'object', properties: { a: {}, b: {}, l: { type: 'array', items: { type: 'object', properties: { n: {} } } } } }
  const { samples, lost, findings } = await preview([], [{ a: 1 }], source)
  expect(samples[0]).not.toHaveProperty('invariants')
  expect(lost).toEqual(['b'])
  expect(findings).toEqual([])
})
