import { expect, it } from 'vitest'
import { brokenInvariants, invariantOutcomes } from '../../../editor/mapper/invariant-outcomes.ts'
import { rowFindings } from '../../../editor/mapper/row-findings.ts'

it('joins the same failure of several samples, and says once that a row can not run', () => {
  const problem = { code: 'mapping.value', detail: 'status: The code is not in the value table.' }
  const broken = { code: 'expression.invalid', detail: 'The mapping can not run.' }
  const sample = {
    problem,
    rows: [
      { row: 'a', problem },
      { row: 'b', problem: broken },
    ],
  }
  const invalid = { level: 'error' as const, code: 'expression.invalid' as const, message: 'No bracket (at position 3).', row: 'b' }
  const missing = { level: 'error' as const, code: 'mapping.required' as const, message: 'The required target field `lines.`unit price`` has no row.' }
  const { all, byRow } = rowFindings({ samples: [sample, { value: {}, rows: [] }, sample], findings: [invalid, missing], lost: [], rows: [] }, [
    'one',
    'two',
    'three',
  ])
  expect(all.map(({ row, field, samples }) => [row, field, samples])).toEqual([
    ['b', undefined, []],
    [undefined, 'lines.`unit price`', []],
    ['a', undefined, ['one', 'three']],
  ])
  expect(byRow.get('b')).toHaveLength(1)
})

it('keeps a failure of the whole mapping that no row explains', () => {
  const { all } = rowFindings({ samples: [{ problem: { code: 'internal.error', detail: 'It failed.' }, rows: [] }], findings: [], lost: [], rows: [] }, ['one'])
  expect(all).toEqual([{ level: 'error', code: 'internal.error', text: 'It failed.', row: undefined, field: undefined, samples: ['one'] }])
})

it('names broken invariants in place of the failure of the whole, and leaves the joint finding of lost fields to their own list', () => {
  const problem = { code: 'mapping.invariant', detail: 'The invariant "sum" does not hold.' }
  const broken = {
    value: {},
    problem,
    rows: [],
    invariants: [
      { invariant: 'i1', held: false, problem },
      { invariant: 'i2', held: true },
    ],
  }
  const lost = { level: 'warning' as const, code: 'mapping.lost' as const, message: 'Lost.' }
  const result = { samples: [broken, { value: {}, rows: [] }], findings: [lost], lost: ['a'], rows: [] }
  expect(rowFindings(result, ['one', 'two']).all).toMatchObject([{ level: 'error', row: 'i1', samples: ['one'] }])
  expect(rowFindings(result, ['one', 'two'], new Set(['i1'])).all).toMatchObject([{ level: 'warning' }])
  expect(invariantOutcomes(result, 'i1')).toEqual([{ held: false, problem: problem.detail }, undefined])
  expect([...brokenInvariants(result)]).toEqual(['i1'])
})
