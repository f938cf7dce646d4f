import { expect, it } from 'vitest'
import { fieldsOf } from '../../../editor/document/mapping-fields.ts'
import { editInvariants, invariantExamples, invariantFill, MOST_INVARIANTS } from '../../../editor/document/mapping-invariants.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

const empty: Mapping = { rows: [], ignored: [] }
const invariant = (id: string, text = 'true') => ({ id, text, broken: 'problem' as const })

it('adds, changes and removes, and leaves no empty list and no empty note behind', () => {
  const one = editInvariants(empty, { kind: 'add', invariant: invariant('a') })
  const noted = editInvariants(one, { kind: 'change', id: 'a', part: { note: 'why', broken: 'count' } })
  expect(noted.invariants).toEqual([{ id: 'a', text: 'true', broken: 'count', note: 'why' }])
  expect(editInvariants(noted, { kind: 'change', id: 'a', part: { note: '' } }).invariants).toEqual([{ id: 'a', text: 'true', broken: 'count' }])
  expect(editInvariants(noted, { kind: 'remove', id: 'a' })).toEqual(empty)
})

it('stops at the most a mapping may have', () => {
  const full = { ...empty, invariants: Array.from({ length: MOST_INVARIANTS }, (_, i) => invariant(`i${i}`)) }
  expect(editInvariants(full, { kind: 'add', invariant: invariant('more') }).invariants).toHaveLength(MOST_INVARIANTS)
})

it('offers the sums and dates of the target, with $number for decimal texts', () => {
  const fields = fieldsOf({
    type: 'object',
    properties: {
      issued: { type: 'string', format: 'date' },
      due: { type: 'string', format: 'date' },
      totals: { type: 'object', properties: { net: { type: 'string' }, tax: { type: 'number' } } },
      lines: { type: 'array', items: { type: 'object', properties: { net: { type: 'string' }, tax: { type: 'number' }, sku: { type: 'string' } } } },
    },
  })
  expect(invariantExamples(fields).map(({ text }) => text)).toEqual([
    '$round($sum([lines.$number(net)]), 2) = $number(totals.net)',
    '$round($sum([lines.tax]), 2) = totals.tax',
    '$count(lines) > 0',
    '$not($exists(due)) or due >= issued',
  ])
  expect(invariantExamples([])).toHaveLength(1)
})

it('finds the counts of an invariant', () => {
  const fill = { node: 'n', runs: 3, rows: [], invariants: [{ invariant: 'a', held: 2, broken: 1 }] }
  expect(invariantFill(fill, 'a')).toMatchObject({ held: 2, broken: 1 })
  expect(invariantFill(fill, 'b')).toBeUndefined()
  expect(invariantFill(undefined, 'a')).toBeUndefined()
})
