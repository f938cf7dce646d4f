import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ADMIN } from '../support/admin.ts'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { createFlow, publish } from './draw-flow.ts'
import { createKey, setUp } from './first-steps.ts'
import { pick, waitForSaved, writeCode } from './keyboard.ts'
import { launchBrowser } from './launch.ts'

const data = mkdtempSync(join(tmpdir(), 'patchbay-browser-'))
const faults: string[] = []
let patchbay: PatchbayProcess
let browser: Browser
let page: Page

async function openPage(): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  opened.setDefaultTimeout(15_000)
  opened.on('pageerror', (error) => faults.push(error.message))
  return opened
}

beforeAll(async () => {
  patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'warn' })
  browser = await launchBrowser()
  page = await openPage()
})

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    await page.screenshot({ path: join(tmpdir(), 'patchbay-browser-failures', `${task.name.slice(0, 60).replaceAll(/\W+/g, '-')}.png`) })
})

afterAll(async () => {
  await browser?.close()
  await patchbay?.stop()
  rmSync(data, { recursive: true, force: true })
})

/** Drags from the middle of one element to the middle of another, with steps in between as a hand makes them. */
async function drag(from: string, to: string | { x: number; y: number }): Promise<void> {
  const start = (await page.locator(from).first().boundingBox())!
  const box = typeof to === 'string' ? (await page.locator(to).first().boundingBox())! : undefined
  const end = box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : (to as { x: number; y: number })
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 6 })
  await page.mouse.move(end.x, end.y, { steps: 6 })
  await page.mouse.up()
}

const card = (name: string) => page.getByRole('group', { name: new RegExp(`^${name}, `) })

test('the first user is made through the set-up link, which works once', async () => {
  await setUp(page, patchbay.url, patchbay.setupToken)
  const second = await openPage()
  await second.goto(`${patchbay.url}/setup?token=${patchbay.setupToken}`)
  await expect.poll(() => second.getByRole('button', { name: 'Create the user and log in' }).count()).toBe(0)
  await second.close()
})

test('a flow is drawn by mouse, tried, published, and is there after a reload', async () => {
  await createFlow(page, patchbay.url, { name: 'Delete by hand', client: 'Demo shop' })
  const canvas = (await page.locator('.react-flow__pane').boundingBox())!
  const palette = (title: string) => page.locator('[draggable=true]').filter({ has: page.getByText(title, { exact: true }) })
  for (const [index, title] of ['Endpoint', 'Call', 'Respond'].entries())
    await palette(title).dragTo(page.locator('.react-flow__pane'), { targetPosition: { x: 60 + index * 260, y: canvas.height / 2 } })
  await expect.poll(() => page.locator('.react-flow__node').count()).toBe(3)
  await drag('[data-nodeid="endpoint"][data-handleid="out"]', '[data-nodeid="call"].target')
  await drag('[data-nodeid="call"][data-handleid="out"]', '[data-nodeid="respond"].target')
  await expect.poll(() => page.locator('.react-flow__edge').count()).toBe(2)
  await card('Endpoint').click()
  await pick(page.getByRole('combobox', { name: 'Operation' }), 'customers.delete')
  await card('Call').click()
  await pick(page.getByRole('combobox', { name: 'Connection' }), 'Sandbox CRM')
  await pick(page.getByRole('combobox', { name: 'Operation' }), 'contacts.delete')
  await writeCode(page.getByRole('textbox', { name: 'Input' }), '{ "id": $refId(ref) }')
  await card('Respond').click()
  await page.getByLabel('Status').fill('204')
  await waitForSaved(page)
  await page.reload()
  await expect.poll(() => page.locator('.react-flow__edge').count()).toBe(2)
  await publish(page)
  await page.getByText('Published as version 1').waitFor()
})

test('what is wrong is said in plain words and blocks publishing', async () => {
  await card('Call').click()
  await writeCode(page.getByRole('textbox', { name: 'Input' }), '{ "id": $refId(ref }')
  await page.getByRole('tab', { name: /^Findings [1-9]/ }).click()
  await page
    .getByText(/^Expected .*at position 20/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Publish' }).first().click()
  expect(
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /publish/i })
      .isDisabled(),
  ).toBe(true)
  await page.keyboard.press('Escape')
})

