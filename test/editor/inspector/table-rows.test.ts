import { array, assert, jsonValue, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { CONTROLS } from '../../../editor/inspector/controls.ts'
import { cellText, cellValue, recordOf, repeatedCodes, rowsOf, tableFromText } from '../../../editor/inspector/table-rows.ts'
import { NODE_SPECS } from '../../../server/nodes/registry.ts'

test('any value comes back from its cell as it was', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(JSON.stringify(cellValue(cellText(value)))).toBe(JSON.stringify(value))
    }),
  )
})

test('rows make the table they were made from', () => {
  assert(
    property(
      array(
        tuple(
          string({ minLength: 1 }).filter((code) => code !== '__proto__'),
          string(),
        ),
      ),
      (pairs) => {
        const table = Object.fromEntries(pairs)
        expect(recordOf(rowsOf(table))).toEqual(table)
      },
    ),
  )
})

test.each([
  ['5', 5],
  ['"5"', '5'],
  ['true', true],
  ['trueish', 'trueish'],
  ['CZ', 'CZ'],
  ['007', '007'],
  ['', ''],
  ['[1', '[1'],
])('a cell with %j means %j', (text, value) => {
  expect(cellValue(text)).toEqual(value)
})

test('two columns of a spreadsheet become rows, other text does not', () => {
  expect(tableFromText('CZ\tCzechia\r\nDE\t49\n')).toEqual([
    { code: 'CZ', value: 'Czechia' },
    { code: 'DE', value: 49 },
  ])
  expect(tableFromText('plain')).toEqual([])
  expect(tableFromText('a\tb\nplain')).toEqual([])
})

test('half-typed rows are told, and never reach the table', () => {
  const rows = [
    { code: 'a', value: 1 },
    { code: 'a', value: 2 },
    { code: '', value: 3 },
    { code: '__proto__', value: 4 },
  ]
  expect([...repeatedCodes(rows)]).toEqual(['a'])
  expect(recordOf(rows)).toEqual({ a: 2 })
})

const controlsIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => (key === 'x-control' ? [String(value)] : controlsIn(value)))
}

test('every control that a kind names exists', () => {
  const named = new Set([...NODE_SPECS.values()].flatMap((spec) => controlsIn(spec.config)))
  expect(named.size).toBeGreaterThan(8)
  expect([...named].filter((name) => !Object.hasOwn(CONTROLS, name))).toEqual([])
})
