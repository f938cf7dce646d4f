import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnScript } from '../store/spawn-script.ts'

const KILLS = 3
/** More than a process gets done before it is killed. */
const JOBS = 20_000

/** Ids in the order in which they were said. */
const said = (lines: readonly string[], what: string): string[] =>
  lines.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1))

test('1, 3, 4, 6: of jobs accepted under load and kill -9 none is lost, recorded steps stay, lanes keep their order', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-crash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const logOf = (name: string): string => join(folder, `${name}.log`)
  const linesOf = async (name: string): Promise<string[]> => (await readFile(logOf(name), 'utf8').catch(() => '')).split('\n')
  const child = (name: string, count: number) =>
    spawnScript(join(import.meta.dirname, 'embedded-child.ts'), [join(folder, 'engine.sqlite'), logOf(name), name, `${count}`])
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const victim = await child(`k${kill}`, JOBS)
    await expect.poll(async () => said(await linesOf(`k${kill}`), 'ran').length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(50 * kill)
    victim.kill()
    expect(await victim.ended).toBeNull()
  }
  const last = await child('end', 20)
  expect({ code: await last.ended, output: last.output() }).toMatchObject({ code: 0 })
  const names = [...Array.from({ length: KILLS }, (_, index) => `k${index + 1}`), 'end']
  const lines = (await Promise.all(names.map((name) => linesOf(name)))).flat()

  const accepted = said(lines, 'accepted')
  const ran = said(lines, 'ran')
  expect(accepted.length).toBeGreaterThan(50 * KILLS)
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
