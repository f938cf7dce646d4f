import { expect, test } from 'vitest'
import { checkConfiguration } from '../../server/model/configuration-check.ts'
import { CONFIGURATION_RULES, type ConfigurationRule } from '../../server/model/configuration-rules.ts'
import type { CrmConfiguration, CustomerProperty } from '../../server/model/crm-configuration.ts'
import { CUSTOMER_ROLES, personalOf } from '../../server/model/customer-role.ts'
import { Customer } from '../../server/model/customer.ts'
import { exampleConfiguration } from '../../server/hub/implementations/example-configuration.ts'
import { leavesOf } from '../../server/store/storable.ts'
import { addressMapping, combo, filter, option, property, soundConfiguration } from './configurations.ts'

const codesOf = (configuration: CrmConfiguration): string[][] => checkConfiguration(configuration).map(({ code, path }) => [code!, path])

/** The sound one with these changes of properties, by key; a new key adds one. */
function withProperty(apiKey: string, change: Partial<CustomerProperty>, rest: Partial<CrmConfiguration> = {}): CrmConfiguration {
  const sound = soundConfiguration()
  const known = sound.properties.some((each) => each.apiKey === apiKey)
  const properties = known
    ? sound.properties.map((each) => (each.apiKey === apiKey ? { ...each, ...change } : each))
    : [...sound.properties, { ...property(apiKey), ...change }]
  return { ...sound, properties, ...rest }
}

const header = (change: Partial<CrmConfiguration['header']>): CrmConfiguration['header'] => ({ ...soundConfiguration().header, ...change })
const input = { visible: true, position: 0, columns: 1, section: '', mandatory: false, editable: true }
const validation = (pattern: string): Partial<CustomerProperty> => ({ validation: { level: 'required', rule: 'regexp', pattern } })
const label = (change: object): CustomerProperty['label'] => ({ text: '', translatable: false, messages: {}, ...change })
const multi = { header: header({ integration: 'multi' }) }
const address = (change: object): Partial<CrmConfiguration> => ({ addresses: [addressMapping('billing', { city: 'city', country: 'country', ...change })] })
const filters = (...given: CrmConfiguration['filters']): CrmConfiguration => soundConfiguration({ filters: given })

test('S0-10c: a sound configuration and the example break no rule', () => {
  expect(checkConfiguration(soundConfiguration())).toEqual([])
  expect(checkConfiguration(exampleConfiguration().configuration)).toEqual([])
})

const INVALID: [ConfigurationRule, string, CrmConfiguration][] = [
  ['key-missing', 'configuration.properties', withProperty('number', { key: false })],
  ['key-missing', 'configuration.properties', withProperty('number', { active: false })],
  ['key-several', 'configuration.properties.6.key', withProperty('code', { key: true, personal: 'none' })],
  ['address-key-missing', 'configuration.properties', withProperty('extra', {}, multi)],
  ['default-several', 'configuration.properties.6.default', withProperty('other', { role: 'email', kind: 'home', default: true })],
  [
    'default-several',
    'configuration.addresses.1.default',
    soundConfiguration({ ...twoAddresses({ invoice: true, default: true }, { invoice: true, default: true }) }),
  ],
  ['columns-exceeded', 'configuration.properties.1.edit.columns', withProperty('name', { edit: { ...input, columns: 4 } })],
  ['country-missing', 'configuration.addresses.0.country', withProperty('country', { role: 'ext' }, address({ country: undefined }))],
  ['label-messages', 'configuration.properties.1.label.messages', withProperty('name', { label: label({ text: 'Name', translatable: true }) })],
  ['label-text', 'configuration.properties.1.label.text', withProperty('name', { label: label({ messages: { en: 'Name' } }) })],
  ['label-text', 'configuration.filters.0.label.text', filters({ ...filter('name', ['name']), label: label({}) })],
  ['property-duplicate', 'configuration.properties.6.apiKey', soundConfiguration({ properties: [...soundConfiguration().properties, property('number')] })],
  ['filter-duplicate', 'configuration.filters.1.id', filters(filter('name', ['name']), filter('name', ['name']))],
  ['default-role', 'configuration.properties.1.default', withProperty('name', { default: true })],
  ['mandatory-hidden', 'configuration.properties.1.create.mandatory', withProperty('name', { create: { ...input, mandatory: true, visible: false } })],
  ['mandatory-hidden', 'configuration.properties.1.edit.mandatory', withProperty('name', { edit: { ...input, mandatory: true, editable: false } })],
  ['reference-editable', 'configuration.properties.0.edit.editable', withProperty('number', { edit: input })],
  ['role-several', 'configuration.properties.6.role', withProperty('other', { role: 'name' })],
  ['role-several', 'configuration.properties.6.role', withProperty('other', { role: 'email', kind: 'work' })],
  ['role-type', 'configuration.properties.6.type', withProperty('born', { role: 'birthDate' })],
  ['kind-unknown', 'configuration.properties.6.kind', withProperty('other', { role: 'phone', kind: 'car' })],
  ['kind-missing', 'configuration.properties.6.kind', withProperty('vat', { role: 'taxId' })],
  ['options-missing', 'configuration.properties.3.options', withProperty('category', { options: [] })],
  ['options-unused', 'configuration.properties.1.options', withProperty('name', { options: [option('a')] })],
  ['option-duplicate', 'configuration.properties.3.options.1.value', withProperty('category', { options: [option('a'), option('a', { crmValue: 'b' })] })],
  [
    'option-crm-duplicate',
    'configuration.properties.3.options.1.crmValue',
    withProperty('category', { options: [option('a'), option('b', { crmValue: 'a' })] }),
  ],
  [
    'option-default-several',
    'configuration.properties.3.options.1.default',
    withProperty('category', { options: [option('a', { default: true }), option('b', { default: true })] }),
  ],
  ['option-value-unknown', 'configuration.properties.6.options.0.value', withProperty('state', combo('state', [option('asleep')], { role: 'status' }))],
  ['pattern-missing', 'configuration.properties.1.validation.pattern', withProperty('name', validation(''))],
  ['pattern-invalid', 'configuration.properties.1.validation.pattern', withProperty('name', validation('('))],
  ['pattern-costly', 'configuration.properties.1.validation.pattern', withProperty('name', validation('(a+)+'))],
  ['unique-filter-missing', 'configuration.properties.2.uniqueFilter', withProperty('email', { unique: true, uniqueFilter: 'nothing' })],
  ['unique-filter-unfit', 'configuration.properties.2.uniqueFilter', withProperty('email', { unique: true, uniqueFilter: 'name' })],
  ['suggest-filter-missing', 'configuration.properties.4.suggestFrom', withProperty('city', { suggestFrom: 3 })],
  ['suggest-type', 'configuration.properties.6.suggestFrom', withSuggestedDate()],
  ['category-order', 'configuration.properties.6.category', withProperty('group', { category: 0 })],
  ['filter-property', 'configuration.filters.0.properties', filters(filter('x', ['nothing']))],
  ['filter-property', 'configuration.filters.0.properties', withProperty('name', { active: false }, { filters: [filter('x', ['name'])] })],
  ['filter-type', 'configuration.filters.0.type', filters(filter('x', ['name'], { type: 'checkbox' }))],
  ['scan-several', 'configuration.filters.1.scan', filters(filter('x', ['name'], { scan: true }), filter('y', ['name'], { scan: true }))],
  ['address-property', 'configuration.addresses.0.line1', withProperty('extra', {}, address({ line1: 'nothing' }))],
  ['address-role', 'configuration.addresses.0.line1', withProperty('extra', {}, address({ line1: 'extra' }))],
  ['address-shared', 'configuration.addresses.0.city', withProperty('extra', {}, address({ line1: 'city' }))],
  ['address-duplicate', 'configuration.addresses.1.id', soundConfiguration({ ...twoAddresses({ id: 'a' }, { id: 'a' }) })],
  ['address-unmapped', 'configuration.properties.6.role', withProperty('street', { role: 'address' })],
  ['address-key-several', 'configuration.properties.7.addressKey', twoAddressKeys()],
  ['address-optional', 'configuration.properties.4.edit.mandatory', withMultiCity({ edit: input })],
]

