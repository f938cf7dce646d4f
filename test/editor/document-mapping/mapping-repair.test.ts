import { describe, expect, it } from 'vitest'
import { type Analysis, analysisOf } from '../../../editor/document/mapping-analysis.ts'
import { type Field, fieldsOf, indexFields } from '../../../editor/document/mapping-fields.ts'
import { fieldNames } from '../../../editor/document/mapping-likeness.ts'
import { renameSource } from '../../../editor/document/mapping-rename.ts'
import { applyRepair, applyRepairs, brokenRows, type Repair, repairOf } from '../../../editor/document/mapping-repair.ts'
import { placeRows } from '../../../editor/document/mapping-rows.ts'
import { schemaFromSamples } from '../../../editor/document/mapping-schema-from-samples.ts'
import type { Mapping, MappingRow } from '../../../server/model/mapping.ts'

const sourceFields = fieldsOf(
  schemaFromSamples([{ customer: { email: 'a@b.c', name: 'A' }, positions: [{ sku: 's', net: 1, kind: 'product' }], note: 'n', total: 1 }]),
)
const targetFields = fieldsOf(schemaFromSamples([{ partner: { mail: 'x@y.z', name: 'A' }, lines: [{ article: 's', amount: 1 }], remark: 'n' }]))

const path = (id: string, target: string, from: string): MappingRow => ({ id, target, from: { kind: 'path', path: from } })
const expression = (id: string, target: string, text: string): MappingRow => ({ id, target, from: { kind: 'expression', text } })

/** What the server would say where the text says it all. */
function analysed(mapping: Mapping): Analysis {
  const rows = placeRows(mapping).map(({ row, reads, element }) => ({
    row: row.id,
    mode: 'compiled' as const,
    reads: reads.filter((one) => one !== element).map((one) => one.join('.')),
    copies: element ? [element.join('.')] : [],
    everything: false,
  }))
  return analysisOf(mapping, rows)
}

function placeOf(mapping: Mapping, sides: { source: readonly Field[]; target: readonly Field[] } = { source: sourceFields, target: targetFields }) {
  const desk = { sources: indexFields(sides.source), targets: indexFields(sides.target) }
  const names = { sources: fieldNames(sides.source), targets: fieldNames(sides.target) }
  return { desk, names, placed: placeRows(mapping), analysis: analysed(mapping) }
}

function repairs(rows: MappingRow[]): { mapping: Mapping; all: Repair[]; place: ReturnType<typeof placeOf> } {
  const mapping: Mapping = { rows, ignored: [] }
  const place = placeOf(mapping)
  return { mapping, place, all: brokenRows(place.placed, place.desk).map((one) => repairOf(one, place)) }
}

describe('what no longer fits', () => {
  it('is found on both sides, and the mapping stays as it is', () => {
    const rows = [path('a', 'partner.mail', 'customer.mail'), path('b', 'partner.title', 'customer.name'), path('c', 'remark', 'note')]
    const { all } = repairs(rows)
    expect(all.map(({ id, side, path: gone }) => [id, side, gone.join('.')])).toEqual([
      ['a customer.mail', 'source', 'customer.mail'],
      ['b target', 'target', 'partner.title'],
    ])
  })

  it('is nothing without a schema, below open objects, and in what the schema leaves open', () => {
    const open = fieldsOf({ type: 'object', properties: { extra: { type: 'object', additionalProperties: true, properties: { a: {} } }, any: {} } })
    const mapping: Mapping = { rows: [path('a', 'remark', 'extra.b'), path('b', 'partner.name', 'any.c'), path('c', 'gone', 'any')], ignored: [] }
    const placed = placeRows(mapping)
    expect(brokenRows(placed, { sources: indexFields(open), targets: undefined })).toEqual([])
    expect(brokenRows(placed, { sources: undefined, targets: indexFields(targetFields) }).map(({ id }) => id)).toEqual(['c target'])
  })

  it('is a loop as a whole; its rows fit again once the loop is repaired', () => {
    const loop: MappingRow = {
      id: 'l',
      target: 'lines',
      from: { kind: 'each', path: 'lines' },
      rows: [path('s', 'article', 'sku'), path('n', 'amount', 'netAmount')],
    }
    const { mapping, all } = repairs([loop])
    expect(all.map(({ id }) => id)).toEqual(['l lines'])
    const candidate = all[0]?.candidates[0]
    expect(candidate?.field.key).toBe('positions')
    const next = candidate && all[0] ? applyRepair(mapping, all[0], candidate) : mapping
    const place = placeOf(next)
    const rest = brokenRows(place.placed, place.desk)
    expect(rest.map(({ id }) => id)).toEqual(['n positions.netAmount'])
    expect(rest[0] && repairOf(rest[0], place).candidates[0]?.row.from).toEqual({ kind: 'path', path: 'net' })
  })
})

