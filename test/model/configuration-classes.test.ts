import { expect, test } from 'vitest'
import type { z } from 'zod'
import { configurationChanges } from '../../server/model/configuration-changes.ts'
import { CONFIGURATION_CLASSES } from '../../server/model/configuration-classes.ts'
import type { CustomerProperty } from '../../server/model/crm-configuration.ts'
import { Implementation } from '../../server/model/implementation.ts'
import { addressMapping, combo, filter, implementation, option, property } from './configurations.ts'

type Definition = { type: string; innerType?: z.ZodType; element?: z.ZodType; shape?: Record<string, z.ZodType> }
const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** The attributes of a schema: objects and lists of objects are entered, unless the table knows them as a whole. */
function attributesOf(schema: z.ZodType, path: string): string[] {
  if (CONFIGURATION_CLASSES[path] !== undefined) return [path]
  const { innerType, element, shape } = definitionOf(schema)
  if (innerType) return attributesOf(innerType, path)
  if (shape) return Object.entries(shape).flatMap(([name, part]) => attributesOf(part, path === '' ? name : `${path}.${name}`))
  return element && definitionOf(element).type === 'object' ? attributesOf(element, path) : [path]
}

test('S0-12: every attribute of an implementation has a class in one table, and the table names no other', () => {
  const attributes = attributesOf(Implementation, '')
  expect(attributes.length).toBeGreaterThan(80)
  expect(attributes.filter((attribute) => CONFIGURATION_CLASSES[attribute] === undefined)).toEqual([])
  expect(Object.keys(CONFIGURATION_CLASSES).filter((attribute) => !attributes.includes(attribute))).toEqual([])
})

const full = (): Implementation =>
  implementation({
    header: { name: 'CRM' },
    properties: [property('number', { key: true, role: 'reference' }), combo('category', [option('vip'), option('new')])],
    filters: [filter('number', ['number'])],
    addresses: [addressMapping('home', { country: 'country' })],
  })

/** A value that differs from the given one and has its type. */
function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value}x`
  if (Array.isArray(value)) return [...value, 'x']
  return value === undefined ? 'x' : value === null ? { name: 'p', version: '1.0.0' } : { ...value, x: 'x' }
}

/** A copy in which the attribute of the first entry of every list on the way is another one. */
function changed(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((entry, index) => (index === value.length - 1 ? changed(entry, [step!, ...rest]) : entry))
  const record = value as Record<string, unknown>
  return { ...record, [step!]: rest.length === 0 ? another(record[step!]) : changed(record[step!], rest) }
}

const keys = ['configuration.properties.apiKey', 'configuration.properties.options.value', 'configuration.filters.id', 'configuration.addresses.id']
const compared = Object.entries(CONFIGURATION_CLASSES).filter(([attribute]) => attribute !== 'version' && !keys.includes(attribute))

test.each(compared)('S0-12: a change of %s is %s', (attribute, kind) => {
  const before = full()
  const after = changed(before, attribute.split('.')) as Implementation
  const changes = configurationChanges(before, after)
  expect(changes.map((change) => change.class)).toEqual([kind])
  // Of messages, the label and the language are named.
  expect(changes[0]!.text).toContain(
    attribute
      .replace(/\.messages$/, '')
      .split('.')
      .at(-1)!,
  )
})

test.each(keys)('S0-12: another %s is one entry less and one more', (attribute) => {
  const before = full()
  const changes = configurationChanges(before, changed(before, attribute.split('.')) as Implementation)
  expect(changes.map(({ change, class: kind }) => [change, kind])).toContainEqual(['removed', 'structural'])
  expect(changes.map(({ change }) => change)).toContain('added')
})

test('S0-12: labels by language are told language by language', () => {
  const labelled = (messages: Record<string, string>): Implementation =>
    implementation({ ...full().configuration, properties: [property('email', { label: { text: '', translatable: true, messages } })] })
  const path = 'configuration.properties.email.label.messages'
  expect(configurationChanges(labelled({ en: 'E-mail', de: 'E-Mail', cs: 'E-mail' }), labelled({ en: 'Mail', de: 'E-Mail', sk: 'Pošta' }))).toEqual([
    { path: `${path}.en`, class: 'safe', change: 'changed', text: 'label (en): "E-mail" -> "Mail"' },
    { path: `${path}.cs`, class: 'safe', change: 'removed', text: 'label (cs): "E-mail" -> nothing' },
    { path: `${path}.sk`, class: 'safe', change: 'added', text: 'label (sk): nothing -> "Pošta"' },
  ])
})

test('S0-12: of the flows, the operations that get another one are told', () => {
  const served = (flows: Implementation['flows']): Implementation => implementation(full().configuration, { flows })
  const before = served({ 'customers.get': 'a', 'customers.search': 'a', 'customers.delete': 'a' })
  expect(configurationChanges(before, served({ 'customers.get': 'a', 'customers.search': 'b' }))).toEqual([
    { path: 'flows', class: 'structural', change: 'changed', text: 'flows: customers.search "a" -> "b", customers.delete "a" -> nothing' },
  ])
})

test('the version is no difference, nor is the same', () => {
  expect(configurationChanges(full(), { ...full(), version: 7 })).toEqual([])
})

const withProperties = (...properties: CustomerProperty[]): Implementation => implementation({ ...full().configuration, properties })
const [number, category] = full().configuration.properties as [CustomerProperty, CustomerProperty]

test.each<[string, CustomerProperty, string]>([
  ['optional', property('extra'), 'safe'],
  ['mandatory', property('extra', { create: { visible: true, mandatory: true } }), 'structural'],
  ['unique', property('extra', { unique: true }), 'structural'],
  ['category', property('extra', { category: 1 }), 'structural'],
])('S0-11: a new property that is %s is %s', (_, added, kind) => {
  expect(configurationChanges(full(), withProperties(number, category, added as CustomerProperty))).toEqual([
    { path: 'configuration.properties.extra', class: kind, change: 'added', text: 'properties: "extra" added' },
  ])
})

test('S0-12: what goes is structural, what is added to a choice or to the filters is safe', () => {
  const { options } = category
  const without = withProperties(number, { ...category, options: [options[0]!] })
  expect(configurationChanges(full(), without)).toMatchObject([
    { path: 'configuration.properties.category.options.new', class: 'structural', change: 'removed' },
  ])
  const more = withProperties(number, { ...category, options: [...options, option('old')] })
  expect(configurationChanges(full(), more)).toMatchObject([{ path: 'configuration.properties.category.options.old', class: 'safe', change: 'added' }])
  expect(configurationChanges(full(), withProperties(category))).toMatchObject([{ class: 'structural', change: 'removed' }])
  const filtered = implementation({ ...full().configuration, filters: [...full().configuration.filters, filter('more', ['number'])] })
  expect(configurationChanges(full(), filtered)).toMatchObject([{ path: 'configuration.filters.more', class: 'safe', change: 'added' }])
})

test('S0-11: entries are told apart by their keys: another order is one safe change', () => {
  expect(configurationChanges(full(), withProperties(category, number))).toEqual([
    { path: 'configuration.properties', class: 'safe', change: 'changed', text: 'properties: another order' },
  ])
})