function twoAddresses(first: object, second: object): Partial<CrmConfiguration> {
  const more = [property('city2', { role: 'address' }), property('country2', { role: 'address' })]
  return {
    properties: [...soundConfiguration().properties, ...more],
    addresses: [
      addressMapping('one', { city: 'city', country: 'country', ...first }),
      addressMapping('two', { city: 'city2', country: 'country2', ...second }),
    ],
  }
}

function withSuggestedDate(): CrmConfiguration {
  const born = property('born', { type: 'date', role: 'birthDate', suggestFrom: 1 })
  return withProperty('born', born, { filters: [filter('born', ['born'], { type: 'date' })] })
}

function twoAddressKeys(): CrmConfiguration {
  const keys = ['first', 'second'].map((apiKey) => property(apiKey, { addressKey: true }))
  return { ...soundConfiguration({ properties: [...soundConfiguration().properties, ...keys] }), ...multi }
}

function withMultiCity(change: Partial<CustomerProperty>): CrmConfiguration {
  const { properties } = withProperty('city', change)
  return { ...soundConfiguration({ properties: [...properties, property('place', { addressKey: true })] }), ...multi }
}

test.each(INVALID)('S0-10c: %s is named at %s', (code, path, configuration) => {
  expect(codesOf(configuration)).toEqual([[code, path]])
})

test('every rule has a configuration that breaks it', () => {
  const tried = new Set([...INVALID.map(([code]) => code), 'key-personal'])
  expect(Object.keys(CONFIGURATION_RULES).filter((code) => !tried.has(code))).toEqual([])
})

test.each([
  ['email', {}],
  ['phone', {}],
  ['name', {}],
  ['birthDate', { type: 'date' }],
  ['taxId', { kind: 'VAT' }],
  ['ext', { personal: 'direct' }],
  ['ext', { personal: 'quasi' }],
  ['ext', { personal: 'text' }],
] as const)('S0-03d: a property that means %s (%j) is refused as the key', (role, rest) => {
  const key = property('code', { role, key: true, ...rest })
  const configuration = soundConfiguration({ properties: [key], filters: [], addresses: [] })
  expect(codesOf(configuration)).toEqual([['key-personal', 'configuration.properties.0.key']])
})

test('S0-03d: the reference of the CRM, or a custom field with nothing personal, is a key', () => {
  for (const key of [property('code', { role: 'reference', key: true }), property('code', { key: true, personal: 'none' })])
    expect(codesOf(soundConfiguration({ properties: [key], filters: [], addresses: [] }))).toEqual([])
})

test('roles are as personal as the canonical model says', () => {
  const strength = ['none', 'pseudo', 'quasi', 'text', 'financial', 'direct']
  for (const [role, { field }] of Object.entries(CUSTOMER_ROLES)) {
    const tags = leavesOf(Customer).flatMap(({ path, meta }) => (path === field || path.startsWith(`${field}.`) ? [meta?.pii ?? 'none'] : []))
    const strongest = tags.toSorted((a, b) => strength.indexOf(b) - strength.indexOf(a))[0]
    expect([role, personalOf(property('x', { role: role as CustomerProperty['role'] }))]).toEqual([role, strongest])
  }
})
