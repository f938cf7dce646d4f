import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { launchBrowser } from '../browser/launch.ts'
import { setUp } from '../browser/first-steps.ts'
import { logIn } from '../support/admin.ts'
import { startPatchbayProcess } from '../support/patchbay-process.ts'
import { type Frames, measureDrag, measureScroll } from './mapper/frames.ts'
import { LARGE_FLOW, SMALL_FLOW } from './mapper/flows.ts'
import { measureKeystrokes } from './mapper/keystrokes.ts'
import { median, percentile, printTable } from './table.ts'

/** Opens the mapper of the node `map` of a flow. */
async function openMapper(page: Page, base: string, flow: string): Promise<void> {
  await page.goto(`${base}/flows/${flow}`)
  await page.getByRole('group', { name: /^map, / }).focus()
  await page.getByRole('button', { name: 'Open mapper' }).click()
  await page.getByRole('region', { name: /^Mapping: / }).waitFor()
}

async function unfoldBoth(page: Page): Promise<void> {
  for (const side of ['source', 'target']) {
    await page.getByRole('button', { name: `More for the ${side} tree` }).click()
    await page
      .getByRole('menu', { name: `More for the ${side} tree` })
      .getByRole('menuitem', { name: 'Unfold all' })
      .click()
  }
}

/** Milliseconds of processor time that the page's main thread used so far, whatever else the machine does. */
async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}

/** Measures frames and the processor time of each. */
async function withBusy(session: CDPSession, measure: () => Promise<Frames>): Promise<Measured> {
  const before = await busyMs(session)
  const frames = await measure()
  return { ...frames, busy: ((await busyMs(session)) - before) / frames.deltas.length }
}

interface Measured extends Frames {
  busy: number
}

function framesRow(name: string, { deltas, rows, busy }: Measured): (string | number)[] {
  const late = deltas.filter((delta) => delta > 20).length / deltas.length
  const seconds = deltas.reduce((sum, delta) => sum + delta, 0) / 1000
  const rate = deltas.length / seconds
  return [name, rate.toFixed(0), '50', median(deltas).toFixed(1), percentile(deltas, 0.95).toFixed(1), `${(late * 100).toFixed(0)} %`, busy.toFixed(1), rows]
}

/** The mapper in a browser: frames while scrolling and dragging among 500 fields on each side, and how fast a keystroke shows in the preview. */
export async function benchMapper(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
  const patchbay = await startPatchbayProcess({ PATCHBAY_DATA: data, PATCHBAY_SANDBOX: 'off', PATCHBAY_LOG: 'warn' })
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // tsx wraps named functions with a function of its own, which the page does not have.
    await page.addInitScript({ content: 'globalThis.__name = (fn) => fn' })
    await setUp(page, patchbay.url, patchbay.setupToken)
    const api = await logIn(patchbay.url)
    await api.call('clients.create', { body: { id: 'bench', name: 'Benchmark' } })
    for (const flow of [LARGE_FLOW, SMALL_FLOW]) await api.call('flows.create', { body: flow })
    const session = await page.context().newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    await openMapper(page, patchbay.url, LARGE_FLOW.id)
    const still = await withBusy(session, () => measureScroll(page, 0))
    await unfoldBoth(page)
    const scroll = await withBusy(session, () => measureScroll(page, 30))
    const drag = await withBusy(session, () => measureDrag(page))
    await openMapper(page, patchbay.url, SMALL_FLOW.id)
    const before = await busyMs(session)
    const keystrokes = await measureKeystrokes(page)
    const busy = ((await busyMs(session)) - before) / keystrokes.length
    printTable(
      'Mapper with 500 fields on each side, 300 rows and 5 samples, Chromium without a display, 1440 x 900',
      ['', 'frames/s', 'aim', 'median ms', '95 % ms', 'over 20 ms', 'processor ms', 'rows moved'],
      [framesRow('nothing moves', still), framesRow('scrolling both trees', scroll), framesRow('dragging a line', drag)],
    )
    printTable(
      `From a keystroke to the new value in the preview, 25 rows, 10 samples, ${keystrokes.length} keystrokes`,
      ['', 'ms', 'aim'],
      [
        ['median', median(keystrokes).toFixed(0), '100'],
        ['95 %', percentile(keystrokes, 0.95).toFixed(0), '100'],
        ['processor time of the page', busy.toFixed(0), ''],
      ],
    )
  } finally {
    await browser.close()
    await patchbay.stop()
    rmSync(data, { recursive: true, force: true })
  }
}
