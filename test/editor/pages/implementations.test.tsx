// @vitest-environment jsdom
import { act } from 'react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { filter, implementation, soundConfiguration } from '../../model/configurations.ts'
import { addBrowserParts } from '../../support/browser-parts.ts'
import { click, drawImplementation, implementationServer, named, press, takeDown, type, until } from './draw-implementation.tsx'

beforeAll(addBrowserParts)
afterEach(async () => {
  await takeDown()
  document.body.replaceChildren()
  sessionStorage.clear()
  localStorage.clear()
})

/** The sound one, with an e-mail address in the list. */
const shown = () => {
  const { properties, ...rest } = soundConfiguration()
  const list = { visible: true, position: 1, columns: 1, section: '' }
  return implementation({ ...rest, properties: properties.map((each) => (each.apiKey === 'email' ? { ...each, list } : each)) })
}

const LABEL = 'Label (en) of email'
const status = (): string => document.querySelector('[role="status"]')!.textContent

test('a label is changed in its cell, the preview follows, and it is saved without a question', async () => {
  const server = implementationServer('integrator', shown())
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL).value).toBe('email'))
  await type(LABEL, 'Mail')
  expect(status()).toContain('not saved')
  await until(() => expect(document.querySelector('aside')!.textContent).toContain('Mail'))
  await click('Save')
  await until(() => expect(status()).toContain('version 1 saved'))
  expect(server.sent).toHaveLength(1)
  expect(server.sent[0]).toMatchObject({ id: 'implementations.save', body: { revision: 3, confirm: false } })
  expect(server.stored.value.configuration.properties[2]!.label.text).toBe('Mail')
})

test('S0-12: a structural change is asked about with what it touches, and makes a version when it is confirmed', async () => {
  const server = implementationServer('integrator')
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL)).toBeTruthy())
  await type('Type of name', 'number')
  await type('Type of name', 'combo')
  await type('Type of name', 'string')
  expect(status()).toContain('saved')
  named('Property of name').focus()
  await type('Property of name', 'fullName')
  await press('Enter')
  await until(() => expect(named('Property of fullName')).toBeTruthy())
  await click('Save')
  await until(() => expect(document.querySelector('[role="dialog"]')!.textContent).toMatch(/structural.*They touch.*flow Customers: it reads the property/s))
  expect(document.querySelector<HTMLAnchorElement>('[role="dialog"] a')!.getAttribute('href')).toBe('/flows/customers')
  expect(server.stored.revision).toBe(3)
  await click('Save as version 2')
  await until(() => expect(status()).toContain('version 2 saved'))
  expect(server.stored.value.configuration.filters[0]!.properties).toEqual(['fullName'])
})

test('what is not saved can be undone, survives a reload, and can be discarded', async () => {
  const server = implementationServer('integrator')
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL)).toBeTruthy())
  await type(LABEL, 'M')
  await type(LABEL, 'Ma')
  named(LABEL).focus()
  await press('z', { ctrlKey: true })
  expect(named(LABEL).value).toBe('email')
  await press('z', { ctrlKey: true, shiftKey: true })
  expect(named(LABEL).value).toBe('Ma')
  await takeDown()
  document.body.replaceChildren()
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL).value).toBe('Ma'))
  expect(status()).toContain('not saved')
  await until(() => expect(named('More')).toBeTruthy())
  await click('More')
  await until(() => expect(named('Discard what is not saved')).toBeTruthy())
  await click('Discard what is not saved')
  expect(named(LABEL).value).toBe('email')
})

test('a problem stands in its cell and in the list, which leads to it; saving leads there as well', async () => {
  const server = implementationServer('integrator')
  const { address } = await drawImplementation(server, '/implementations/main/filters')
  await until(() => expect(named('Searches in of name')).toBeTruthy())
  named('Searches in of name').focus()
  await type('Searches in of name', 'nobody')
  await press('Enter')
  await until(() => expect(named('Searches in of name').getAttribute('aria-invalid')).toBe('true'))
  expect(named('Searches in of name').closest('td')!.textContent).toContain('names a property that is not there')
  await click('Properties')
  await click('filter name: properties')
  expect(address()).toBe('/implementations/main/filters/name?field=properties')
  await until(() => expect(document.activeElement).toBe(named('Searches in of name')))
  await click('Properties')
  await click('Save')
  expect(server.sent).toEqual([])
  await until(() => expect(document.activeElement).toBe(named('Searches in of name')))
})

test('somebody else has saved meanwhile: the difference is shown, mine is kept and saved over it', async () => {
  const server = implementationServer('integrator')
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL)).toBeTruthy())
  await type(LABEL, 'Mine')
  const { value } = server.stored
  server.stored = { ...server.stored, revision: 4, value: { ...value, configuration: soundConfiguration({ header: { name: 'Theirs' } }) } }
  await click('Save')
  await until(() => expect(document.querySelector('[role="dialog"]')!.textContent).toMatch(/changed elsewhere.*header/s))
  await click('Keep mine')
  expect(status()).toContain('not saved')
  await click('Save')
  await until(() => expect(status()).toContain('version 1 saved'))
  expect(server.stored.value.configuration.properties[2]!.label.text).toBe('Mine')
})

