import { describe, expect, it } from 'vitest'
import { fieldsOf } from '../../../editor/document/mapping-fields.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import { lineShapes } from '../../../editor/mapper/line-shapes.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import type { Mapping } from '../../../server/model/mapping.ts'
import { bestFirst, mapperModel, type SchemaFields, schemaFields, targetFields } from '../../../editor/mapper/mapper-model.ts'
import { treeMove } from '../../../editor/mapper/tree-keys.ts'
import { rowNumbers, type TreeFilter, visibleItems } from '../../../editor/mapper/visible-items.ts'

function modelOf(schemas: SchemaFields, mapping: Mapping) {
  const placed = placeRows(mapping)
  return mapperModel(schemas, placed, { ignored: mapping.ignored, fields: targetFields(schemas, placed) })
}

const fields = fieldsOf({ ...schemaFromSamples([{ id: 1, address: { city: 'c', geo: { lat: 1 } }, tags: ['a'] }]), required: ['tags'] })
const filter: TreeFilter = { folded: new Set(), search: '', only: undefined, requiredFirst: false }
const keys = (part: Partial<TreeFilter>): string[] => visibleItems(fields, { ...filter, ...part }).map(({ field }) => field.key)

describe('visible rows', () => {
  it('fold, search, filter and sort', () => {
    expect(keys({})).toEqual(['id', 'address', 'address.city', 'address.geo', 'address.geo.lat', 'tags'])
    expect(keys({ folded: new Set(['address']) })).toEqual(['id', 'address', 'tags'])
    expect(keys({ folded: new Set(['address']), search: 'LAT' })).toEqual(['address', 'address.geo', 'address.geo.lat'])
    expect(keys({ only: new Set(['address.city', 'id']) })).toEqual(['id', 'address', 'address.city'])
    expect(keys({ requiredFirst: true })[0]).toBe('tags')
  })

  it('know their level and place', () => {
    expect(visibleItems(fields, filter)[3]).toMatchObject({ level: 2, open: true, place: 2, siblings: 2 })
  })

  it('stand in for what is folded, and for nothing that a filter hides', () => {
    const folded = visibleItems(fields, { ...filter, folded: new Set(['address']) })
    expect(rowNumbers(fields, folded).get('address.geo.lat')).toBe(1)
    const searched = visibleItems(fields, { ...filter, search: 'tags' })
    expect(rowNumbers(fields, searched).get('id')).toBeUndefined()
  })
})

describe('keys', () => {
  const items = visibleItems(fields, { ...filter, folded: new Set(['address.geo']) })
  it.each([
    ['ArrowDown', 0, { kind: 'go', to: 1 }],
    ['ArrowUp', 0, { kind: 'go', to: 0 }],
    ['End', 0, { kind: 'go', to: 4 }],
    ['ArrowRight', 1, { kind: 'go', to: 2 }],
    ['ArrowRight', 3, { kind: 'unfold', key: 'address.geo' }],
    ['ArrowRight', 0, undefined],
    ['ArrowLeft', 1, { kind: 'fold', key: 'address' }],
    ['ArrowLeft', 2, { kind: 'go', to: 1 }],
    ['x', 0, undefined],
  ])('%s at row %i', (key, at, move) => {
    expect(treeMove(key, items, at)).toEqual(move)
  })

  it('do nothing in an empty tree', () => {
    expect(treeMove('ArrowDown', [], -1)).toBeUndefined()
  })
})

it('bundles lines between the same rows, and draws none to a hidden side', () => {
  const line = (row: string, source: string, target: string) => ({ row, source, target, kind: 'copied' as const })
  const lines = [line('1', 'a.x', 'b'), { ...line('2', 'a.y', 'b'), kind: 'loop' as const }, line('3', 'a.x', 'gone')]
  const shapes = lineShapes(
    lines,
    new Map([
      ['a.x', 0],
      ['a.y', 0],
    ]),
    new Map([['b', 4]]),
  )
  expect(shapes).toEqual([{ id: '0-4', kind: 'loop', rows: ['1', '2'], from: 0, to: 4 }])
})

describe('the model', () => {
  it('reads the source from samples, and knows what is open, missing and lost', () => {
    const samples = [{ id: 's', name: 's', body: { a: 1, b: 'x' } }]
    const target = { type: 'object' as const, properties: { p: { type: 'string' as const }, q: { type: 'number' as const } }, required: ['p'] }
    const model = modelOf(schemaFields(undefined, target, samples), { rows: [{ id: 'r', target: 'q', from: { kind: 'path', path: 'a' } }], ignored: [] })
    expect(model.inferred).toBe(true)
    expect([[...model.used], [...model.lost], [...model.open], [...model.missing], model.wanted]).toEqual([['a'], ['b'], ['p'], ['p'], 2])
  })

  it('puts the samples first that fit the source', () => {
    const samples = [
      { id: 'other', name: 'other', body: { q: 1 } },
      { id: 'half', name: 'half', body: { id: 1 } },
      { id: 'full', name: 'full', body: { id: 1, address: { city: 'x' } } },
    ]
    expect(bestFirst(samples, fields).map(({ id }) => id)).toEqual(['full', 'half', 'other'])
  })

  it('calls nothing unknown without a target schema', () => {
    const model = modelOf(schemaFields(undefined, undefined, []), { rows: [{ id: 'r', target: 'x.y', from: { kind: 'constant', value: 1 } }], ignored: [] })
    expect(model.target[0]).toMatchObject({ key: 'x', unknown: false, children: [{ key: 'x.y', unknown: false }] })
  })
})
