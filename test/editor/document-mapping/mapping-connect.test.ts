import { describe, expect, it } from 'vitest'
import { type Connection, connect } from '../../../editor/document/mapping-connect.ts'
import { type Field, fieldsOf, indexFields } from '../../../editor/document/mapping-fields.ts'
import { linesOf, lostSources } from '../../../editor/document/mapping-lines.ts'
import { acceptProposals, proposeLines } from '../../../editor/document/mapping-proposals.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import { missingTargets, targetTree } from '../../../editor/document/mapping-target-tree.ts'
import { placeRows, rowsByTarget } from '../../../editor/document/mapping-rows.ts'
import type { Mapping } from '../../../server/model/mapping.ts'

const sourceFields = fieldsOf(
  schemaFromSamples([
    {
      name: 'A',
      vat: '1',
      address: { city: 'X', zip: '1' },
      tags: ['a'],
      mails: [{ value: 'v', kind: 'work' }],
      orders: [{ no: 1, lines: [{ sku: 's', qty: 1 }] }],
    },
  ]),
)
const targetFields = fieldsOf(
  schemaFromSamples([{ name: 'A', place: { city: 'X', street: 's' }, labels: ['a'], contacts: [{ value: 'v', label: 'l' }], lines: [{ sku: 's', order: 1 }] }]),
)
const sources = indexFields(sourceFields)
const empty: Mapping = { rows: [], ignored: [] }

function field(fields: ReadonlyMap<string, Field>, key: string): Field {
  const found = fields.get(key)
  if (!found) throw new Error(`no field ${key}`)
  return found
}

function draw(mapping: Mapping, source: string, target: string): Connection {
  let id = placeRows(mapping).length
  const targets = new Map([...indexFields(targetFields), ...indexFields(targetTree(targetFields, placeRows(mapping)))])
  return connect(mapping, { source: field(sources, source), target: field(targets, target), sources, targets, newId: () => `r${(id += 1)}` })
}

const shape = (mapping: Mapping): unknown =>
  mapping.rows.map(function row(one): unknown {
    const from = one.from.kind === 'path' || one.from.kind === 'each' ? one.from.path : one.from.kind === 'expression' ? `= ${one.from.text}` : one.from.kind
    return one.rows ? [one.target, from, one.rows.map(row)] : [one.target, from]
  })

describe('drawing a line', () => {
  it('copies value on value, and marks what the target requires', () => {
    expect(draw(empty, 'address.city', 'place.city').mapping.rows).toEqual([
      { id: 'r1', target: 'place.city', from: { kind: 'path', path: 'address.city' }, required: true },
    ])
  })

  it('maps equal names of object on object and leaves written fields alone', () => {
    const start = draw(empty, 'name', 'place.city').mapping
    expect(draw(start, 'address', 'place').refused).toMatch(/same name/)
    expect(shape(draw(empty, 'address', 'place').mapping)).toEqual([['place.city', 'address.city']])
  })

  it('makes a loop of list on list, with rows for equal names', () => {
    const drawn = draw(empty, 'mails', 'contacts')
    expect(shape(drawn.mapping)).toEqual([['contacts', 'mails', [['value', 'value']]]])
    expect(drawn.made).toEqual(['mails -> contacts', 'mails.value -> contacts.value'])
  })

  it('makes the loop that a value in a list needs, and writes paths relative to it', () => {
    const once = draw(empty, 'mails.kind', 'contacts.label').mapping
    expect(shape(once)).toEqual([['contacts', 'mails', [['label', 'kind']]]])
    expect(shape(draw(once, 'name', 'contacts.value').mapping)).toEqual([
      [
        'contacts',
        'mails',
        [
          ['label', 'kind'],
          ['value', '= $root.name'],
        ],
      ],
    ])
  })

  it('runs one loop over nested lists', () => {
    const drawn = draw(empty, 'orders.lines.sku', 'lines.sku').mapping
    expect(shape(drawn)).toEqual([['lines', 'orders.lines', [['sku', 'sku']]]])
  })

  it('takes the first element where one value is wanted, and writes the first element where a list is', () => {
    expect(shape(draw(empty, 'mails.value', 'name').mapping)).toEqual([['name', 'mails[0].value']])
    expect(shape(draw(empty, 'name', 'contacts.value').mapping)).toEqual([['contacts[0].value', 'name']])
    expect(shape(draw(empty, 'name', 'labels').mapping)).toEqual([['labels', 'name']])
    expect(shape(draw(empty, 'tags', 'labels').mapping)).toEqual([['labels', 'tags']])
    expect(shape(draw(empty, 'mails.value', 'labels').mapping)).toEqual([['labels', 'mails.value']])
  })

  it('fills a list element by element', () => {
    const once = draw(empty, 'name', 'contacts.value').mapping
    const twice = draw(once, 'vat', 'contacts[1].value').mapping
    expect(shape(twice)).toEqual([
      ['contacts[0].value', 'name'],
      ['contacts[1].value', 'vat'],
    ])
    expect(draw(twice, 'name', 'contacts[2].label').mapping.rows).toHaveLength(3)
  })

  it('loops over a list of plain values', () => {
    expect(shape(draw(empty, 'tags', 'contacts.label').mapping)).toEqual([['contacts', 'tags', [['label', '= $']]]])
  })

  it('replaces the source of a written target and keeps its note', () => {
    const start: Mapping = { rows: [{ id: 'r1', target: 'name', from: { kind: 'path', path: 'vat' }, note: 'why' }], ignored: [] }
    expect(draw(start, 'name', 'name').mapping.rows).toEqual([{ id: 'r1', target: 'name', from: { kind: 'path', path: 'name' }, note: 'why' }])
  })

  it('refuses a value on an object, and an object on a value', () => {
    expect(draw(empty, 'name', 'place').refused).toMatch(/object/)
    expect(draw(empty, 'address', 'name').refused).toMatch(/object/)
    expect(draw(empty, 'name', 'contacts').refused).toMatch(/list of objects/)
  })
})

