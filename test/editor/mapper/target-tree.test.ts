import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../../editor/document/mapping-fields.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import { sourceLabel, targetLabel } from '../../../editor/mapper/field-label.ts'
import { fillWords } from '../../../editor/mapper/fill-words.ts'
import { choose, chosenRows, NO_CHOICE } from '../../../editor/mapper/target-selection.ts'
import type { MappingRow } from '../../../server/model/mapping.ts'

const path = (id: string, target: string): MappingRow => ({ id, target, from: { kind: 'path', path: 'x' } })
const placed = placeRows({
  rows: [
    path('a', 'name'),
    path('b', 'billing.city'),
    path('c', 'billing.zip'),
    { id: 'l', target: 'lines', from: { kind: 'each', path: 'x' }, rows: [path('s', 'sku')] },
  ],
  ignored: [],
})
const rowsOf = (...keys: string[]): string[] => [...chosenRows(placed, new Set(keys))]

describe('choosing target fields', () => {
  const shown = ['name', 'billing', 'billing.city', 'billing.zip', 'lines', 'lines.sku']

  it('goes one by one, on and off, and over a range from where it began', () => {
    const first = choose(NO_CHOICE, shown, { key: 'billing.city', mode: 'only' })
    const range = choose(first, shown, { key: 'lines', mode: 'range' })
    expect([...range.keys]).toEqual(['billing.city', 'billing.zip', 'lines'])
    expect([...choose(range, shown, { key: 'name', mode: 'range' }).keys]).toEqual(['name', 'billing', 'billing.city'])
    const toggled = choose(range, shown, { key: 'billing.zip', mode: 'toggle' })
    expect([...toggled.keys]).toEqual(['billing.city', 'lines'])
    expect([...choose(toggled, shown, { key: 'name', mode: 'only' }).keys]).toEqual(['name'])
  })

  it('means the rows below an object, unless parts of it are chosen', () => {
    expect(rowsOf('billing')).toEqual(['b', 'c'])
    expect(rowsOf('billing', 'billing.city')).toEqual(['b'])
    expect(rowsOf('lines')).toEqual(['l', 's'])
    expect(rowsOf('gone')).toEqual([])
  })
})

describe('what a screen reader says', () => {
  const [field] = fieldsOf({ type: 'object', required: ['mails'], properties: { mails: { type: 'array', items: { type: 'string', 'x-pii': 'direct' } } } })
  if (!field) throw new Error('no field')
  const fate = { row: undefined, missing: false, broken: false, everything: false, found: 0 }

  it('names type, whether it is required and personal, and what maps it', () => {
    const row: MappingRow = { id: 'r', target: 'mails', from: { kind: 'expression', text: 'a & b' } }
    expect(targetLabel(field, { ...fate, row, found: 2 })).toBe(
      'mails, list of text, required, personal data: names a person, mapped by expression a & b, 2 findings',
    )
    expect(targetLabel(field, { ...fate, missing: true })).toMatch(/missing: nothing maps it$/)
    expect(targetLabel(field, { ...fate, row: { ...row, from: { kind: 'constant', value: 'EUR' } }, broken: true, everything: true })).toMatch(
      /constant "EUR", depends on everything, no longer fits the source$/,
    )
  })

  it('names what becomes of a source field', () => {
    const source = { used: false, lost: true, ignored: false, picked: false }
    expect(sourceLabel(field, source)).toMatch(/, lost$/)
    expect(sourceLabel(field, { ...source, used: true, picked: true })).toMatch(/, mapped, picked$/)
    expect(sourceLabel(field, { ...source, ignored: true })).toMatch(/, ignored on purpose$/)
  })
})

describe('how often a row is filled', () => {
  const fill = (filled: number, missing: number, failed: number) => fillWords({ row: 'r', filled, missing, failed }, 3)

  it('is a figure with the counts in words', () => {
    expect(fill(4812, 90, 3)).toEqual({ figure: '98 %', words: '4,812 filled, 90 missing, 3 failed in version 3', never: false })
    expect(fill(5, 0, 0)?.figure).toBe('100 %')
  })

  it('is never rounded to all or to nothing', () => {
    expect(fill(99_999, 1, 0)?.figure).toBe('99 %')
    expect(fill(1, 99_999, 0)?.figure).toBe('1 %')
    expect(fill(0, 4, 1)).toMatchObject({ figure: 'never', never: true })
    expect([fill(0, 19, 0)?.never, fill(0, 20, 0)?.never]).toEqual([false, true])
    expect(fill(0, 0, 0)).toBeUndefined()
  })
})
