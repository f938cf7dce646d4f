import type { Page } from 'playwright-core'
import type { Mapping, MappingRow, RowSource } from '../../server/model/mapping.ts'
import { writeCode } from './keyboard.ts'

const MOST_ROWS = 400

/** Walks the target tree by keyboard to a field, unfolding what stands above it; from where the tree stands, then from its top. */
async function goToTarget(page: Page, key: string): Promise<void> {
  const tree = page.getByRole('tree', { name: 'Target fields' })
  await tree.focus()
  for (let moves = 0, last = ''; moves < MOST_ROWS; moves++) {
    const active = tree.locator('[data-active]')
    const [at, folded] = await active.evaluate((row) => [row.getAttribute('data-key') ?? '', row.getAttribute('aria-expanded') === 'false'] as const)
    if (at === key) return
    const unfold = folded && key.startsWith(`${at}.`)
    await page.keyboard.press(unfold ? 'ArrowRight' : at === last ? 'Home' : 'ArrowDown')
    last = unfold ? '' : at
  }
  throw new Error(`The target tree has no field ${key}.`)
}

async function writeSource(page: Page, from: RowSource): Promise<void> {
  const editor = page.getByRole('region', { name: 'Row editor' })
  const choose = (label: string) => editor.getByText(label, { exact: true }).click()
  if (from.kind === 'path') {
    await choose('Path')
    await editor.getByLabel('Source path').fill(from.path)
  } else if (from.kind === 'each') {
    await choose('Loop')
    await editor.getByLabel('For each element of').fill(from.path)
  } else if (from.kind === 'table') {
    await choose('Value table')
    await editor.getByLabel('Source path').fill(from.path)
    for (const [index, [code, value]] of Object.entries(from.entries).entries()) {
      await editor.getByLabel(`Code ${index + 1}`).fill(code)
      await editor.getByLabel(`Value ${index + 1}`).fill(String(value))
    }
  } else {
    await choose('Expression')
    // A constant is drawn as the expression that gives it: the same result with one control less.
    await writeCode(editor.getByRole('textbox', { name: 'Expression' }), from.kind === 'constant' ? JSON.stringify(from.value) : from.text)
  }
  await page.keyboard.press('Escape')
}

async function drawRow(page: Page, row: MappingRow, above: string): Promise<void> {
  const key = above + row.target
  await goToTarget(page, key)
  await writeSource(page, row.from)
  for (const inner of row.rows ?? []) await drawRow(page, inner, `${key}.`)
}

/** Draws a mapping in the open mapper, row by row, and closes the mapper. */
export async function drawMapping(page: Page, mapping: Mapping): Promise<void> {
  for (const row of mapping.rows) await drawRow(page, row, '')
  await page.getByRole('button', { name: 'Close the mapper' }).click()
  await page.getByRole('region', { name: /^Mapping: / }).waitFor({ state: 'hidden' })
}
