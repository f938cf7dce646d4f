import { expect, test } from 'vitest'
import { patternFault, wholePattern } from '../../server/model/cheap-pattern.ts'

test.each([
  '[A-Z]{2}\\d{2}',
  '\\+?\\d{6,14}',
  '[^@\\s]+@[^@\\s]+\\.[a-z]{2,10}',
  '(a|b)?c*',
  '\\p{L}+',
  'CZ\\d{8,10}',
  '(?:CZ|SK)\\d{8,10}|(DE|AT)\\d{9}',
  '(?:\\+420)?\\d{9}',
])('%s may be used', (pattern) => {
  expect(patternFault(pattern)).toBeUndefined()
})

test.each(['(a+)+', '(a|aa)*', '(?=a)b', '(?<!a)b', '(a)\\1', 'a*a*a*a*', 'a{1,500}b', '(?:x+y+)+', '(a{1,9}){1,9}', '(a|a)'.repeat(24), 'a*a?a?a?a?a*b'])(
  '%s could take long',
  (pattern) => {
    expect(patternFault(pattern)).toBe('costly')
  },
)

test.each(['(', '[z-a]', '\\', 'a{2,1}', ')'])('%s is no pattern', (pattern) => {
  expect(patternFault(pattern)).toBe('invalid')
})

test('a pattern holds for the whole value', () => {
  expect(['a', 'b', 'ab', 'xa'].map((value) => wholePattern('a|b').test(value))).toEqual([true, true, false, false])
})
