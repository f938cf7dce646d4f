import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Browser as Caller, type Started, start } from '../http/start.ts'
import { launchBrowser } from './launch.ts'
import { findAccessFaults } from './selector/access.ts'

const editor = process.env.PATCHBAY_EDITOR_DIR

let server: Started
let admin: Caller
let browser: Browser
let context: BrowserContext
let page: Page
const faults: string[] = []

beforeAll(async () => {
  server = await start(editor === undefined ? {} : { PATCHBAY_EDITOR_DIR: editor })
  admin = await server.admin()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-IE' })
  const [name, value] = admin.cookie.split('=') as [string, string]
  await context.addCookies([{ name, value, url: server.url }])
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => void (/Content Security Policy|Trusted/i.test(message.text()) && faults.push(message.text())))
})
afterEach(async () => {
  await context.close()
  await crm(false)
  if (faults.length > 0) throw new Error(faults.splice(0).join('\n'))
})

const crm = (down: boolean) => admin.send('POST', '/demo/till/crm', { down })
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const field = (name: string) => page.getByLabel(name, { exact: true })
const total = () => page.locator('#total').innerText()
const orderNumber = () => page.locator('[data-order=sent]').first().innerText()

async function openTill(): Promise<void> {
  await page.goto(`${server.url}/demo/till`)
  await button(/^Espresso/).click()
}

async function find(name: string): Promise<void> {
  await button('Find').click()
  await field('Name').fill(name)
  await page
    .getByRole('row', { name: new RegExp(name) })
    .first()
    .waitFor()
}

const key = async () => `Bearer ${await server.key()}`
const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    ...init,
    headers: { authorization: await key(), 'content-type': 'application/json', ...init.headers },
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> }
}

/** Changes how the customers of the demo client live in a CRM. */
async function setCrm(change: { enabled?: boolean; origins?: string[] }): Promise<void> {
  const { body } = await admin.send('GET', '/api/clients')
  const demo = body.find((each: { value: { id: string } }) => each.value.id === 'demo')
  Object.assign(demo.value.crm, change)
  expect((await admin.send('PUT', '/api/clients/demo', { ...demo, confirm: true })).status).toBe(200)
}

test('S0-21, S0-24: a customer is found, edited in the CRM and chosen, and the order carries the reference alone', async () => {
  await openTill()
  await find('Bruno')
  expect(await findAccessFaults(page)).toEqual([])
  await button(/^Details of Bruno/)
    .first()
    .click()
  await button('Edit').click()
  await field('Remark').fill('Likes light roasts')
  await button('Save').click()
  await page.getByText('Likes light roasts').waitFor()
  await button('Choose').click()
  expect(await page.locator('#customer').innerText()).toMatch(/^Bruno/)
  await button('Send the order').click()
  expect(await orderNumber()).toMatch(/taken as SL-/)
  const { body } = await call('/documents?limit=1')
  const [document] = body.items as Record<string, unknown>[]
  expect(document).toMatchObject({ crmReference: expect.stringMatching(/^sandbox-crm:customer:C-/), customerRef: 'local:customer:anonymous' })
  expect(JSON.stringify(document)).not.toContain('Bruno')
})

test('S0-24: a customer that was changed meanwhile is compared and sent again', async () => {
  await openTill()
  await find('Celia')
  await button(/^Details of Celia/)
    .first()
    .click()
  await button('Edit').click()
  await field('Remark').fill('from the till')
  const { body: found } = await call('/customers/search', { method: 'POST', body: JSON.stringify({ name: 'Celia' }) })
  const [celia] = found.items as { ref: string; versionToken: string }[]
  const other = await call(`/customers/${celia!.ref}`, {
    method: 'PATCH',
    body: JSON.stringify({ notes: 'from elsewhere', versionToken: celia!.versionToken }),
  })
  expect(other.status).toBe(200)
  await button('Save').click()
  const panel = page.getByRole('group', { name: 'Somebody else has changed this customer meanwhile.' })
  await panel.getByRole('radio', { name: /from elsewhere/ }).waitFor()
  await button('Send again').click()
  await button('Choose').waitFor()
  expect((await call(`/customers/${celia!.ref}`)).body.notes).toBe('from the till')
})

test('S0-22: with a CRM and without one the selector looks alike, and the same customer is chosen in the same way', async () => {
  const screens: string[][] = []
  try {
    for (const enabled of [true, false]) {
      // Off, its bound flows serve as the standard selector.
      await setCrm({ enabled })
      await openTill()
      await find('Dario')
      expect(await findAccessFaults(page)).toEqual([])
      const parts = await page.evaluate(
        `[...document.querySelector('patchbay-customer-selector').shadowRoot.querySelectorAll('[role=search], [role=grid], [role=row]:focus, button[part]:not(.sort)')].map((each) => each.getAttribute('role') ?? each.textContent)`,
      )
      screens.push([...new Set(parts as string[])])
      await field('Name').press('ArrowDown')
      await page.keyboard.press('Enter')
      expect(await page.locator('#customer').innerText()).toMatch(/^Dario/)
    }
  } finally {
    await setCrm({ enabled: true })
  }
  expect(screens[1]).toEqual(screens[0])
})

