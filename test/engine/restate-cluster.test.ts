import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Engine } from '../../server/engine/contract.ts'
import { openRestateEngine } from '../../server/engine/restate/engine.ts'
import type { RestateAddresses } from '../../server/engine/restate/options.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { startBalancer } from '../support/balancer.ts'
import { freePorts } from '../support/free-ports.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { startRestate, whyNoRestate } from '../support/restate.ts'
import { job } from './engine-bench.ts'
import type { ChildPlan } from './restate-child.ts'

const postgres = whyNoRestate() ? undefined : await openTestPostgres()
const reason = whyNoRestate() ?? (postgres ? undefined : 'no PostgreSQL found')
const restate = reason ? undefined : await startRestate({ nodes: 3 })

/** The time within which an active job of a replica that is gone runs again. */
const AGAIN_WITHIN = 5_000
const PATIENCE = { timeout: 20_000, interval: 20 }
const LANES = Array.from({ length: 8 }, (_, number) => `lane-${number}`)

interface Line {
  at: number
  what: string
  id: string
  more: string
}

/** Two replicas behind a balancer, and an engine that only accepts. */
interface Bench {
  engine: Engine
  start(name: string, hangs: boolean): Promise<ChildProcess>
  /** What the replicas have said, by time. */
  lines(): Promise<Line[]>
  close(): Promise<void>
}