test('the table has the keys of a spreadsheet: rows are added, moved, duplicated and removed', async () => {
  const server = implementationServer('integrator')
  const { address } = await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL)).toBeTruthy())
  const at = (): string | null => document.activeElement!.getAttribute('aria-label')
  named(LABEL).focus()
  await press('ArrowDown')
  expect(at()).toBe('Label (en) of category')
  await press('Enter', { shiftKey: true })
  expect(at()).toBe(LABEL)
  await press('ArrowRight')
  expect(at()).toBe('Type of email')
  await press('ArrowLeft')
  await press('ArrowUp', { altKey: true })
  const names = (): string[] => [...document.querySelectorAll<HTMLInputElement>('[aria-label="Properties"] tbody th input')].map((field) => field.value)
  expect(names()).toEqual(['number', 'email', 'name', 'category', 'city', 'country'])
  await until(() => expect(at()).toBe(LABEL))
  await click('Add a property')
  expect(names().at(-1)).toBe('property')
  expect(address()).toContain('/properties/property')
  await click('Actions of name')
  await until(() => expect(named('Duplicate')).toBeTruthy())
  await click('Duplicate')
  expect(names().slice(2, 4)).toEqual(['name', 'name2'])
})

test('the address names the column: the group of columns that has it is shown, and its cell has the focus', async () => {
  await drawImplementation(implementationServer('integrator'), '/implementations/main/properties/email?field=create.visible')
  await until(() => expect(document.activeElement).toBe(named('Create: Shown of email')))
  expect(document.activeElement).toBe(named('Create: Shown of email'))
})

test('an earlier version is compared and restored', async () => {
  const server = implementationServer('integrator', implementation(soundConfiguration({ filters: [filter('name', ['email'])] }), { version: 2 }))
  server.earlier.set(1, implementation())
  server.stored.versions = [1]
  await drawImplementation(server, '/implementations/main/versions/1')
  await until(() => expect(named('What would change').textContent).toContain('filter name'))
  await click('Restore version 1')
  await until(() => expect(status()).toContain('version 3 saved'))
  expect(server.sent.at(-1)).toMatchObject({ id: 'implementations.restore', body: { revision: 3, version: 1, confirm: true } })
})

/** Gives the file chooser a file. */
const choose = (text: string): Promise<void> =>
  act(async () => {
    const input = document.querySelector<HTMLInputElement>('input[type="file"]')!
    Object.defineProperty(input, 'files', { value: [new File([text], 'package.json')], configurable: true })
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })

test('S0-10: a package from a file is compared before it is applied, and once more changes nothing', async () => {
  const server = implementationServer('integrator')
  await drawImplementation(server, '/implementations/main/package')
  await until(() => expect(named('Export')).toBeTruthy())
  await choose('{"format":"something else"}')
  await until(() => expect(document.querySelector('[role="alert"]')!.textContent).toContain('no package of a configuration'))
  const configuration = soundConfiguration({ header: { name: 'Packaged' } })
  const file = JSON.stringify({ format: 'patchbay-crm-configuration', formatVersion: 1, name: 'crm', version: '2.0.0', connector: 'crm', configuration })
  await choose(file)
  await until(() => expect(named('What would change').textContent).toContain('Packaged'))
  expect(server.sent).toEqual([])
  await click('Apply the package')
  await until(() => expect(server.stored.value.package).toEqual({ name: 'crm', version: '2.0.0' }))
  expect(server.stored.value.configuration.header.name).toBe('Packaged')
  await choose(file)
  await until(() => expect(document.querySelector('main')!.textContent).toContain('Nothing is different.'))
  expect(named<HTMLButtonElement>('Apply the package').disabled).toBe(true)
})

test('S0-09: whoever may not edit sees everything and can change nothing', async () => {
  const server = implementationServer('operator', shown())
  await drawImplementation(server, '/implementations/main/properties')
  await until(() => expect(named(LABEL).readOnly).toBe(true))
  expect(named<HTMLSelectElement>('Type of email').disabled).toBe(true)
  expect(named('Default of email').disabled).toBe(true)
  expect(() => named('Save')).toThrow('There is no Save.')
  expect(() => named('Add a property')).toThrow('There is no Add a property.')
  await until(() => expect(document.querySelector('aside')!.textContent).toContain('email'))
  expect(server.sent).toEqual([])
})

test('S0-10: a package is applied to an implementation of another client, after a comparison', async () => {
  const server = implementationServer('integrator', shown())
  const theirs = implementationServer('integrator', implementation(undefined, { id: 'theirs', client: 'cafe' }))
  const same = implementation(undefined, { id: 'next' })
  const own = server.api
  const call = async (id: string, request?: { params?: Record<string, string> }): Promise<unknown> => {
    if (id === 'implementations.list') return [server.stored, { ...server.stored, value: same }, theirs.stored]
    if (id === 'clients.list') return [{ revision: 1, value: { id: 'cafe', name: 'Café' } }]
    return (request?.params?.['id'] === 'theirs' ? theirs.api : own).call(id as never, request as never)
  }
  server.api = { call } as never
  await drawImplementation(server, '/implementations/main/package')
  await until(() => expect(named('Apply to')).toBeTruthy())
  await act(async () => named('Apply to').click())
  const options = () => [...document.querySelectorAll<HTMLElement>('[role="option"]')]
  await until(() => expect(options().map(({ textContent }) => textContent)).toContain('Café: CRM'))
  expect(options().filter(({ textContent }) => textContent!.includes('CRM'))).toHaveLength(1)
  await act(async () =>
    options()
      .find(({ textContent }) => textContent === 'Café: CRM')!
      .click(),
  )
  await until(() => expect(document.querySelector('[aria-label="What would change"]')!.textContent).toContain('property email list.visible'))
  expect(theirs.sent).toEqual([])
  await click('Apply the package')
  await until(() => expect(theirs.stored.value).toMatchObject({ client: 'cafe', package: { name: 'crm', version: '1.0.0' } }))
  expect(theirs.stored.value.configuration).toEqual(server.stored.value.configuration)
  expect(server.sent).toEqual([])
})
