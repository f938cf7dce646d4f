import type { Locator, Page } from 'playwright-core'

/** Replaces the text of a CodeMirror editor; as one insertion, so that no bracket is closed by the editor. */
export async function writeCode(editor: Locator, text: string): Promise<void> {
  await editor.click()
  await editor.press('ControlOrMeta+a')
  await editor.page().keyboard.insertText(text)
}

/** Picks an entry of a searchable select by its text. */
export async function pick(select: Locator, text: string): Promise<void> {
  await select.click()
  await select.fill(text)
  await select.page().getByRole('option', { name: text }).first().click()
}

/** Waits until the draft on the screen is on the server. */
export async function waitForSaved(page: Page): Promise<void> {
  await page.getByText('Saved', { exact: true }).waitFor()
}