describe('candidates', () => {
  it('come with a score and the reason, best first', () => {
    const [repair] = repairs([path('a', 'partner.mail', 'customer.mail')]).all
    expect(repair?.candidates[0]).toMatchObject({ field: { key: 'customer.email' }, reason: 'same meaning, same place, same type', row: { id: 'a' } })
    expect(repair?.candidates[0]?.score).toBeGreaterThan(0.9)
  })

  it('for a target leave out what another row writes', () => {
    const [repair] = repairs([path('a', 'partner.name', 'customer.name'), path('b', 'partner.names', 'note')]).all
    expect(repair?.candidates.map(({ field }) => field.key)).not.toContain('partner.name')
  })

  it('of a row with a computed value rename nothing but the path', () => {
    const [repair] = repairs([expression('a', 'partner.mail', '$lowercase(customer.mail) & " customer.mail" & customer.name')]).all
    expect(repair?.candidates[0]?.row.from).toEqual({ kind: 'expression', text: '$lowercase(customer.email) & " customer.mail" & customer.name' })
  })

  it('are not offered where the expression does not say for certain what it reads', () => {
    const [repair] = repairs([expression('a', 'partner.mail', '($c := customer.mail; $c)')]).all
    expect([repair?.candidates, repair?.unsure]).toEqual([[], expect.stringMatching(/by hand/)])
  })

  it('are accepted together, each target once', () => {
    const { mapping, all, place } = repairs([path('a', 'partner.mail', 'customer.mail'), path('b', 'remarks', 'notes'), path('c', 'remark2', 'note')])
    const { mapping: next, done } = applyRepairs(mapping, all, place)
    expect(next.rows.map(({ target, from }) => [target, from.kind === 'path' && from.path])).toEqual([
      ['partner.mail', 'customer.email'],
      ['remark', 'note'],
      ['remark2', 'note'],
    ])
    expect(done).toBe(3)
  })
})

describe('renaming', () => {
  const rename = (text: string, [from, to]: readonly [string, string], base: string[] = []) => {
    const mapping: Mapping = { rows: [{ id: 'a', target: 't', from: { kind: 'expression', text } }], ignored: [] }
    const exact = [...(analysed(mapping).get('a')?.reads ?? [])].map((one) => [...base, ...one])
    const renamed = renameSource({ kind: 'expression', text }, { from: from.split('.'), to: to.split('.'), base, exact })
    return renamed?.kind === 'expression' ? renamed.text : undefined
  }

  it.each([
    ['lines[kind = "x"].net', 'lines.net', 'lines.amount', 'lines[kind = "x"].amount'],
    ['$sum(lines.(net + tax))', 'lines.net', 'lines.amount', '$sum(lines.(amount + tax))'],
    ['$sum(lines.$number(net))', 'lines.net', 'lines.amount', '$sum(lines.$number(amount))'],
    ['a.b & a.b.c & `a`', 'a.b', 'a.x', 'a.x & a.b.c & `a`'],
    ['a.b ? a.b : "a.b"', 'a.b', 'a.`first name`', 'a.`first name` ? a.`first name` : "a.b"'],
    ['mail & x', 'mail', 'contact.email', 'contact.email & x'],
    ['contact.mail', 'contact.mail', 'email', 'email'],
    ['$root.a & b /* a */', 'a', 'c', '$root.c & b /* a */'],
  ])('%s: %s to %s', (...[text, from, to, next]) => {
    expect(rename(text, [from, to.replaceAll('`', '')])).toBe(next)
  })

  it.each([
    ['a name that another path needs', 'lines[kind = "x"].net', 'lines.net', 'items.net'],
    ['a variable', '$c.net & net', 'net', 'x'],
    ['a function of its own', '$map(lines, function($l) { $l.net & net })', 'net', 'x'],
    ['a wildcard', 'lines.*.net & net', 'net', 'x'],
  ])('is refused for %s', (...[, text, from, to]) => {
    expect(rename(text, [from, to])).toBeUndefined()
  })

  it('is refused when the server reads the expression otherwise, or has not read it', () => {
    const source = { kind: 'expression' as const, text: '$uppercase(a)' }
    expect(renameSource(source, { from: ['a'], to: ['b'], base: [], exact: [['a'], ['z']] })).toBeUndefined()
    expect(renameSource(source, { from: ['a'], to: ['b'], base: [], exact: undefined })).toBeUndefined()
  })

  it('keeps positions in plain paths', () => {
    const plain = (text: string, from: string[], to: string[]) => renameSource({ kind: 'path', path: text }, { from, to, base: [], exact: undefined })
    expect(plain('mails[0].value', ['mails', 'value'], ['emails', 'value'])).toEqual({ kind: 'path', path: 'emails[0].value' })
    expect(plain('mails[0].value', ['mails', 'value'], ['contact', 'mails', 'value'])).toEqual({ kind: 'path', path: 'contact.mails[0].value' })
    expect(plain('mails[0].value', ['mails', 'value'], ['mail'])).toEqual({ kind: 'path', path: 'mail' })
  })
})
