import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnScript } from '../store/spawn-script.ts'

const KILLS = 3

/** Ids in the order in which they were said. */
const said = (lines: readonly string[], what: string): string[] =>
  lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1))

test('1, 3, 4, 6: of jobs accepted under load and kill -9 none is lost, recorded steps stay, lanes keep their order', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-crash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'engine.sqlite')
  const child = (prefix: string, count: number) => spawnScript(join(import.meta.dirname, 'embedded-child.ts'), [file, prefix, `${count}`])
  let text = ''
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const victim = await child(`k${kill}`, 100_000)
    await victim.line(`ran k${kill}-${kill}-`)
    await expect.poll(() => said(victim.output().split('\n'), 'ran').length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(100 * kill)
    victim.kill()
    await victim.ended
    text += victim.output()
  }
  const last = await child('end', 20)
  await last.line('idle')
  expect(await last.ended).toBe(0)
  const lines = (text + last.output()).split('\n')

  const accepted = said(lines, 'accepted')
  const ran = said(lines, 'ran')
  expect(accepted.length).toBeGreaterThan(100 * KILLS)
  const everRan = new Set(ran)
  expect(accepted.filter((id) => !everRan.has(id))).toEqual([])
  // Accepted ones that were killed before they could say so have run as well.
  expect(JSON.parse(said(lines, 'idle')[0]!)).toMatchObject({ completed: everRan.size, queued: 0, active: 0, waiting: 0, blocked: 0, dead: 0 })

  const recorded = new Set<string>()
  const repeated: string[] = []
  for (const line of lines) {
    const [what, id = ''] = line.split(' ')
    if (what === 'recorded') recorded.add(id)
    if (what === 'effect' && recorded.has(id)) repeated.push(id)
  }
  expect(repeated).toEqual([])

  for (const lane of Array.from({ length: 10 }, (_, number) => `${number}`)) {
    const inLane = (ids: readonly string[]): string[] => ids.filter((id) => id.split('-')[1] === lane)
    // A job that was active when the process died may say twice that it ran, one right after the other.
    const once = inLane(ran).filter((id, index, all) => id !== all[index - 1])
    const confirmed = new Set(accepted)
    expect(once.filter((id) => confirmed.has(id))).toEqual(inLane(accepted))
  }
})
