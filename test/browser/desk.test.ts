import { join } from 'node:path'
import { tmpdir } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PASSWORD, start, type Started } from '../http/start.ts'
import { ASYNC, callerOf, openTill, order, type Caller, type Till } from '../http/till.ts'
import { launchBrowser } from './launch.ts'

const faults: string[] = []
let server: Started
let till: Till
let pos: Caller
let browser: Browser
let page: Page

beforeAll(async () => {
  const editor = process.env.PATCHBAY_EDITOR_DIR
  server = await start({ PATCHBAY_SANDBOX: 'off', ...(editor !== undefined && { PATCHBAY_EDITOR_DIR: editor }) })
  const admin = await server.admin()
  await admin.send('POST', '/api/clients', { id: 'demo', name: 'Demo' })
  till = await openTill(server, { attempts: 1, after: 'skip' })
  pos = callerOf(server.url, await server.key())
  browser = await launchBrowser()
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`${server.url}/runs`)
  await page.getByLabel('User').fill('ada')
  await page.locator('input[type=password]').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'No runs yet' }).waitFor()
})

afterEach(async ({ task }) => {
  till.mode = 'ok'
  if (task.result?.state === 'fail')
    await page.screenshot({ path: join(tmpdir(), 'patchbay-browser-failures', `${task.name.slice(0, 60).replaceAll(/\W+/g, '-')}.png`) })
})

afterAll(async () => {
  await browser?.close()
  await till?.close()
  await server?.stop()
})

const dialog = () => page.getByRole('dialog')
const rows = () =>
  page
    .getByRole('grid', { name: 'Runs' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') })

/** An order that the target refuses, so that it is put aside. */
async function failed(number: string): Promise<string> {
  till.mode = 'refuse'
  const { body } = await pos.order(order(number, { notes: `Quill ${number}` }), ASYNC)
  await pos.until(body.id, 'failed')
  till.mode = 'ok'
  return body.id
}

test('a failed document is found by its receipt number, read, retried by key, and succeeds', async () => {
  const run = await failed('R-4711')
  await failed('R-4712')
  await page.keyboard.press('/')
  await page.keyboard.type('R-4711')
  await page.keyboard.press('Enter')
  await page.getByText('1 run in 1 flow').waitFor()
  expect(await rows().count()).toBe(1)
  await page.getByRole('grid', { name: 'Runs' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/runs/${run}`)
  await page.getByText('The target system refused the data').waitFor()
  await page.getByText('0 of 1 write confirmed').waitFor()
  expect(await page.getByRole('list', { name: 'Attempts' }).getByRole('listitem').count()).toBe(1)
  await page.keyboard.press('t')
  await dialog().getByText('At most 1 write will be sent.').waitFor()
  await dialog().getByRole('button', { name: 'Retry', exact: true }).click()
  await page.getByText('1 of 1 write confirmed').waitFor()
  await page.getByText('Delivered in 2 attempts').waitFor()
  expect(till.taken).toEqual(['R-4711'])
})

test('one click on a root cause retries all of it, and the bar says what came of it', async () => {
  for (const number of ['R-1', 'R-2']) await failed(number)
  await page.goto(`${server.url}/runs/groups`)
  const group = page.getByRole('list', { name: 'Root causes' }).getByRole('listitem').filter({ hasText: 'target.validation' })
  await group.getByText('3 ×').waitFor()
  await group.getByRole('button', { name: /^Retry/ }).click()
  await dialog().getByText('3 documents will be tried again.').waitFor()
  await dialog().getByRole('button', { name: 'Retry 3 documents' }).click()
  await page.getByText('Retry done: 3 documents started again').waitFor()
  await page.getByRole('heading', { name: 'Nothing has failed' }).waitFor()
  expect(till.taken.toSorted()).toEqual(['R-1', 'R-2', 'R-4711', 'R-4712'])
  await page.getByRole('button', { name: 'Dismiss the result' }).click()
})

test('S0-03b: a body is masked until it is revealed for a reason, and masked again on return', async () => {
  const run = await failed('R-5')
  await page.goto(`${server.url}/runs/${run}`)
  await page.getByLabel('The body is masked').waitFor()
  await page.getByRole('button', { name: 'Reveal' }).click()
  await dialog().getByLabel('Why').fill('The target says that a field is wrong')
  await page.keyboard.press('Enter')
  const body = page.getByLabel('Body of the document')
  await body.getByText('Quill R-5').waitFor()
  await page.reload()
  await page.getByLabel('The body is masked').waitFor()
  expect(await page.content()).not.toContain('Quill')
})

test('a paused connection holds documents back until it is resumed', async () => {
  await page.goto(`${server.url}/runs/lanes`)
  await page.getByRole('heading', { name: 'Lanes', exact: true }).waitFor()
  await page.keyboard.press('p')
  await dialog().getByRole('combobox', { name: 'Connection' }).click()
  await page.getByRole('option', { name: 'Till' }).click()
  await dialog().getByLabel('Why').fill('Moved tonight')
  await dialog().getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText('Connection “Till” is paused by ada').waitFor()
  const { body } = await pos.order(order('R-6'), ASYNC)
  await page.goto(`${server.url}/runs`)
  await page.getByText('Connection “Till” is paused by ada').waitFor()
  await rows().filter({ hasText: 'queued' }).first().waitFor()
  expect(till.taken).not.toContain('R-6')
  await page.getByRole('button', { name: 'Resume Connection “Till”' }).click()
  await dialog().getByRole('button', { name: 'Resume' }).click()
  await pos.until(body.id, 'succeeded')
  await expect.poll(() => rows().filter({ hasText: 'queued' }).count()).toBe(0)
})

test('no page threw an error', () => {
  expect(faults).toEqual([])
})
