import { expect, it } from 'vitest'
import { analysedRows, analysisFor, analysisOf } from '../../../editor/document/mapping-analysis.ts'
import { editMapping } from '../../../editor/document/mapping-edit.ts'
import { fieldsOf, indexFields } from '../../../editor/document/mapping-fields.ts'
import { linesOf, lostSources } from '../../../editor/document/mapping-lines.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

const fields = fieldsOf(schemaFromSamples([{ a: 1, b: 1, rest: 1, lines: [{ kind: 'x', net: 1 }] }]))
const sources = indexFields(fields)
const mapping: Mapping = {
  rows: [
    { id: 'pick', target: 'p', from: { kind: 'expression', text: 'a ? a : b' } },
    {
      id: 'loop',
      target: 'l',
      from: { kind: 'each', path: 'lines[kind = "x"]' },
      rows: [{ id: 'net', target: 'n', from: { kind: 'expression', text: 'net' } }],
    },
  ],
  ignored: [],
}
const view = (row: string, reads: string[], copies: string[]) => ({ row, mode: 'compiled' as const, reads, copies, everything: copies.includes('') })
const analysis = analysisOf(mapping, [
  view('pick', ['a', 'b', '$meta.x'], ['b']),
  view('loop', ['lines.kind'], ['lines']),
  view('net', ['lines.net'], ['lines.net']),
])
const linesWith = (next: Mapping, known: typeof analysis | undefined) =>
  linesOf(analysedRows(placeRows(next), known), sources).map(({ row, kind, source }) => `${row} ${kind} ${source}`)

it('draws lines by what the server says a row copies and reads', () => {
  expect(linesWith(mapping, undefined)).toContain('pick computed b')
  expect(linesWith(mapping, analysis)).toEqual(['pick computed a', 'pick copied b', 'loop loop lines', 'loop computed lines.kind', 'net copied lines.net'])
})

it('goes back to the text for a row that has another source since, or stands in a loop that has', () => {
  const other = editMapping(mapping, { kind: 'source', row: 'pick', from: { kind: 'expression', text: 'rest' } })
  expect(linesWith(other, analysis)[0]).toBe('pick computed rest')
  const moved = editMapping(mapping, { kind: 'source', row: 'loop', from: { kind: 'each', path: 'rest' } })
  const net = placeRows(moved).find(({ row }) => row.id === 'net')
  expect(net && analysisFor(analysis, net)).toBeUndefined()
})

it('loses nothing where a row depends on everything', () => {
  expect([...lostSources(fields, placeRows(mapping), [])]).toEqual(['rest'])
  const wild = analysedRows(placeRows(mapping), analysisOf(mapping, [view('pick', [], [''])]))
  expect(wild[0]).toMatchObject({ everything: true, reads: [[]] })
  expect(lostSources(fields, wild, []).size).toBe(0)
})

it('keeps the rows as they are when the server says the same', () => {
  const placed = placeRows({ rows: [{ id: 'r', target: 't', from: { kind: 'path', path: 'a' } }], ignored: [] })
  const same = analysisOf({ rows: placed.map(({ row }) => row), ignored: [] }, [view('r', ['a'], ['a'])])
  expect(analysedRows(placed, same)).toBe(placed)
})
