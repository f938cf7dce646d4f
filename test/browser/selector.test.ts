import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchBrowser } from './launch.ts'
import { findAccessFaults, focusOrder, smallTargets } from './selector/access.ts'
import { DESCRIPTION } from './selector/description.ts'
import { customer, type MockServer, startMockServer } from './selector/mock-server.ts'

let browser: Browser
let mock: MockServer
let page: Page
const faults: string[] = []

beforeAll(async () => void (browser = await launchBrowser()))
afterAll(() => browser.close())

beforeEach(async () => {
  mock = await startMockServer()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-IE' })
  page.setDefaultTimeout(10_000)
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => void (/Content Security Policy|Trusted/i.test(message.text()) && faults.push(message.text())))
  await page.addInitScript({
    content: `globalThis.told = []; for (const name of ['customer-selected', 'customer-anonymous', 'customer-created', 'customer-updated', 'crm-status']) document.addEventListener(name, (event) => told.push([name, event.detail]))`,
  })
})
afterEach(async () => {
  const stored = await page.evaluate(() => localStorage.length + sessionStorage.length)
  await page.close()
  await mock.close()
  if (stored > 0) faults.push('something was stored')
  // A strict policy is never violated: nothing inline, no markup from data.
  if (faults.length > 0) throw new Error(faults.splice(0).join('\n'))
})

const open = async (attributes = 'token="t"'): Promise<void> => {
  await page.goto(`${mock.url}/?attributes=${encodeURIComponent(attributes)}`)
  await page.getByRole('search').waitFor()
}
const told = (): Promise<[string, Record<string, unknown>][]> => page.evaluate('told')
const calls = (path: string, method = 'POST') => mock.asked.filter((each) => each.path.startsWith(path) && each.method === method)
const button = (name: string) => page.getByRole('button', { name, exact: true })
const field = (name: string) => page.getByLabel(name, { exact: true })

async function openDetail(index: number): Promise<void> {
  await open()
  await field('Customer card').fill(`C-${index}`)
  await button(`Details of Ann Alder ${index}`).click()
  await button('Edit').waitFor()
}

async function openEdit(index: number): Promise<void> {
  await openDetail(index)
  await button('Edit').click()
  await button('Save').waitFor()
}

test('S0-10d: too few characters are explained beside the field, and nothing is called', async () => {
  await open()
  await field('Name').fill('an')
  await page.getByText('Type 1 more').waitFor()
  await field('Name').press('Enter')
  expect(calls('/customers/search')).toEqual([])
  await field('Name').fill('ann')
  await page.getByText('Customers found: 45', { exact: true }).first().waitFor()
  expect(calls('/customers/search').map(({ body }) => body)).toEqual([{ name: 'ann', limit: 20 }])
})

test('S0-21: the keyboard alone finds, looks through, sorts and chooses', async () => {
  await open()
  await page.keyboard.press('Tab')
  await page.keyboard.type('ann')
  await page.getByRole('row', { name: /Ann Alder 19/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  expect(await focusOrder(page, [])).toBe('row-0')
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
  expect(await focusOrder(page, [])).toBe('row-1')
  await page.keyboard.press('End')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await focusOrder(page, [])).toBe('more')
  await page.keyboard.press('Enter')
  await expect.poll(() => focusOrder(page, [])).toBe('row-20')
  expect(await page.getByRole('row').count()).toBe(41)
  await page.getByRole('button', { name: 'Name', exact: true }).press('Enter')
  await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=ascending]')).waitFor()
  await page.getByRole('button', { name: 'Name', exact: true }).press('Enter')
  await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=descending]')).waitFor()
  await field('Name').press('ArrowDown')
  await page.keyboard.press('Enter')
  const [[name, detail]] = (await told()).filter(([name]) => name === 'customer-selected') as [[string, Record<string, unknown>]]
  expect([name, detail.ref, detail.identifier, detail.categoryKey]).toEqual(['customer-selected', 'mock:customer:C-44', 'Ann Alder 44', ['REG']])
  expect(detail.customer).toMatchObject({ ref: 'mock:customer:C-44', emails: [{ value: 'ann44@example.test' }] })
})

