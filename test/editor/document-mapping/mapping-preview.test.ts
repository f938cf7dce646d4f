import { expect, it } from 'vitest'
import { countDifferences, previewLines, valuesAt } from '../../../editor/document/mapping-preview.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

const mapping: Mapping = {
  rows: [
    { id: 'a', target: 'name', from: { kind: 'path', path: 'n' }, required: true },
    { id: 'l', target: 'lines', from: { kind: 'each', path: 'ls' }, rows: [{ id: 'b', target: 'sku', from: { kind: 'path', path: 's' } }] },
  ],
  ignored: [],
}

const result = (name: string) => ({ samples: [{ value: { name, lines: [{ sku: 'x' }, {}, { sku: 'y' }] }, rows: [] }], findings: [], lost: [], rows: [] })

it('shows rows by samples, the values of a loop side by side, and what changed', () => {
  const lines = previewLines(placeRows(mapping), result('new'), { result: result('old') })
  expect(lines.map(({ target, cells }) => [target, cells[0]?.text, cells[0]?.was])).toEqual([
    ['name', 'new', 'old'],
    ['lines.sku', 'x · y', undefined],
  ])
})

it('compares values and not their short texts, and keeps a line for what is no longer written', () => {
  const long = 'x'.repeat(100)
  const shorter: Mapping = { rows: mapping.rows.slice(0, 1), ignored: [] }
  const lines = previewLines(placeRows(shorter), result(`${long}1`), { result: result(`${long}2`), placed: placeRows(mapping) })
  expect(lines.map(({ target, removed, cells }) => [target, removed, cells[0]?.was])).toEqual([
    ['name', false, `${'x'.repeat(79)}…`],
    ['lines.sku', true, undefined],
  ])
  expect(countDifferences(lines)).toEqual({ different: 1, of: 2 })
})

it('shows the problem of a row beside it, and the values of the others although there is no result', () => {
  const problem = { code: 'mapping.required', detail: 'name has no value' }
  const failed = {
    samples: [
      {
        problem,
        rows: [
          { row: 'a', problem },
          { row: 'b', value: ['x', 'y'] },
        ],
      },
    ],
    findings: [],
    lost: [],
    rows: [],
  }
  const [name, sku] = previewLines(placeRows(mapping), failed, undefined)
  expect(name?.cells[0]?.problem).toEqual(problem)
  expect(sku?.cells[0]?.text).toBe('x · y')
})

it('finds values by own names only', () => {
  expect(valuesAt({ a: [{ b: 1 }, { b: [2, 3] }] }, ['a', 'b'])).toEqual([1, [2, 3]])
  expect(valuesAt({ a: [1, 2] }, ['a', -1])).toEqual([2])
  expect(valuesAt({}, ['constructor', 'name'])).toEqual([])
})
