import { expect, test } from 'vitest'
import {
  addFilter,
  addOption,
  addProperty,
  changeProperty,
  duplicateProperty,
  freshName,
  moveProperty,
  numberAllPositions,
} from '../../../editor/pages/implementations/configuration-edits.ts'
import { placeHref, placeOf, problemAt } from '../../../editor/pages/implementations/configuration-place.ts'
import { beginHistory, redoStep, stepHistory, undoStep } from '../../../editor/pages/implementations/draft-history.ts'
import { fieldColumn } from '../../../editor/ui/grid/grid-column.ts'
import { CrmConfiguration, type CustomerProperty } from '../../../server/model/crm-configuration.ts'
import { property, soundConfiguration } from '../../model/configurations.ts'

const SOUND = soundConfiguration()
const keys = (configuration: CrmConfiguration): string[] => configuration.properties.map(({ apiKey }) => apiKey)

test('every edit makes a configuration that fits its schema', () => {
  for (const edit of [addProperty, addFilter, duplicateProperty('email'), addOption('category'), moveProperty(1, 1), numberAllPositions])
    expect(CrmConfiguration.safeParse(edit(SOUND)).error).toBeUndefined()
})

test('a copy has a name of its own and is neither key nor default', () => {
  const made = duplicateProperty('email')(duplicateProperty('number')(SOUND))
  expect(keys(made)).toEqual(['number', 'number2', 'name', 'email', 'email2', 'category', 'city', 'country'])
  expect(made.properties[1]).toMatchObject({ key: false })
  expect(made.properties[4]).toMatchObject({ default: false })
})

test('filters and addresses follow a property to its new name', () => {
  const at = SOUND.properties.findIndex(({ apiKey }) => apiKey === 'city')
  const renamed = changeProperty(at, { ...SOUND.properties[at]!, apiKey: 'town' })(SOUND)
  expect(renamed.addresses[0]).toMatchObject({ city: 'town', country: 'country' })
  const named = changeProperty(1, { ...SOUND.properties[1]!, apiKey: 'fullName' })(SOUND)
  expect(named.filters[0]!.properties).toEqual(['fullName'])
  expect(named.filters[1]).toEqual(SOUND.filters[1])
})

test('rows do not move beyond the ends of the list', () => {
  expect(keys(moveProperty(0, -1)(SOUND))).toEqual(keys(SOUND))
  expect(keys(moveProperty(5, 1)(SOUND))).toEqual(keys(SOUND))
  expect(keys(moveProperty(0, 1)(SOUND)).slice(0, 2)).toEqual(['name', 'number'])
})

test('places are numbered by the order of the list, for what is shown', () => {
  const numbered = numberAllPositions(
    soundConfiguration({ properties: [property('a', { list: { visible: true } }), property('b'), property('c', { list: { visible: true } })] }),
  )
  expect(numbered.properties.map(({ list }) => list.position)).toEqual([10, 0, 20])
})

test('a fresh name counts on from the taken ones', () => {
  expect(freshName('a', ['a', 'a2'])).toBe('a3')
  expect(freshName('a', ['a'], '-')).toBe('a-2')
})

test('typing into one field is one step; undo and redo go through the steps', () => {
  let history = beginHistory('')
  for (const text of ['M', 'Ma', 'Mai']) history = stepHistory(history, text, 'label')
  history = stepHistory(history, 'other', 'type')
  expect(undoStep(history).present).toBe('Mai')
  expect(undoStep(undoStep(history)).present).toBe('')
  expect(undoStep(undoStep(undoStep(history))).present).toBe('')
  expect(redoStep(undoStep(history)).present).toBe('other')
  expect(stepHistory(history, 'other')).toBe(history)
})

test.each([
  ['configuration.properties.email.label.text', { tab: 'properties', entry: 'email', field: 'label.text' }],
  ['configuration.properties.2.key', { tab: 'properties', entry: 'email', field: 'key' }],
  ['value.configuration.properties[3].options[1].value', { tab: 'properties', entry: 'category', field: 'options.regular.value' }],
  ['configuration.filters.0.properties', { tab: 'filters', entry: 'name', field: 'properties' }],
  ['configuration.addresses.billing.country', { tab: 'addresses', entry: 'billing', field: 'country' }],
  ['configuration.header.name', { tab: 'header', field: 'name' }],
  ['configuration.properties', { tab: 'properties' }],
  ['flows.customers.get', { tab: 'flows', entry: 'customers.get' }],
  ['connection', { tab: 'connection' }],
])('the place of %s', (path, place) => {
  expect(placeOf(path, SOUND)).toEqual(place)
})

test('an address names tab, entry and field', () => {
  expect(placeHref('main', { tab: 'filters' })).toBe('/implementations/main/filters')
  expect(placeHref('main', { tab: 'properties', entry: 'email', field: 'list.visible' })).toBe('/implementations/main/properties/email?field=list.visible')
})

test('a problem stands at its field, one of the whole entry at the first', () => {
  const findings = ['configuration.properties.email.label.text', 'configuration.properties.email'].map((path) => ({
    path,
    message: path,
    severity: 'error' as const,
    place: placeOf(path, SOUND),
  }))
  const at = (field: string) => problemAt(findings, { tab: 'properties', entry: 'email', field, first: 'apiKey' })
  expect(at('label')).toBe('configuration.properties.email.label.text')
  expect(at('apiKey')).toBe('configuration.properties.email')
  expect(at('type')).toBeUndefined()
})

test('a column reads and writes a field in depth, and leaves out an empty optional one', () => {
  const [row] = SOUND.properties as [CustomerProperty]
  const place = fieldColumn<CustomerProperty>('list.position', 'Place', { kind: 'number' })
  expect(place.read(place.write(row, 30))).toBe(30)
  expect(place.write(row, undefined).list).toEqual({ ...row.list, position: 0 })
  const kind = fieldColumn<CustomerProperty>('kind', 'Kind', { optional: true })
  expect('kind' in kind.write(kind.write(row, 'work'), '')).toBe(false)
})
