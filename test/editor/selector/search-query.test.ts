import { expect, test } from 'vitest'
import { firstValues, lackingCharacters, searchBody } from '../../../editor/selector/search-query.ts'
import { CustomerSearch } from '../../../server/model/customer.ts'
import { DESCRIPTION } from '../../browser/selector/description.ts'

const { filters } = DESCRIPTION
const filter = (id: string) => filters.find((each) => each.id === id)!

test('S0-10d: fewer characters than a filter needs are told before there is a search', () => {
  expect([...'ab'].map((_, index) => lackingCharacters(filter('name'), 'ab'.slice(0, index + 1)))).toEqual([2, 1])
  expect(lackingCharacters(filter('name'), 'abc')).toBe(0)
  expect(lackingCharacters(filter('name'), '  ')).toBe(0)
  expect(searchBody(filters, { name: 'ab' })).toBeUndefined()
  expect(searchBody(filters, { name: 'abc', mail: 'x' })).toBeUndefined()
})

test('characters are counted as people see them, not as UTF-16 units', () => {
  expect(lackingCharacters(filter('name'), '\u{1F600}a')).toBe(1)
})

test('S0-23: each filter goes out under its criterion, and the search fits the canonical one', () => {
  const body = searchBody(filters, { mail: ' ann@example.test ', segment: 'VIP', born: '1990-01-02', loyal: 'true' })!
  expect(body).toEqual({ email: 'ann@example.test', category: 'VIP', birthDate: '1990-01-02', ext: { loyal: true } })
  expect(CustomerSearch.safeParse(body).success).toBe(true)
})

test('one filter over several properties asks for any of them', () => {
  const several = { ...filter('name'), criteria: ['any.name', 'any.email', 'any.ext.alias'] }
  expect(searchBody([several], { name: 'ann' })).toEqual({ any: { name: 'ann', email: 'ann', ext: { alias: 'ann' } } })
})

test('a path that would reach a prototype is left out', () => {
  searchBody([{ ...filter('name'), criteria: ['__proto__.polluted'] }], { name: 'ann' })
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

test('filters begin with their defaults; empty ones make no search', () => {
  expect(firstValues([{ ...filter('segment'), default: 'VIP' }])).toEqual({ segment: 'VIP' })
  expect(searchBody(filters, firstValues(filters))).toBeUndefined()
})
