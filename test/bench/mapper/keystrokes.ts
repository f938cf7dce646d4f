import type { Page } from 'playwright-core'

const KEYSTROKES = 30

/** Milliseconds from each keystroke in an expression to its new value in the preview of all samples. */
export async function measureKeystrokes(page: Page): Promise<number[]> {
  await page.getByRole('tab', { name: 'All samples' }).click()
  const table = page.getByRole('table', { name: 'Preview of all samples' })
  await table.getByRole('cell', { name: 'out_0', exact: true }).click()
  const editor = page.getByRole('textbox', { name: 'Expression' })
  await editor.click()
  await editor.press('ControlOrMeta+End')
  await editor.press('ArrowLeft')
  const times: number[] = []
  for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
    const letter = 'abcdefghijklmno'[Math.floor(stroke / 2)]!
    const [key, end] = stroke % 2 === 0 ? [letter, `-end${letter}`] : ['Backspace', '-end']
    await watch(page, end)
    await page.keyboard.press(key)
    times.push(await page.evaluate(() => (window as unknown as { benchShown: Promise<number> }).benchShown))
    await page.waitForTimeout(60 + stroke * 5)
  }
  return times.slice()
}

/** From the next key down until all values of the first row end with this text. */
async function watch(page: Page, end: string): Promise<void> {
  await page.evaluate((text) => {
    const preview = document.querySelector('[aria-label="Preview of all samples"] tbody')
    const isShown = (): boolean => [...(preview?.querySelectorAll('tr:first-child td') ?? [])].slice(1).every((cell) => cell.textContent.endsWith(text))
    const benchShown = new Promise<number>((resolve) => {
      addEventListener(
        'keydown',
        () => {
          const begin = performance.now()
          const check = (): void => (isShown() ? resolve(performance.now() - begin) : void requestAnimationFrame(check))
          requestAnimationFrame(check)
        },
        { once: true, capture: true },
      )
    })
    Object.assign(window, { benchShown })
  }, end)
}
