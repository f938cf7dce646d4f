import { expect, test } from 'vitest'
import { Label } from '../../server/model/crm-configuration.ts'
import { describeSelector, labelText, nearestLanguage } from '../../server/model/describe-selector.ts'
import { SelectorDescription } from '../../server/model/selector.ts'
import { checkConfiguration } from '../../server/model/configuration-check.ts'
import { STANDARD_CONFIGURATION } from '../../server/model/standard-configuration.ts'

const texts = (messages: Record<string, string>, text = ''): Label => Label.parse({ translatable: true, messages, text })

test.each([
  [['de', 'en'], ['de-AT'], 'de'],
  [['de-AT', 'en'], ['de'], 'de-AT'],
  [['pt-BR', 'en'], ['pt-br'], 'pt-BR'],
  [['de', 'en'], ['fr', 'de'], 'de'],
  [['de', 'en'], ['fr'], 'en'],
  [['de'], ['fr'], undefined],
  [[], ['en'], undefined],
])('of %j those who like %j get %s', (known, wanted, found) => {
  expect(nearestLanguage(known, wanted)).toBe(found)
})

test('a label without the language is told in another one, and an untranslated one as it is', () => {
  expect(labelText(texts({ de: 'Ort', en: 'City' }), 'cs')).toBe('City')
  expect(labelText(texts({ de: 'Ort' }), 'cs')).toBe('Ort')
  expect(labelText(texts({}, 'City'), 'cs')).toBe('City')
  expect(labelText(Label.parse({ text: 'City', messages: { cs: 'x' } }), 'cs')).toBe('City')
})

test('the standard selector is sound, and can what flows are bound to', () => {
  expect(checkConfiguration(STANDARD_CONFIGURATION)).toEqual([])
  const description = describeSelector({
    operations: ['customers.search', 'customers.get', 'orders.create'],
    language: 'en',
    anonymousCustomer: 'local:customer:anonymous',
  })
  expect(SelectorDescription.safeParse(description).error).toBeUndefined()
  expect(description.can).toEqual({ search: true, get: true, create: false, update: false, delete: false, defaults: false, onChange: false })
})
