import { expect, it } from 'vitest'
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
  const invalid = { level: 'error' as const, code: 'expression.invalid', message: 'No bracket (at position 3).', row: 'b' }
  const missing = { level: 'error' as const, code: 'mapping.required', message: 'The required target field `lines.`unit price`` has no row.' }
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
  expect(all).toEqual([{ level: 'error', text: 'It failed.', row: undefined, field: undefined, samples: ['one'] }])
})