async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-cluster-'))
  const database = await postgres!.createDatabase()
  const ports = await freePorts(2)
  const balancer = await startBalancer(ports)
  const base = {
    ingressUrls: restate!.nodes.map(({ ingressUrl }) => ingressUrl),
    adminUrls: restate!.nodes.map(({ adminUrl }) => adminUrl),
    endpointUrl: balancer.url,
    identityKeys: [restate!.identityKey],
    service: `lane-${randomUUID()}`,
  }
  const listening = (port: number): RestateAddresses => ({ ...base, listen: { host: '127.0.0.1', port } })
  const policy = { attempts: 1, firstDelayMs: 1, factor: 1, mostDelayMs: 1, after: 'block' } as const
  const engine = openRestateEngine({ postgresUrl: database.url, restate: listening(0), clock: systemClock, random: () => 0.5, policy: () => policy })
  const children = new Map<string, ChildProcess>()
  const read = async (name: string): Promise<Line[]> => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [at, what, id, more = ''] = line.split(' ') as [string, string, string, string?]
        return { at: Number(at), what, id, more }
      })
  }
  return {
    engine,
    start: async (name, hangs) => {
      const plan: ChildPlan = { postgresUrl: database.url, restate: listening(ports[children.size % ports.length]!), log: join(folder, name), hangs }
      const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'restate-child.ts'), JSON.stringify(plan)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      children.set(name, child)
      await vi.waitUntil(async () => (await read(name)).some(({ what }) => what === 'started'), PATIENCE)
      return child
    },
    lines: async () => (await Promise.all([...children.keys()].map(read))).flat().toSorted((a, b) => a.at - b.at),
    close: async () => {
      for (const child of children.values()) {
        if (child.kill('SIGKILL')) await once(child, 'exit')
      }
      await engine.stop(0)
      await balancer.close()
      await database.drop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Submits jobs to all lanes, each lane in its order, and gives back their ids. */
async function load(engine: Engine, prefix: string, perLane: number): Promise<string[]> {
  const perform = async (lane: string): Promise<string[]> => {
    const ids = Array.from({ length: perLane }, (_, number) => `${prefix}-${lane}-${number}`)
    for (const id of ids) expect(await engine.submit(job(id, { lane }))).toBe('accepted')
    return ids
  }
  return (await Promise.all(LANES.map(perform))).flat()
}

const said = (lines: readonly Line[], what: string): string[] => lines.filter((line) => line.what === what).map(({ id }) => id)
const laneOf = (id: string): string => id.split('-').slice(1, 3).join('-')

/** Nothing is lost, recorded steps stay, each lane keeps its order. */
function check(lines: readonly Line[], accepted: readonly string[]): void {
  const ran = said(lines, 'ran')
  expect(new Set(ran)).toEqual(new Set(accepted))
  const repeated = lines.filter(({ what, id }, index) => what === 'effect' && lines.slice(0, index).some((line) => line.what === 'recorded' && line.id === id))
  expect(repeated).toEqual([])
  for (const lane of new Set(accepted.map(laneOf))) {
    const inLane = (ids: readonly string[]): string[] => ids.filter((id) => laneOf(id) === lane)
    // One that was cut off after it said so may say it twice, one right after the other.
    expect(inLane(ran).filter((id, index, all) => id !== all[index - 1])).toEqual(inLane(accepted))
  }
}

describe.skipIf(reason)(`restate on three nodes, two replicas${reason ? ` (left out: ${reason})` : ''}`, { timeout: 60_000 }, () => {
  let bench: Bench
  let first: ChildProcess
  beforeAll(async () => {
    bench = await openBench()
    first = await bench.start('first', true)
  })
  afterAll(async () => {
    await bench.close()
    await restate?.stop()
    await postgres?.stop()
  })
  const saidOf = async (what: string, ids: readonly string[]): Promise<string[]> => said(await bench.lines(), what).filter((id) => ids.includes(id))
  const ended = async (ids: readonly string[]): Promise<void> => {
    await expect.poll(async () => new Set(await saidOf('ran', ids)), PATIENCE).toEqual(new Set(ids))
    await expect
      .poll(async () => (await bench.engine.list({ state: 'completed', limit: 1_000 })).map(({ id }) => id), PATIENCE)
      .toEqual(expect.arrayContaining([...ids]))
  }

  /** Jobs that the first replica does not come to an end with. It gets them: Restate keeps the connections that it made when this one was alone. */
  const hang = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await bench.engine.submit(job(id, { lane: laneOf(id) }))
    await expect.poll(() => saidOf('recorded', ids), PATIENCE).toEqual(expect.arrayContaining([...ids]))
  }

  test('a frozen replica is overtaken within 5 s: its attempts are told to stop, and can neither record a step nor end a job', async () => {
    const slow = ['slow-x-1', 'slow-y-2']
    await hang(slow)
    await bench.start('second', false)
    first.kill('SIGSTOP')
    const frozenAt = Date.now()
    await ended(slow)
    first.kill('SIGCONT')
    await expect.poll(() => saidOf('stale', slow), PATIENCE).toEqual(expect.arrayContaining(slow))
    const lines = await bench.lines()
    for (const line of lines.filter(({ what }) => what === 'ran')) expect(line.at - frozenAt).toBeLessThan(AGAIN_WITHIN)
    expect(lines.filter(({ what }) => what === 'stale').map(({ more }) => more)).toEqual(['flow.cancelled', 'flow.cancelled'])
    for (const id of slow) expect(await bench.engine.get(id)).toMatchObject({ state: 'completed', attempt: 2 })
    check(lines, slow)
  })

  test('a replica is killed: nothing is lost, lanes keep their order, its active jobs run again within 5 s', async () => {
    const slow = ['slow-u-1', 'slow-v-2']
    const loading = load(bench.engine, 'a', 12)
    await hang(slow)
    await expect.poll(async () => said(await bench.lines(), 'ran').length, PATIENCE).toBeGreaterThan(10)
    first.kill('SIGKILL')
    const killedAt = Date.now()
    const accepted = [...slow, ...(await loading), ...(await load(bench.engine, 'b', 2))]
    await ended(accepted)
    const lines = (await bench.lines()).filter(({ id }) => accepted.includes(id))
    for (const id of slow) expect(lines.find((line) => line.what === 'ran' && line.id === id)!.at - killedAt).toBeLessThan(AGAIN_WITHIN)
    check(lines, accepted)
  })

  test('a Restate node is killed and comes back: nothing is lost, lanes keep their order', async () => {
    await bench.start('third', false)
    const node = restate!.nodes[1]!
    const loading = load(bench.engine, 'c', 12)
    await expect.poll(async () => said(await bench.lines(), 'ran').filter((id) => id.startsWith('c')).length, PATIENCE).toBeGreaterThan(10)
    await node.kill()
    const accepted = [...(await loading), ...(await load(bench.engine, 'd', 4))]
    await node.restart()
    await ended(accepted)
    check(
      (await bench.lines()).filter(({ id }) => accepted.includes(id)),
      accepted,
    )
  })
})
