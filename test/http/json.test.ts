import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isJsonType } from '../../server/http/json-body.ts'
import { findJsonFault } from '../../server/http/json-fault.ts'
import { guardJson, MAX_JSON_DEPTH } from '../../server/http/json-guard.ts'

test.each([
  ['{"a":}', 1, 6],
  ['{"a":1,}', 1, 8],
  ['[1 2]', 1, 4],
  ['', 1, 1],
  ['"abc', 1, 1],
  ['01', 1, 2],
  ['{"a":1}\n}', 2, 1],
  ['{\n  "a": tru }', 2, 8],
  ['{"a":"\t"}', 1, 6],
  ['"\\x"', 1, 1],
  [`${'['.repeat(200_000)}`, 1, 200_001],
])('%j stops being JSON at line %i, column %i', (text, line, column) => {
  expect(findJsonFault(text)).toEqual({ line, column })
})

test('it agrees with JSON.parse on what is JSON', () => {
  const damaged = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', 'x', '\\', '0', '-', '\u0001', ' ')).map(([text, at, piece]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + piece + text.slice(place + (at % 2))
  })
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(fc.oneof(fc.json(), damaged), (text) => {
      expect(findJsonFault(text) === undefined).toBe(parses(text))
    }),
    { numRuns: 3000 },
  )
})

test('nesting is allowed up to the limit and no further', () => {
  const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  expect(() => guardJson(nested(MAX_JSON_DEPTH))).not.toThrow()
  expect(() => guardJson(nested(MAX_JSON_DEPTH + 1))).toThrow('request.too-deep')
})

test.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['Application/JSON;charset="UTF-8"', true],
  ['application/merge-patch+json', true],
  ['application/json; charset=utf-16', false],
  ['text/json', false],
  ['application/jsonp', false],
  ['text/plain; application/json', false],
])('%s is JSON: %s', (type, expected) => {
  expect(isJsonType(type)).toBe(expected)
})
