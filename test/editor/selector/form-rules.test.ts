import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkValues } from '../../../editor/selector/check-values.ts'
import { fieldOfPath } from '../../../editor/selector/field-of-path.ts'
import { eventNames } from '../../../editor/selector/follow-changes.ts'
import { joinChanges } from '../../../editor/selector/join-changes.ts'
import { newForm } from '../../../editor/selector/new-form.ts'
import { ScanKeys } from '../../../editor/selector/scan-keys.ts'
import { inSections } from '../../../editor/selector/sections.ts'
import { showValue } from '../../../editor/selector/show-value.ts'
import { say, wordsOf } from '../../../editor/selector/words.ts'
import { DESCRIPTION } from '../../browser/selector/description.ts'

const words = wordsOf('en')
const property = (key: string) => DESCRIPTION.properties.find(({ apiKey }) => apiKey === key)!
const check = (values: Record<string, string>) => checkValues(DESCRIPTION, DESCRIPTION.views.create, { values: { name: 'Ann', mail: 'a@b', ...values }, words })

describe('what a form checks', () => {
  test('S0-10b: mandatory, required and informative', () => {
    expect(check({})).toEqual([])
    expect(check({ name: ' ' })).toEqual([{ property: 'name', level: 'error', text: words.isMandatory }])
    expect(check({ mail: 'nobody' })).toEqual([{ property: 'mail', level: 'error', text: words.isInvalid }])
    expect(check({ phone: '12' })).toEqual([{ property: 'phone', level: 'information', text: words.isInvalid }])
  })

  test('numbers and days have their form', () => {
    expect(check({ tier: 'one' })).toMatchObject([{ property: 'tier', text: words.notNumber }])
    expect(check({ tier: '-1.50', born: '2026-02-03' })).toEqual([])
    expect(check({ born: '3.2.2026' })).toMatchObject([{ property: 'born', text: words.notDate }])
  })

  test('what cannot be typed in, and a pattern that no browser reads, stop nobody', () => {
    const fields = DESCRIPTION.views.create.map((field) => ({ ...field, editable: false }))
    expect(checkValues(DESCRIPTION, fields, { values: {}, words })).toEqual([])
    const odd = { ...DESCRIPTION, properties: [{ ...property('mail'), validation: { level: 'required' as const, rule: 'regexp' as const, pattern: '(' } }] }
    expect(checkValues(odd, DESCRIPTION.views.create, { values: { mail: 'x' }, words })).toEqual([])
  })
})

test.each([
  ['emails.0.value', 'mail'],
  ['patch.emails[0].value', 'mail'],
  ['addresses[0].city', 'town'],
  ['addresses.3.city', undefined],
  ['ext.tier', 'tier'],
  ['name', 'name'],
  ['category', 'segment'],
  ['consent.emailMarketing', 'newsletter'],
  ['nothing.of.this', undefined],
])('a refused %s is shown at %s', (path, expected) => {
  expect(fieldOfPath(DESCRIPTION, path)).toBe(expected)
})

const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', '1', '2'))

test('S0-24: of a stale form nothing that one side alone has changed is lost, and both values of a clash are told', () => {
  fc.assert(
    fc.property(values, values, values, (base, mine, fresh) => {
      const { values: joined, clashes, theirs } = joinChanges(['a', 'b', 'c'], { base, mine, fresh })
      for (const key of ['a', 'b', 'c']) {
        const of = (side: Record<string, string>) => side[key] ?? ''
        const [iChanged, theyChanged] = [of(mine) !== of(base), of(fresh) !== of(base)]
        expect(joined[key] ?? '').toBe(iChanged ? of(mine) : of(fresh))
        expect(theirs.includes(key)).toBe(theyChanged && !iChanged)
        expect(clashes.some(({ property: each }) => each === key)).toBe(iChanged && theyChanged && of(mine) !== of(fresh))
      }
    }),
  )
})

describe('a scanner is told from a hand', () => {
  const type = (keys: readonly string[], ms: number): string | undefined => {
    const scan = new ScanKeys()
    return keys.reduce<string | undefined>((_, key, index) => scan.press(key, 1000 + index * ms), undefined)
  }
  const code = [...'C-1001', 'Enter']

  test('a quick row with Enter is a code', () => expect(type(code, 5)).toBe('C-1001'))
  test('the same by hand is none', () => expect(type(code, 120)).toBeUndefined())
  test('a short one is none', () => expect(type(['a', 'b', 'Enter'], 5)).toBeUndefined())
  test('Shift belongs to capitals', () => expect(type(['Shift', 'C', '1', '2', '3', 'Enter'], 5)).toBe('C123'))
  test('what was typed by hand before is no part of it', () => {
    const scan = new ScanKeys()
    scan.press('x', 0)
    expect([...'9876', 'Enter'].map((key, index) => scan.press(key, 500 + index * 5)).at(-1)).toBe('9876')
  })
})

test('a new customer begins with the chosen options and with what was searched for', () => {
  expect(newForm(DESCRIPTION, { name: 'Ann Alder', number: 'C-1' }).values).toEqual({ country: 'CZ', name: 'Ann Alder' })
})

test('values are shown as people read them', () => {
  const show = (key: string, value: string | boolean | null) => showValue(property(key), value, { words, language: 'de-DE' })
  expect([show('newsletter', true), show('segment', 'VIP'), show('segment', 'XX'), show('born', '1990-01-31'), show('name', null)]).toEqual([
    'Yes',
    'Very important',
    'XX',
    '31.1.1990',
    '',
  ])
})

test('fields come by section, in the order of the first of each', () => {
  expect(inSections(DESCRIPTION.views.detail).map(({ section, fields }) => [section, fields.length])).toEqual([
    ['', 2],
    ['Contact', 2],
    ['Address', 3],
    ['Terms', 4],
  ])
})

test('each language has every word and its gaps', () => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String)
  for (const language of ['de', 'cs-CZ']) {
    const other = wordsOf(language)
    expect(other).not.toBe(words)
    for (const [name, text] of Object.entries(words)) expect(gaps(other[name as keyof typeof words]), `${language} ${name}`).toEqual(gaps(text))
  }
  expect(wordsOf('xx')).toBe(words)
  expect(say('{n} of {m}', { n: 1 })).toBe('1 of {m}')
})

test('events are read from a stream by their names', () => {
  expect(eventNames('event: selector\ndata: "a"\n\n: beat\n\nevent:other\n\n')).toEqual(['selector', 'other'])
})
