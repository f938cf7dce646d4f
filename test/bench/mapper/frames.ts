import type { Page } from 'playwright-core'

const MS = 4000

/** Milliseconds between frames, and how many rows went by or were passed over. */
export interface Frames {
  deltas: number[]
  rows: number
}

/** Scrolls both trees up and down by so many pixels a frame. */
export async function measureScroll(page: Page, pixels: number): Promise<Frames> {
  return page.evaluate(
    ([ms, speed]) =>
      new Promise<Frames>((resolve) => {
        const trees = [...document.querySelectorAll('[role=tree]')]
        const deltas: number[] = []
        let [step, moved, last] = [speed, 0, performance.now()]
        const begin = last
        const frame = (): void => {
          const now = performance.now()
          deltas.push(now - last)
          last = now
          for (const tree of trees) tree.scrollTop += step
          moved += Math.abs(step)
          if (trees.some((tree) => tree.scrollTop + tree.clientHeight >= tree.scrollHeight - 1)) step = -speed
          if (trees.every((tree) => tree.scrollTop === 0)) step = speed
          if (now - begin < ms) requestAnimationFrame(frame)
          else resolve({ deltas: deltas.slice(1), rows: Math.round(moved / 28) })
        }
        requestAnimationFrame(frame)
      }),
    [MS, pixels] as const,
  )
}

/** Drags a line from a source row to and fro over the target tree, whose edge scrolls it. */
export async function measureDrag(page: Page): Promise<Frames> {
  const source = await boxOf(page, 'source')
  const target = await boxOf(page, 'target')
  await page.mouse.move(source.x + 60, source.y + 200)
  await page.mouse.down()
  await page.evaluate(() => {
    const deltas: number[] = []
    const over = new Set<string | null>()
    let last = performance.now()
    const frame = (): void => {
      const now = performance.now()
      deltas.push(now - last)
      last = now
      over.add(document.querySelector('[data-drop]')?.getAttribute('data-key') ?? null)
      if (!Object.hasOwn(window, 'benchDone')) requestAnimationFrame(frame)
    }
    Object.assign(window, { benchFrames: { deltas, over } })
    requestAnimationFrame(frame)
  })
  const begin = performance.now()
  for (let turn = 0; performance.now() - begin < MS; turn++) {
    const share = (1 - Math.cos(turn / 40)) / 2
    await page.mouse.move(target.x + 80 + (turn % 50), target.y + 10 + share * (target.height - 20))
  }
  const frames = await page.evaluate(() => {
    const { deltas, over } = (window as unknown as { benchFrames: { deltas: number[]; over: Set<string | null> } }).benchFrames
    Object.assign(window, { benchDone: true })
    return { deltas: deltas.slice(1), rows: over.size - 1 }
  })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  if (frames.rows < 10) throw new Error(`Only ${frames.rows} rows were passed while dragging.`)
  return frames
}

async function boxOf(page: Page, side: string): Promise<{ x: number; y: number; height: number }> {
  const box = await page.getByRole('tree', { name: new RegExp(`^${side}`, 'i') }).boundingBox()
  if (!box) throw new Error(`There is no ${side} tree.`)
  return box
}
