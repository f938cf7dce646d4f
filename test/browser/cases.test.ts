import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type PatchbayProcess, startPatchbayProcess } from '../support/patchbay-process.ts'
import { setUp } from './first-steps.ts'
import { waitForSaved } from './keyboard.ts'
import { launchBrowser } from './launch.ts'

const data = mkdtempSync(join(tmpdir(), 'patchbay-cases-'))
const faults: string[] = []
let patchbay: PatchbayProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'warn' })
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(error.message))
  await setUp(page, patchbay.url, patchbay.setupToken)
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

const CASE = 'A search by e-mail, kept'
const drawer = () => page.getByRole('tabpanel')
const dialog = () => page.getByRole('dialog')
const action = (name: string) => page.getByRole('banner').getByRole('button', { name, exact: true })
const versions = () => page.getByRole('region', { name: 'Versions', exact: true })

/** Writes the source path of the row `total` of the mapping that is open. */
async function writeTotal(path: string): Promise<void> {
  await page.getByRole('region', { name: 'Row editor' }).getByLabel('Source path').fill(path)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close the mapper' }).click()
  await waitForSaved(page)
}

test('a test run becomes a case', async () => {
  await page.goto(`${patchbay.url}/flows/customers`)
  await page.getByRole('tab', { name: /^Samples/ }).click()
  await drawer().getByRole('button', { name: 'Search by e-mail', exact: true }).click()
  await action('Test').click()
  await drawer().getByRole('button', { name: 'Keep as a case' }).click()
  await drawer().getByRole('textbox', { name: 'Name of the case' }).fill(CASE)
  const result = drawer().getByRole('region', { name: 'Result' })
  await result.getByText(/^Passed/).waitFor()
  expect(await drawer().getByLabel('Answers of calls').inputValue()).toContain('"output"')
  expect(await drawer().getByLabel('Expected').inputValue()).toContain('"calls"')
})

test('a broken mapping fails it, and that stands in the way of publishing', async () => {
  await page.goto(`${patchbay.url}/flows/customers/nodes/search-back/mapping?row=r26`)
  await writeTotal('next')
  await page.keyboard.press('Alt+Shift+P')
  await dialog().getByRole('list', { name: 'Failed cases' }).getByRole('button', { name: CASE }).waitFor()
  expect(await dialog().getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
  await dialog().getByRole('button', { name: CASE }).click()
  const differences = drawer().getByRole('table', { name: 'Differences' })
  await differences.getByRole('row').filter({ hasText: 'Answer total' }).waitFor()
})

test('a change in the publish dialog leads to its row; repaired, the draft is published by one key', async () => {
  await page.getByRole('tab', { name: /^Cases/ }).click()
  await page.keyboard.press('Alt+Shift+P')
  await dialog()
    .getByRole('button', { name: /changes since version 1/ })
    .click()
  await dialog().getByRole('button', { name: 'total: source total -> source next' }).click()
  await page.getByRole('region', { name: /^Mapping: / }).waitFor()
  await writeTotal('total')
  await page.locator('.react-flow__pane').click({ position: { x: 4, y: 4 } })
  await page.keyboard.press('Escape')
  await page.getByLabel('Deadline in milliseconds').fill('9000')
  await waitForSaved(page)
  await page.keyboard.press('Alt+Shift+P')
  await dialog()
    .getByText(/^All \d+ cases passed/)
    .waitFor()
  await dialog().getByLabel('What changed').fill('Answers sooner')
  await page.keyboard.press('Control+Enter')
  await dialog().waitFor({ state: 'hidden' })
  expect(await page.getByRole('banner').innerText()).toContain('Version 2')
})

test('versions are compared with the draft and restored, and undo brings the draft back', async () => {
  await action('Versions').click()
  const list = versions().getByRole('list', { name: 'Published versions' })
  await list.getByRole('button').filter({ hasText: 'Version 2' }).filter({ hasText: 'live' }).filter({ hasText: 'Answers sooner' }).waitFor()
  await list.getByRole('button').filter({ hasText: 'Version 1' }).click()
  await page.waitForURL('**/flows/customers/versions/1')
  const comparison = versions().getByRole('region', { name: 'Comparison' })
  await comparison.getByText('settings.deadlineMs: 15000 -> 9000').waitFor()
  await comparison.getByText(`Case “${CASE}” added`).waitFor()
  await comparison.getByText(/samples and cases/).waitFor()
  await page.goto(`${patchbay.url}/flows/customers/versions/2/1`)
  await comparison.getByText('settings.deadlineMs: 15000 -> 9000').waitFor()
  expect(await versions().getByRole('combobox', { name: 'Compare with' }).inputValue()).toBe('version 1')
  await list.getByRole('button').filter({ hasText: 'Version 1' }).click()
  await versions().getByRole('button', { name: 'Restore as draft' }).click()
  await versions().waitFor({ state: 'hidden' })
  const deadline = page.getByLabel('Deadline in milliseconds')
  await expect.poll(() => deadline.inputValue()).toBe('15 000')
  await action('Undo').click()
  await expect.poll(() => deadline.inputValue()).toBe('9 000')
  await waitForSaved(page)
  await page.reload()
  await expect.poll(() => deadline.inputValue()).toBe('9 000')
  expect(faults).toEqual([])
})
