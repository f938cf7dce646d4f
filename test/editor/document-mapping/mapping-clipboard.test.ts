import { expect, it } from 'vitest'
import { readFragment } from '../../../editor/document/clipboard.ts'
import { copyRows, pasteRows, pasteWords, readRows, type RowFragment, writtenTargets } from '../../../editor/document/mapping-clipboard.ts'
import { rowIds } from '../../../editor/document/mapping-edit.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import type { Mapping, MappingRow } from '../../../server/model/mapping.ts'

const path = (id: string, target: string): MappingRow => ({ id, target, from: { kind: 'path', path: target } })
const loop: MappingRow = { id: 'l', target: 'lines', from: { kind: 'each', path: 'lines' }, rows: [path('x', 'sku'), path('y', 'net')] }
const mapping: Mapping = { rows: [path('a', 'name'), loop, path('b', '`first name`')], ignored: ['note'] }

const copied = (...ids: string[]): RowFragment => {
  const fragment = readRows(copyRows(mapping, placeRows(mapping), new Set(ids)))
  if (!fragment) throw new Error('not rows')
  return fragment
}
const newId = (taken: ReadonlySet<string>): string => `new-${taken.size}`

it('copies chosen rows, a loop once with all its rows, and what is ignored only with the whole mapping', () => {
  expect(copied('l', 'x', 'a').rows).toEqual([path('a', 'name'), loop])
  expect(copied('x').rows).toEqual([path('x', 'sku')])
  expect(copied('a').ignored).toBeUndefined()
  expect(copied('a', 'l', 'b').ignored).toEqual(['note'])
})

it('reads nothing else from the clipboard', () => {
  expect(readRows('{"patchbay":"nodes","nodes":[],"wires":[]}')).toBeUndefined()
  expect(readRows('plain text')).toBeUndefined()
  expect(readRows('{"patchbay":"rows","rows":[]}')).toBeUndefined()
  expect(readFragment(copyRows(mapping, placeRows(mapping), new Set(['a'])))).toBeUndefined()
})

it('gives pasted rows ids of their own at every depth', () => {
  const other: Mapping = { rows: [path('a', 'other')], ignored: [] }
  const { mapping: next, pasted } = pasteRows(other, copied('a', 'l', 'b'), { loop: undefined, written: 'skip', newId })
  expect(next.rows.map(({ target }) => target)).toEqual(['other', 'name', 'lines', '`first name`'])
  expect(new Set(rowIds(next.rows)).size).toBe(6)
  expect(pasted).toHaveLength(3)
  expect(next.rows[2]?.rows?.map(({ target }) => target)).toEqual(['sku', 'net'])
  expect(next.ignored).toEqual(['note'])
})

it('pastes into a loop', () => {
  const { mapping: next } = pasteRows(mapping, copied('a'), { loop, written: 'skip', newId })
  expect(next.rows[1]?.rows?.map(({ target }) => target)).toEqual(['sku', 'net', 'name'])
})

it('skips or replaces rows whose target is written, however it is spelled', () => {
  const fragment: RowFragment = { patchbay: 'rows', rows: [{ ...path('q', 'first name'), note: 'n' }, path('r', 'fresh')] }
  expect(writtenTargets(mapping, fragment, undefined)).toBe(1)
  const skipped = pasteRows(mapping, fragment, { loop: undefined, written: 'skip', newId })
  expect([skipped.pasted.length, skipped.skipped, skipped.mapping.rows.length, pasteWords(skipped)]).toEqual([1, 1, 4, 'Pasted 1 row, skipped 1 row.'])
  const replaced = pasteRows(mapping, fragment, { loop: undefined, written: 'replace', newId })
  expect([replaced.pasted.length, replaced.replaced, replaced.mapping.rows.length]).toEqual([2, 1, 4])
  expect(replaced.mapping.rows.some(({ id }) => id === 'b')).toBe(false)
})