test('a sample runs through the draft, and the canvas shows its way and its values', async () => {
  await page.goto(`${patchbay.url}/flows/orders`)
  await page.getByRole('tab', { name: /^Samples/ }).click()
  await page.getByText('Order of a known customer').first().click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await page.getByText('SL-2026-').first().waitFor()
  await page.locator('.react-flow__pane').click({ position: { x: 4, y: 4 } })
  await page.keyboard.press('f')
  await card('To a sale').click()
  await page.getByText('"C-1001"').locator('visible=true').first().waitFor()
  expect(await card('Unknown customer').getAttribute('aria-label')).not.toMatch(/ms/)
})

test('a line is dragged from field to field, an expression typed, and the result shown at once', async () => {
  await card('To a sale').click()
  await page.getByRole('button', { name: 'Open mapper' }).click()
  await page.getByRole('tree', { name: 'Source fields' }).getByRole('treeitem').first().waitFor()
  await page.getByLabel('Search target fields').fill('memo')
  await page.getByLabel('Search source fields').fill('paymentReference')
  await drag('[data-side="source"][data-key="paymentReference"]', '[data-side="target"][data-key="memo"]')
  const target = page.locator('[data-side="target"][data-key="memo"]')
  await expect.poll(() => target.innerText()).toContain('paymentReference')
  await target.click()
  const editor = page.getByRole('region', { name: 'Row editor' })
  await editor.getByText('Expression', { exact: true }).click()
  await writeCode(editor.getByRole('textbox', { name: 'Expression' }), "'Receipt ' & externalNumber")
  await page.getByRole('table', { name: 'Preview of all samples' }).getByText('Receipt R-1001').first().waitFor()
  await page.getByRole('button', { name: 'Close the mapper' }).click()
  await waitForSaved(page)
  await page.reload()
  await page.getByRole('button', { name: 'Open mapper' }).waitFor()
})

test('the runs screen shows a run as it happens, and its way on the canvas', async () => {
  await page.goto(`${patchbay.url}/clients/demo`)
  const key = await createKey(page, 'Till')
  await page.goto(`${patchbay.url}/runs`)
  await page.getByRole('heading', { name: 'Runs' }).or(page.getByText('Runs')).first().waitFor()
  const answer = await fetch(`${patchbay.url}/api/v1/customers/sandbox-crm%3Acustomer%3AC-9999`, { headers: { authorization: `Bearer ${key}` } })
  expect(answer.status).toBe(404)
  await page.getByRole('row').filter({ hasText: 'target.not-found' }).first().click()
  await page.waitForURL('**/runs/*')
  expect(page.url()).toContain(answer.headers.get('x-patchbay-run'))
  await card('Read the contact').waitFor()
})

test('a second browser that saves an old state is told, and loses nothing', async () => {
  const other = await openPage()
  for (const tab of [page, other]) {
    if (tab === other) {
      await tab.goto(`${patchbay.url}/flows`)
      await tab.getByLabel('User').fill(ADMIN.user)
      await tab.locator('input[type=password]').fill(ADMIN.password)
      await tab.getByRole('button', { name: 'Log in' }).click()
      await tab.getByRole('button', { name: 'New flow', exact: true }).first().waitFor()
    }
    await tab.goto(`${patchbay.url}/flows/orders`)
    await tab.getByLabel('Name of the flow').waitFor()
  }
  await page.getByLabel('What it does').fill('Changed in the first browser.')
  await waitForSaved(page)
  await other.getByLabel('What it does').fill('Changed in the second browser.')
  await other
    .getByText(/meanwhile|somebody else|elsewhere/i)
    .first()
    .waitFor()
  expect(await other.getByLabel('What it does').inputValue()).toBe('Changed in the second browser.')
  await other.close()
})

test('no page threw an error', () => {
  expect(faults).toEqual([])
})
