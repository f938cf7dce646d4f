import { expect, test } from 'vitest'
import { formFrom, headersFrom, queryFrom } from '../../server/connect/outgoing.ts'
import { Problem } from '../../server/model/problem.ts'

test('headers get lower-case names, and leave out what is nothing', () => {
  expect(headersFrom({ 'X-Trace': 't', 'X-Count': 2, none: null, gone: undefined }, 'headers')).toEqual({ 'x-trace': 't', 'x-count': '2' })
})

test.each([
  ['a line break in a value', { 'x-a': 'b\r\nset-cookie: c' }],
  ['a line feed in a value', { 'x-a': 'b\nc' }],
  ['a zero byte', { 'x-a': 'b\0c' }],
  ['a character beyond Latin 1', { 'x-a': 'Łódź' }],
  ['a line break in a name', { 'x-a\r\nx-b': 'c' }],
  ['an empty name', { '': 'c' }],
  ['the host', { Host: 'evil.example.test' }],
  ['the length', { 'Content-Length': '0' }],
  ['the transfer encoding', { 'transfer-encoding': 'chunked' }],
  ['an object', { 'x-a': { b: 1 } }],
  ['a list instead of an object', ['x']],
  ['a text instead of an object', 'x-a: b'],
])('headers refuse %s, without quoting it', (_title, value) => {
  let thrown: unknown
  try {
    headersFrom(value, 'headers')
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(Problem)
  expect(thrown).toMatchObject({ code: 'message.invalid' })
  expect((thrown as Problem).detail).not.toMatch(/evil|set-cookie|Łódź/)
})

test('query and form encode their values; a list repeats its name', () => {
  const value = { a: 'x&y=z', tag: ['1', 2], none: null, yes: true, 'ž k': '+ ' }
  expect(queryFrom(value, 'query')).toBe('a=x%26y%3Dz&tag=1&tag=2&yes=true&%C5%BE%20k=%2B%20')
  expect(formFrom(value, 'body')).toBe('a=x%26y%3Dz&tag=1&tag=2&yes=true&%C5%BE+k=%2B+')
  expect(queryFrom(undefined, 'query')).toBe('')
})