describe('what the trees show', () => {
  it('draws lines from fields and loops', () => {
    const { mapping } = draw(empty, 'mails', 'contacts')
    expect(linesOf(placeRows(mapping), sources)).toEqual([
      { row: 'r1', kind: 'loop', source: 'mails', target: 'contacts' },
      { row: 'r2', kind: 'copied', source: 'mails.value', target: 'contacts.value' },
    ])
  })

  it('calls a source lost unless it is read, read as a part, or ignored', () => {
    const { mapping } = draw(empty, 'mails', 'contacts')
    expect([...lostSources(sourceFields, placeRows(mapping), ['address', 'orders'])]).toEqual(['name', 'vat', 'tags', 'mails.kind'])
  })

  it('keeps a row visible whose target the schema does not know, and shows single elements', () => {
    const mapping: Mapping = {
      rows: [
        { id: 'a', target: 'old.gone', from: { kind: 'constant', value: 1 } },
        { id: 'b', target: 'contacts[1].value', from: { kind: 'constant', value: 1 } },
      ],
      ignored: [],
    }
    const fields = indexFields(targetTree(targetFields, placeRows(mapping)))
    expect(fields.get('old.gone')?.unknown).toBe(true)
    expect(fields.get('contacts[1]')).toMatchObject({ unknown: false, lists: 0, name: '[1]' })
    expect(fields.get('contacts[1].label')).toMatchObject({ unknown: false, required: true })
    expect(fields.get('contacts[2].label')).toMatchObject({ unknown: false })
    expect(fields.has('contacts.label')).toBe(false)
  })

  it('shows paths that are asked for, and knows the names in a map', () => {
    const fields = indexFields(targetTree(fieldsOf({ properties: { ext: { type: 'object', additionalProperties: true } } }), [], [['ext', 'color'], ['other']]))
    expect([fields.get('ext.color')?.unknown, fields.get('other')?.unknown]).toEqual([false, true])
  })

  it('misses required targets, within objects only when these are written', () => {
    const start = draw(empty, 'name', 'contacts.value').mapping
    const placed = placeRows(start)
    expect([...missingTargets(targetTree(targetFields, placed), rowsByTarget(placed))]).toEqual(['name', 'place', 'labels', 'contacts[0].label', 'lines'])
  })
})

describe('proposals', () => {
  it('go by name, meaning and place, and are drawn with the loops they need', () => {
    const a = fieldsOf(schemaFromSamples([{ customer: { name: 'A', zipCode: '1' }, mails: [{ value: 'v' }], flag: true }]))
    const b = fieldsOf(schemaFromSamples([{ client: { name: 'A', postal_code: '1' }, emails: [{ value: 'v' }], other: 1 }]))
    const proposals = proposeLines(empty, { sources: a, targets: b })
    expect(proposals.map(({ source, target }) => `${source.key} ${target.key}`)).toEqual([
      'customer.name client.name',
      'mails.value emails.value',
      'customer.zipCode client.postal_code',
    ])
    expect(proposals[0]?.reason).toMatch(/same name/)
    let id = 0
    const all = acceptProposals(empty, proposals, { sources: indexFields(a), targets: indexFields(b), newId: () => `p${(id += 1)}` })
    expect(shape(all.mapping)).toContainEqual(['emails', 'mails', [['value', 'value']]])
    expect(proposeLines(all.mapping, { sources: a, targets: b })).toEqual([])
  })
})
