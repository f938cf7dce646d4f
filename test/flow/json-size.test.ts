import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonSize, MOST_BYTES } from '../../server/flow/json-size.ts'

test('is the length of the JSON text where nothing is escaped', () => {
  const plain = fc.jsonValue({ stringUnit: fc.constantFrom('a', 'B', '7', ' '), maxDepth: 4 })
  const whole = (value: unknown): boolean => !/\de/.test(JSON.stringify(value))
  fc.assert(fc.property(plain.filter(whole), (value) => void expect(jsonSize(value)).toBe(JSON.stringify(value).length)))
})

test.each([
  [undefined, 0],
  [{ a: undefined }, 2],
  [-120, 4],
  [1.5, 3],
])('%j', (value, size) => expect(jsonSize(value)).toBe(size))

test('does not follow endless nesting', () => {
  let value: unknown = 1
  for (let depth = 0; depth < 100_000; depth++) value = [value]
  expect(jsonSize(value)).toBe(400)
})

test('does not count parts that are used again and again to the end', () => {
  let value: unknown = 'part'
  for (let level = 0; level < 150; level++) value = [value, { value }]
  expect(jsonSize(value)).toBeGreaterThan(MOST_BYTES)
})