test('S0-18, S0-20: a discount of the category is taken off and says why', async () => {
  const rule = {
    id: 'vip-till',
    client: 'demo',
    name: 'VIP',
    mode: 'only',
    targets: [{ values: { category: 'vip' } }],
    percent: '10',
    validFrom: null,
    validTo: null,
    active: true,
  }
  expect((await admin.send('POST', '/api/clients/demo/discounts', rule)).status).toBe(200)
  await openTill()
  expect(await total()).toBe('€22.40')
  await find('Alva Ahrendal')
  await field('Name').press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(total).toBe('€20.16')
  expect(await page.getByRole('list', { name: 'Discounts' }).innerText()).toMatch(/^VIP, 10 %: ./)
  await page.evaluate('globalThis.print = () => undefined')
  await button('Print the receipt').click()
  await page.emulateMedia({ media: 'print' })
  const paper = await page.locator('.receipt').innerText()
  expect(paper).toContain('Alva Ahrendal')
  expect(paper).toContain('€20.16')
  expect(await page.locator('.columns').isVisible()).toBe(false)
  await page.emulateMedia({ media: 'screen' })
  await button('Send the order').click()
  expect(await orderNumber()).toMatch(/taken as SL-/)
})

test('a new customer is made at the till', async () => {
  await openTill()
  await button('Find').click()
  await button('New customer').click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Nina Newcomer')
  await field('E-mail').fill('nina@example.test')
  await button('Create').click()
  await button('Choose').click()
  expect(await page.locator('#customer').innerText()).toBe('Nina Newcomer')
})

test('S0-25, S0-26: with the CRM down the till says so, sells to the anonymous customer, and goes back to customers by itself', async () => {
  await openTill()
  await button('Take the sandbox CRM down').click()
  await button('Find').click()
  await field('Name').fill('alva')
  await page.getByRole('alert').filter({ hasText: 'The CRM cannot be reached.' }).waitFor()
  await page.getByText('CRM offline', { exact: true }).waitFor()
  await button('Go on without customer').click()
  expect(await page.locator('#customer').innerText()).toBe('Anonymous: the CRM is away')
  await button('Send the order').click()
  expect(await orderNumber()).toMatch(/taken as SL-/)
  const { body } = await call('/documents?limit=1')
  expect((body.items as object[])[0]).toMatchObject({ crmReference: null, anonymousReason: 'crm_offline', customerRef: 'local:customer:anonymous' })
  await button('Bring the sandbox CRM up').click()
  await page.getByText('CRM online', { exact: true }).waitFor({ timeout: 40_000 })
}, 60_000)

test('an order that cannot be handed over is kept, and taken once when the server is there again', async () => {
  await openTill()
  await page.route('**/api/v1/orders', (route) => route.abort())
  await button('Send the order').click()
  await page.getByText('kept, is sent again').waitFor()
  await page.unroute('**/api/v1/orders')
  await expect.poll(() => page.locator('[data-order=sent]').count(), { timeout: 15_000 }).toBe(1)
})

test('without a login an API key opens the till; a wrong one does not', async () => {
  await context.clearCookies()
  await page.goto(`${server.url}/demo/till`)
  await field('API key').fill('wrong')
  await button('Open the till').click()
  await page.getByRole('alert').filter({ hasText: 'The key was not taken' }).waitFor()
  await field('API key').fill(await server.key())
  await button('Open the till').click()
  await button(/^Espresso/).click()
  await find('Edda')
  expect(await page.getByRole('row').count()).toBeGreaterThan(1)
})

test('S0-21: two lines embed the selector in a page of another origin, once that origin may call', async () => {
  const { body } = await call('/tokens', { method: 'POST', body: JSON.stringify({ minutes: 5 }) })
  const html = `<!doctype html><html lang="en"><title>POS</title><link rel="icon" href="data:,">
    <script type="module" src="${server.url}/selector/v1/customer-selector.js"></script>
    <patchbay-customer-selector server="${server.url}" token="${body.token}"></patchbay-customer-selector></html>`
  const policy = `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; img-src data:`
  const pos = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html))
  await once(pos.listen(0, '127.0.0.1'), 'listening')
  try {
    const origin = `http://127.0.0.1:${(pos.address() as AddressInfo).port}`
    await page.goto(origin)
    await page.getByRole('alert').filter({ hasText: 'this page is not among the web pages that may call it' }).waitFor()
    await setCrm({ origins: [origin] })
    await button('Try again now').click()
    await field('Name').fill('Fabio')
    await page.getByRole('row', { name: /Fabio/ }).first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  } finally {
    pos.closeAllConnections()
    pos.close()
  }
})