test('S0-24: edit opens with a fresh copy, and sends only what changed with the version of that copy', async () => {
  await openDetail(1)
  mock.customers.set('mock:customer:C-1', { ...customer(1), notes: 'new note', versionToken: '8' })
  await button('Edit').click()
  expect(await field('Remark').inputValue()).toBe('new note')
  await field('Street').fill('Mill Street 99')
  await button('Save').click()
  await button('Choose').waitFor()
  const [{ body, headers }] = calls('/customers/', 'PATCH') as [(typeof mock.asked)[number]]
  expect(body).toEqual({ versionToken: '8', addresses: [{ ...customer(1).addresses[0], line1: 'Mill Street 99' }] })
  expect(headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
  expect((await told()).map(([name]) => name)).toContain('customer-updated')
})

test('S0-24: a stale form shows both sides, and goes out again with the new version', async () => {
  await openEdit(1)
  await page.getByRole('textbox', { name: 'Name' }).fill('Ann Mine')
  await field('Remark').fill('mine')
  mock.customers.set('mock:customer:C-1', { ...customer(1), name: 'Ann Theirs', category: 'REG', versionToken: '5' })
  await button('Save').click()
  const panel = page.getByRole('group', { name: 'Somebody else has changed this customer meanwhile.' })
  await panel.waitFor()
  expect(await panel.innerText()).toContain('Segment Regular')
  await panel.getByRole('radio', { name: /Now in the CRM Ann Theirs/ }).check()
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ann Theirs')
  await panel.getByRole('radio', { name: /Yours Ann Mine/ }).check()
  await button('Send again').click()
  await button('Choose').waitFor()
  expect(calls('/customers/', 'PATCH').at(-1)!.body).toEqual({ versionToken: '5', name: 'Ann Mine', notes: 'mine' })
  expect(mock.customers.get('mock:customer:C-1')).toMatchObject({ name: 'Ann Mine', category: 'REG', notes: 'mine' })
})

test('S0-24: a refusal that brings the customer as it is now spares the reading', async () => {
  mock.tellsCurrent = true
  await openEdit(1)
  await field('Remark').fill('mine')
  mock.customers.set('mock:customer:C-1', { ...customer(1), name: 'Ann Theirs', versionToken: '5' })
  const read = calls('/customers/', 'GET').length
  await button('Save').click()
  await page.getByRole('group', { name: 'Somebody else has changed this customer meanwhile.' }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ann Theirs')
  expect(calls('/customers/', 'GET')).toHaveLength(read)
  await button('Send again').click()
  await button('Choose').waitFor()
  expect(calls('/customers/', 'PATCH').at(-1)!.body).toEqual({ versionToken: '5', notes: 'mine' })
})

test.each([
  ['en', 'Save', 'The CRM has no place for: Remark, ext.Klub Členů. Everything else is kept.'],
  ['de', 'Speichern', 'Im CRM ist kein Platz für: Remark, ext.Klub Členů. Alles andere ist gespeichert.'],
  ['cs', 'Uložit', 'CRM nemá místo pro: Remark, ext.Klub Členů. Vše ostatní je uloženo.'],
])('S0-02: fields that the CRM has no place for are told after saving (%s)', async (language, save, text) => {
  mock.notKept = 'notes, ext.Klub%20%C4%8Clen%C5%AF'
  await open(`token="t" language="${language}"`)
  await page.evaluate(`document.querySelector('patchbay-customer-selector').open('mock:customer:C-1')`)
  await page.locator('[data-key=edit]').click()
  await field('Remark').fill('mine')
  await button(save).click()
  await page.getByText(text).waitFor()
  await page.locator('[data-key=back]').click()
  await page.getByRole('search').waitFor()
  expect(await page.getByText(text).count()).toBe(0)
})

test('S0-24a: a change of one field brings other choices, in the words of the selector, and a hint', async () => {
  await openEdit(1)
  await page.getByRole('combobox', { name: 'Country' }).selectOption('DE')
  await page.getByText('Look at the town.').waitFor()
  expect(await page.getByRole('combobox', { name: 'Segment' }).locator('option').allInnerTexts()).toEqual(['–', 'German one', 'Very important'])
})

test('S0-10b: mandatory fields and required rules stop, hints stop once, and suggestions are picked by keyboard', async () => {
  await openEdit(1)
  await page.getByRole('textbox', { name: 'Name' }).fill('')
  await field('Phone').fill('12')
  await button('Save').click()
  expect(await page.evaluate(() => (document.querySelector('patchbay-customer-selector')!.shadowRoot!.activeElement as HTMLElement).dataset.key)).toBe(
    'field-name',
  )
  await page.getByText('Must be filled.').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('Ann')
  await page.getByRole('combobox', { name: 'Town' }).fill('Pr')
  await page.getByRole('option', { name: 'Prostějov' }).waitFor()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  expect(await page.getByRole('combobox', { name: 'Town' }).inputValue()).toBe('Prostějov')
  expect(calls('/selector/suggestions').map(({ body }) => body)).toEqual([{ property: 'town', text: 'Pr' }])
  await button('Save').click()
  expect(calls('/customers/', 'PATCH')).toEqual([])
  await button('Save').click()
  await button('Choose').waitFor()
})

test('S0-24b: a new customer comes only after a search where that is wanted, with its token, the defaults and what was searched', async () => {
  mock.description = { ...DESCRIPTION, header: { ...DESCRIPTION.header, searchBeforeNew: true } }
  await open()
  await button('New customer').press('Enter')
  expect(await page.getByRole('heading', { name: 'New customer' }).count()).toBe(0)
  expect(await button('New customer').getAttribute('aria-disabled')).toBe('true')
  await field('Name').fill('Refused')
  await page.getByText('No customer found.').first().waitFor()
  await button('New customer').click()
  await expect.poll(() => page.getByRole('combobox', { name: 'Segment' }).inputValue()).toBe('REG')
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Refused')
  await field('E-mail').fill('new@example.test')
  await button('Create').click()
  await page.getByText('is in use').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('New Customer')
  await button('Create').click()
  await button('Choose').waitFor()
  const sent = calls('/customers').filter(({ path }) => path === '/customers')
  expect(sent.map(({ headers }) => headers['search-token'])).toEqual(['searched', 'searched'])
  expect(new Set(sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(2)
  expect(sent[1]!.body).toMatchObject({ name: 'New Customer', category: 'REG', emails: [{ value: 'new@example.test' }] })
  expect((await told()).map(([name]) => name)).toContain('customer-created')
})

test('a customer is deleted only after a question, whose answer is no at first', async () => {
  await openDetail(3)
  await button('Delete').click()
  await page.getByRole('dialog', { name: 'Delete Ann Alder 3?' }).waitFor()
  await page.keyboard.press('Escape')
  await button('Delete').click()
  await page.keyboard.press('Enter')
  expect(calls('/customers/', 'DELETE')).toEqual([])
  await button('Delete').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('search').waitFor()
  expect(mock.customers.has('mock:customer:C-3')).toBe(false)
  expect(await page.getByRole('row').count()).toBe(0)
})

test('S0-25: without the CRM it says so, and is there again by itself', async () => {
  await open()
  mock.offline = 1
  await field('Name').fill('ann')
  await page.getByRole('alert').filter({ hasText: 'The CRM cannot be reached.' }).waitFor()
  await page.getByText('Trying again in 1 s.').waitFor()
  mock.offline = undefined
  await page.getByRole('row', { name: /Ann Alder 0/ }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect((await told()).filter(([name]) => name === 'crm-status').map(([, detail]) => detail)).toEqual([
    { online: false, retryAfter: 1 },
    { online: true, retryAfter: null },
  ])
})

test('S0-26: without the CRM the sale goes on with the anonymous customer', async () => {
  await open()
  mock.offline = 60
  await field('Name').fill('ann')
  await button('Go on without customer').click()
  expect((await told()).filter(([name]) => name === 'customer-anonymous')).toEqual([
    ['customer-anonymous', { anonymousCustomer: 'local:customer:anonymous', reason: 'crm_offline' }],
  ])
})

test('S0-11: a new label is drawn at once, and what is typed stays with its focus', async () => {
  await openEdit(1)
  await field('Remark').fill('half a sen')
  mock.change({
    ...DESCRIPTION,
    header: { ...DESCRIPTION.header, name: 'Another' },
    properties: DESCRIPTION.properties.map((each) => (each.apiKey === 'remark' ? { ...each, label: 'Comment' } : each)),
  })
  await field('Comment').waitFor()
  await page.keyboard.type('tence')
  expect(await field('Comment').inputValue()).toBe('half a sentence')
})

test('a scanner finds its filter from anywhere in the selector', async () => {
  await open()
  await field('Name').focus()
  // Key by key within one task of the page, as fast as scanners are.
  await page.evaluate(() => {
    const target = document.querySelector('patchbay-customer-selector')!.shadowRoot!.activeElement!
    for (const key of [...'C-1007', 'Enter']) target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))
  })
  expect(await field('Customer card').inputValue()).toBe('C-1007')
  await expect.poll(() => calls('/customers/search').map(({ body }) => body)).toEqual([{ reference: 'C-1007', limit: 20 }])
})

test('what is superseded does not come back: the last search counts', async () => {
  await open()
  for (const text of ['ann alder 1', 'ann alder 12', 'ann alder 44']) await field('Name').fill(text)
  await page.getByRole('row', { name: /Ann Alder 44/ }).waitFor()
  expect(await page.getByRole('row').count()).toBe(2)
})

test('markup in the data of a customer is text', async () => {
  mock.customers.set('mock:customer:C-1', { ...customer(1), name: '<img src=x onerror="told.push(1)">', notes: '<b>bold</b>' })
  await open()
  await field('Customer card').fill('C-1')
  await page.getByText('<img src=x').first().waitFor()
  await page.getByRole('button', { name: 'Details of' }).first().click()
  await page.getByText('<b>bold</b>').waitFor()
  expect(await told()).not.toContain(1)
})

test.each([
  ['light', 1440],
  ['dark', 390],
] as const)('every screen has names and roles for screen readers, and room for fingers: %s, %i pixels wide', async (colorScheme, width) => {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 844 })
  const look = async (): Promise<void> => {
    expect(await findAccessFaults(page)).toEqual([])
    expect(await smallTargets(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  }
  await open()
  await button('More filters').click()
  await field('Name').fill('ann')
  await page.getByRole('row', { name: /Ann Alder 0/ }).waitFor()
  await look()
  await page.getByRole('button', { name: 'Details of Ann Alder 0', exact: true }).click()
  await button('Edit').waitFor()
  await look()
  await button('Edit').click()
  await button('Save').waitFor()
  await look()
})

test.each([
  ['de-AT', 'Suchen', 'Neuer Kunde'],
  ['cs', 'Hledat', 'Nový zákazník'],
])('the words are those of the language %s', async (language, search, create) => {
  await open(`token="t" language="${language}"`)
  await button(search).waitFor()
  await button(create).waitFor()
  expect(await button('Search').count()).toBe(0)
})
