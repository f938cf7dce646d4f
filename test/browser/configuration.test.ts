import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../editor/api/api.ts'
import { ADMIN, setUpAdmin } from '../support/admin.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { launchBrowser } from './launch.ts'

const data = mkdtempSync(join(tmpdir(), 'patchbay-configuration-'))
const faults: string[] = []
let patchbay: PatchbayProcess
let browser: Browser
let admin: Api
let key: string

beforeAll(async () => {
  patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'warn' })
  browser = await launchBrowser()
  admin = (await setUpAdmin(patchbay.url, patchbay.setupToken)).api
  for (const [name, role] of [
    ['ivy', 'integrator'],
    ['otto', 'operator'],
  ] as const)
    await admin.call('users.create', { body: { name, role, password: ADMIN.password } })
  key = (await admin.call('keys.create', { params: { id: 'demo' }, body: { name: 'till' } })).key
})

let page: Page | undefined

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await page?.screenshot({ path: join(tmpdir(), 'patchbay-browser-failures', `${task.name.slice(0, 60).replaceAll(/\W+/g, '-')}.png`) })
  await page?.context().close()
  page = undefined
})

afterAll(async () => {
  await browser?.close()
  await patchbay?.stop()
  rmSync(data, { recursive: true, force: true })
})

/** Logs in and opens a place. */
async function open(user: string, path: string): Promise<Page> {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(patchbay.url + path)
  await page.getByLabel('User').fill(user)
  await page.locator('input[type=password]').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  return page
}

/** The selector as a caller gets it. */
async function selector(): Promise<{ etag: string | null; properties: { apiKey: string; label: string }[] }> {
  const response = await fetch(`${patchbay.url}/api/v1/selector`, { headers: { authorization: `Bearer ${key}` } })
  return { etag: response.headers.get('etag'), ...((await response.json()) as { properties: [] }) }
}

const PROPERTIES = '/implementations/sandbox-crm/properties'
const cell = (name: string) => page!.getByRole('table', { name: 'Properties' }).getByLabel(name, { exact: true })
const status = () => page!.getByRole('banner').getByRole('status').first()
const save = () => page!.getByRole('banner').getByRole('button', { name: 'Save', exact: true })

test('S0-09, S0-11: an integrator changes a label; the next call of a caller has it, and the version stays', async () => {
  const before = await selector()
  await open('ivy', PROPERTIES)
  await cell('Label (en) of email').fill('Mail address')
  await page!.getByRole('complementary', { name: 'Preview of the selector' }).getByText('Mail address').waitFor()
  const answered = page!.waitForResponse((response) => response.request().method() === 'PUT' && response.ok())
  await save().click()
  await answered
  // The next call after the save has it already.
  expect((await selector()).etag).not.toBe(before.etag)
  expect((await selector()).properties.find(({ apiKey }) => apiKey === 'email')?.label).toBe('Mail address')
  await expect.poll(() => status().innerText()).toMatch(/version 1\s+saved/)
})

test('S0-09, S0-12: a structural change shows what it touches and is saved only when it is confirmed', async () => {
  await admin.call('discounts.create', {
    params: { id: 'demo' },
    body: { id: 'vip', client: 'demo', name: 'For VIP', mode: 'only', percent: '10', targets: [{ values: { category: 'vip' } }] },
  })
  await open('ivy', PROPERTIES)
  await cell('Property of category').fill('segment')
  await page!.keyboard.press('Enter')
  await save().click()
  const dialog = page!.getByRole('dialog')
  const touched = dialog.getByRole('list', { name: 'What they touch' })
  await touched.getByRole('link', { name: 'For VIP' }).waitFor()
  expect(await touched.getByRole('link', { name: 'Customers in the sandbox CRM' }).getAttribute('href')).toBe('/flows/customers')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect((await selector()).properties.some(({ apiKey }) => apiKey === 'segment')).toBe(false)
  await save().click()
  await dialog.getByRole('button', { name: 'Save as version 2' }).click()
  await expect.poll(() => status().innerText()).toMatch(/version 2\s+saved/)
  expect((await selector()).properties.some(({ apiKey }) => apiKey === 'segment')).toBe(true)
})

test('S0-12: the version before is compared and restored', async () => {
  await open('ivy', '/implementations/sandbox-crm/versions/1')
  await page!.getByRole('group', { name: 'What would change' }).getByText('segment').first().waitFor()
  await page!.getByRole('button', { name: 'Restore version 1' }).click()
  await expect.poll(() => status().innerText()).toMatch(/version 3\s+saved/)
  expect((await selector()).properties.some(({ apiKey }) => apiKey === 'category')).toBe(true)
})

test('S0-09: an operator sees the configuration and cannot change it, neither here nor through the API', async () => {
  await open('otto', PROPERTIES)
  await cell('Label (en) of email').waitFor()
  expect(await cell('Label (en) of email').getAttribute('readonly')).not.toBeNull()
  expect(await cell('Type of email').isDisabled()).toBe(true)
  expect(await save().count()).toBe(0)
  expect(await page!.getByRole('button', { name: 'Add a property' }).count()).toBe(0)
  const refused = await page!.evaluate(async () => {
    const { csrf } = (await (await fetch('/api/session')).json()) as { csrf: string }
    const { revision, value } = (await (await fetch('/api/implementations/sandbox-crm')).json()) as { revision: number; value: unknown }
    const headers = { 'content-type': 'application/json', 'x-patchbay-csrf': csrf }
    return (await fetch('/api/implementations/sandbox-crm', { method: 'PUT', headers, body: JSON.stringify({ revision, value }) })).status
  })
  expect(refused).toBe(403)
  expect(faults).toEqual([])
})
