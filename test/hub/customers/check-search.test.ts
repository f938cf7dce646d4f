import { expect, test } from 'vitest'
import { searchChecker } from '../../../server/hub/customers/check-search.ts'
import { CrmConfiguration } from '../../../server/model/crm-configuration.ts'
import { CustomerSearch } from '../../../server/model/customer.ts'

const label = { text: 'x' }
const check = searchChecker(
  CrmConfiguration.parse({
    header: { name: 'x' },
    properties: [
      { apiKey: 'first', type: 'string', role: 'givenName', label },
      { apiKey: 'last', type: 'string', role: 'familyName', label },
      { apiKey: 'mail', type: 'string', role: 'email', label },
      { apiKey: 'card', type: 'string', role: 'ext', label },
      { apiKey: 'gone', type: 'string', role: 'phone', label, active: false },
      { apiKey: 'town', type: 'string', role: 'address', label },
      { apiKey: 'group', type: 'combo', role: 'category', label, options: [{ value: 'vip', label }] },
    ],
    filters: [
      { id: 'who', type: 'input', label, properties: ['first', 'last'], minCharacters: 3, sortable: true },
      { id: 'quick', type: 'input', label, properties: ['last', 'mail'], minCharacters: 4 },
      { id: 'card', type: 'input', label, properties: ['card'], minCharacters: 2 },
      { id: 'group', type: 'combo', label, properties: ['group'] },
      { id: 'town', type: 'input', label, properties: ['town'], minCharacters: 1, active: false },
    ],
    addresses: [{ id: 'main', city: 'town' }],
  }),
)

const errorsOf = (query: object): string[] => {
  try {
    check(CustomerSearch.parse(query))
    return []
  } catch (error) {
    return (error as { errors: { path: string; code?: string }[] }).errors.map(({ path, code }) => `${path} ${code}`)
  }
}

test.each([
  [{ name: 'abc' }, []],
  [{ name: ' ab ' }, ['name too-short']],
  [{ name: '🍎🍐🍊' }, []],
  [{ email: 'abcd' }, ['email unknown']],
  [{ any: { name: 'abcd', email: 'abcd' } }, []],
  [{ any: { name: 'abc' } }, ['any.name too-short']],
  [{ any: { name: 'abcd', phone: 'abcd' } }, ['any.name unknown', 'any.phone unknown']],
  [{ ext: { card: 'ab' } }, []],
  [{ ext: { card: 'a', other: 'ab' } }, ['ext.card too-short', 'ext.other unknown']],
  [{ city: 'Praha' }, ['city unknown']],
  [{ category: 'vip' }, []],
  [{ category: 'gold' }, ['category option-unknown']],
  [{ name: 'abc', sort: { by: 'card' } }, ['sort.by undefined']],
])('%j is refused with %j', (query, errors) => {
  expect(errorsOf(query)).toEqual(errors)
})

test('the flow is told the criterion that a sortable filter looks at', () => {
  expect(check(CustomerSearch.parse({ name: 'abc', sort: { by: 'who', descending: true } })).sort).toEqual({ by: 'name', descending: true })
  expect(check(CustomerSearch.parse({ name: 'abc', sort: { by: 'name' } })).sort).toEqual({ by: 'name', descending: false })
})
