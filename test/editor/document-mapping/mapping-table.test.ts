import { describe, expect, it } from 'vitest'
import { asKind, conversionOf } from '../../../editor/document/mapping-conversion.ts'
import { fieldsOf } from '../../../editor/document/mapping-fields.ts'
import { pastedPairs, tableEntries, valueFor } from '../../../editor/document/mapping-table.ts'

const [text, number, flag] = fieldsOf({ properties: { text: { type: 'string' }, number: { type: 'number' }, flag: { type: 'boolean' } } })

describe('value tables', () => {
  it('read cells from a spreadsheet', () => {
    expect(pastedPairs('AT\tAustria\r\nDE\tGermany\r\n')).toEqual([
      ['AT', 'Austria'],
      ['DE', 'Germany'],
    ])
    expect(pastedPairs('"a\tb"\t"say ""x"""\n\tno code\nlone')).toEqual([
      ['a\tb', 'say "x"'],
      ['lone', ''],
    ])
    expect(pastedPairs('')).toEqual([])
  })

  it('turn text into what the target wants', () => {
    expect([valueFor('4', number), valueFor('x', number), valueFor('true', flag), valueFor('4', text), valueFor('true', undefined)]).toEqual([
      4,
      'x',
      true,
      '4',
      'true',
    ])
  })

  it('keep the first of two equal codes and name the other', () => {
    expect(
      tableEntries([
        ['a', 1],
        ['', 2],
        ['a', 3],
        ['__proto__', 4],
      ]),
    ).toEqual({
      entries: Object.fromEntries([
        ['a', 1],
        ['__proto__', 4],
      ]),
      twice: ['a'],
    })
  })
})

describe('kinds of sources', () => {
  it('carry over what they can', () => {
    expect(asKind({ kind: 'path', path: 'a.b' }, 'expression', text)).toEqual({ kind: 'expression', text: 'a.b' })
    expect(asKind({ kind: 'expression', text: ' a.b ' }, 'table', text)).toEqual({ kind: 'table', path: 'a.b', entries: {}, otherwise: 'problem' })
    expect(asKind({ kind: 'expression', text: 'a & b' }, 'path', text)).toBeUndefined()
    expect(asKind(undefined, 'constant', flag)).toEqual({ kind: 'constant', value: false })
    expect(asKind({ kind: 'constant', value: 'x' }, 'expression', text)).toEqual({ kind: 'expression', text: '"x"' })
  })

  it('offer a conversion where types differ', () => {
    expect(conversionOf('a', text, number)).toBe('$number(a)')
    expect(conversionOf('a', number, text)).toBe('$string(a)')
    expect(conversionOf('a', text, text)).toBeUndefined()
    expect(conversionOf('a', undefined, text)).toBeUndefined()
  })
})
