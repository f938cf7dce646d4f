import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../browser/launch.ts'
import { setUpAdmin } from '../support/admin.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { median, percentile, printTable } from './table.ts'

const LOADS = Number(process.env.BENCH_ROUNDS ?? 20)
const KEYS = 40
const EDITOR = process.env.PATCHBAY_EDITOR_DIR ?? join(import.meta.dirname, '../../dist/editor')

const pageOf = (token: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Till</title><script type="module" src="/selector/v1/customer-selector.js"></script><patchbay-customer-selector token="${token}"></patchbay-customer-selector></html>`

// Texts, because they run in the page.
const FIRST_FIELD = `new Promise((resolve) => {
  const look = () => document.querySelector('patchbay-customer-selector')?.shadowRoot?.querySelector('input') ? resolve(performance.now()) : requestAnimationFrame(look)
  look()
})`
const FIRST_PAINT = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN`

/** Keeps for each key a promise of the milliseconds until the frame after its list is drawn. */
const WATCH_KEYS = `
  const grid = () => document.querySelector('patchbay-customer-selector').shadowRoot.querySelector('[role=grid]')
  document.addEventListener('keydown', ({ timeStamp }) => {
    const before = grid()
    globalThis.listed = new Promise((resolve) => {
      const look = () => (grid() && grid() !== before ? resolve(performance.now() - timeStamp) : requestAnimationFrame(look))
      requestAnimationFrame(look)
    })
  }, true)`

async function measureLoads(browser: Browser, url: string, token: string): Promise<{ paint: number[]; usable: number[] }> {
  const [paint, usable]: [number[], number[]] = [[], []]
  for (let index = 0; index < LOADS; index++) {
    const page = await openPage(browser, url, token)
    usable.push(await page.evaluate<number>(FIRST_FIELD))
    await page.waitForFunction(`!Number.isNaN(${FIRST_PAINT})`)
    paint.push(await page.evaluate<number>(FIRST_PAINT))
    await page.context().close()
  }
  return { paint, usable }
}

/** A page of its own context each time: nothing is in the cache. */
async function openPage(browser: Browser, url: string, token: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.route('**/bench', (route) => route.fulfill({ contentType: 'text/html', body: pageOf(token) }))
  await page.goto(`${url}/bench`)
  return page
}

async function measureKeys(browser: Browser, url: string, token: string): Promise<{ enter: number[]; typing: number[] }> {
  const page = await openPage(browser, url, token)
  const field = page.getByLabel('Name', { exact: true })
  await page.evaluate(WATCH_KEYS)
  await field.fill('a')
  const press = async (key: string): Promise<number> => {
    await page.keyboard.press(key)
    return page.evaluate<number>('listed')
  }
  await press('l')
  const [enter, typing]: [number[], number[]] = [[], []]
  for (let index = 0; index < KEYS; index++) {
    enter.push(await press('Enter'))
    await page.waitForTimeout(100)
    typing.push(await press('v'))
    await field.fill('al')
    // The list of the shorter text is there, too.
    await page.waitForTimeout(500)
  }
  return { enter, typing }
}

/** The customer selector in a browser: how fast its page is painted and usable, and how fast a key shows its list with a fast CRM. */
export async function benchSelector(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_LOG: 'warn', PATCHBAY_EDITOR_DIR: EDITOR })
  const browser = await launchBrowser()
  try {
    const { api } = await setUpAdmin(patchbay.url, patchbay.setupToken)
    const { key } = await api.call('keys.create', { params: { id: 'demo' }, body: { name: 'benchmark' } })
    const { paint, usable } = await measureLoads(browser, patchbay.url, key)
    const { enter, typing } = await measureKeys(browser, patchbay.url, key)
    const row = (name: string, values: readonly number[]): (string | number)[] => [
      name,
      median(values).toFixed(0),
      percentile(values, 0.95).toFixed(0),
      values.length,
    ]
    const size = gzipSync(readFileSync(join(EDITOR, 'selector/customer-selector.js'))).length
    printTable(
      `Customer selector (${(size / 1000).toFixed(1)} kB gzip), Chromium without a display, 1440 x 900, nothing in the cache, sandbox CRM behind`,
      ['', 'median ms', '95 % ms', 'times'],
      [
        row('first contentful paint of its page', paint),
        row('first filter can be typed into', usable),
        row('Enter to the new list', enter),
        row('letter to the new list, with the pause for typing', typing),
      ],
    )
  } finally {
    await browser.close()
    await patchbay.stop()
    rmSync(data, { recursive: true, force: true })
  }
}
