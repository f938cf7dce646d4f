import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editLabel, editMapping, findRow, type MappingEdit, rowIds } from '../../../editor/document/mapping-edit.ts'
import { Mapping, type MappingRow } from '../../../server/model/mapping.ts'

const leaf = fc.record({ target: fc.constantFrom('a', 'b.c', 'd[0]'), from: fc.constant({ kind: 'path' as const, path: 'x' }) })
const tree: fc.Arbitrary<Omit<MappingRow, 'id'>[]> = fc.letrec<{ rows: Omit<MappingRow, 'id'>[] }>((tie) => ({
  rows: fc.array(
    fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({ target: fc.constant('list'), from: fc.constant({ kind: 'each' as const, path: 'xs' }), rows: tie('rows') as fc.Arbitrary<MappingRow[]> }),
    ),
    { maxLength: 4 },
  ),
})).rows

function numbered(rows: readonly Omit<MappingRow, 'id'>[], next = { id: 0 }): MappingRow[] {
  return rows.map((row) => ({ ...row, id: `r${next.id++}`, ...(row.rows && { rows: numbered(row.rows, next) }) }))
}

const mapping = tree.map((rows): Mapping => ({ rows: numbered(rows), ignored: [] }))
const edit = (ids: readonly string[]): fc.Arbitrary<MappingEdit> => {
  const row = fc.constantFrom(...ids, 'gone')
  return fc.oneof(
    fc.record({ kind: fc.constant('source' as const), row, from: fc.constant({ kind: 'each' as const, path: 'ys' }) }),
    fc.record({ kind: fc.constant('target' as const), row, target: fc.constant('t') }),
    fc.record({ kind: fc.constant('required' as const), row, required: fc.boolean() }),
    fc.record({ kind: fc.constant('note' as const), row, note: fc.constantFrom('', 'why') }),
    fc.record({
      kind: fc.constant('add' as const),
      parent: fc.option(row, { nil: undefined }),
      row: fc.record({ id: fc.constantFrom('new', ...ids), target: fc.constant('n'), from: fc.constant({ kind: 'path' as const, path: 'p' }) }),
    }),
  )
}

describe('edits of a mapping', () => {
  it('never lose a row, keep ids unique and leave a valid mapping', () => {
    const run = fc.property(
      mapping.chain((start) => fc.tuple(fc.constant(start), edit(rowIds(start.rows)))),
      ([start, change]) => {
        const before = structuredClone(start)
        const after = editMapping(start, change)
        const ids = rowIds(after.rows)
        expect(start).toEqual(before)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toEqual(expect.arrayContaining(rowIds(start.rows)))
        expect(Mapping.safeParse(after).success).toBe(true)
      },
    )
    fc.assert(run)
  })

  it('removes a row with its own rows and nothing else', () => {
    const run = fc.property(
      mapping.filter((one) => one.rows.length > 0).chain((start) => fc.tuple(fc.constant(start), fc.constantFrom(...rowIds(start.rows)))),
      ([start, id]) => {
        const gone = new Set([id, ...rowIds(findRow(start.rows, id)?.rows ?? [])])
        expect(rowIds(editMapping(start, { kind: 'remove', row: id }).rows)).toEqual(rowIds(start.rows).filter((one) => !gone.has(one)))
      },
    )
    fc.assert(run)
  })

  it('gives the same mapping back when nothing changes', () => {
    const start: Mapping = { rows: [], ignored: ['a'] }
    expect(editMapping(start, { kind: 'remove', row: 'gone' })).toBe(start)
    expect(editMapping(start, { kind: 'ignore', path: 'a' })).toBe(start)
    expect(editMapping(start, { kind: 'regard', path: 'b' })).toBe(start)
    expect(editMapping(start, { kind: 'regard', path: 'a' }).ignored).toEqual([])
  })

  it('takes the rows of a loop away only when it stops being one', () => {
    const rows: MappingRow[] = [
      { id: 'l', target: 'x', from: { kind: 'each', path: 'xs' }, rows: [{ id: 'n', target: 'y', from: { kind: 'path', path: 'z' } }] },
    ]
    const moved = editMapping({ rows, ignored: [] }, { kind: 'source', row: 'l', from: { kind: 'each', path: 'other' } })
    expect(rowIds(moved.rows)).toEqual(['l', 'n'])
    const copied = editMapping(moved, { kind: 'source', row: 'l', from: { kind: 'path', path: 'other' } })
    expect(copied.rows).toEqual([{ id: 'l', target: 'x', from: { kind: 'path', path: 'other' } }])
  })

  it('has a name for each change', () => {
    expect(editLabel({ kind: 'ignore', path: 'notes' })).toBe('Ignore notes')
    expect(editLabel({ kind: 'note', row: 'a', note: '' })).toBe('Change a note')
  })
})
