import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findHomeFolder } from '../../server/home-folder.ts'
import { type Core, openCore } from '../../server/open-core.ts'
import { readSettings } from '../../server/settings.ts'
import { freePorts } from '../support/free-ports.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { startRestate, whyNoRestate } from '../support/restate.ts'
import { NIGHTLY } from '../support/nightly-flow.ts'

const postgres = whyNoRestate() ? undefined : await openTestPostgres({ fsync: false })
const restate = postgres && (await startRestate({ nodes: 1 }))
const reason = whyNoRestate() ?? (postgres ? undefined : 'no PostgreSQL found')
const PATIENCE = { timeout: 15_000, interval: 20 }

interface OpenServer {
  core: Core
  close(): Promise<void>
}

describe.skipIf(reason)(`what servers of one database do once${reason ? ` (left out: ${reason})` : ''}`, { timeout: 30_000 }, () => {
  let database: { url: string; drop(): Promise<void> }
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-shared-'))
  const name = `lane-${randomUUID()}`
  const key = randomBytes(32).toString('base64')
  const servers: OpenServer[] = []
  let first: OpenServer
  let second: OpenServer

  const open = async (environment: Record<string, string> = {}): Promise<OpenServer> => {
    const closers: (() => unknown)[] = []
    const close = async (): Promise<void> => {
      for (let closer = closers.pop(); closer; closer = closers.pop()) await closer()
    }
    const settings = readSettings({
      PATCHBAY_DATA: join(folder, `${servers.length}`),
      PATCHBAY_PORT: '0',
      PATCHBAY_DATABASE: database.url,
      PATCHBAY_KEY: key,
      PATCHBAY_ENGINE: 'restate',
      PATCHBAY_RESTATE_INGRESS: restate!.nodes[0]!.ingressUrl,
      PATCHBAY_RESTATE_ADMIN: restate!.nodes[0]!.adminUrl,
      PATCHBAY_RESTATE_LISTEN: `127.0.0.1:${(await freePorts(1))[0]}`,
      PATCHBAY_RESTATE_IDENTITY: restate!.identityKey,
      PATCHBAY_RESTATE_NAME: name,
      ...environment,
    })
    try {
      const core = await openCore({ settings, home: findHomeFolder(), log: pino({ level: 'silent' }), onClose: (closer) => void closers.push(closer) })
      const server = { core, close }
      servers.push(server)
      return server
    } catch (error) {
      await close()
      throw error
    }
  }

  beforeAll(async () => {
    database = await postgres!.createDatabase()
    // Together, as they start after a power cut: the example is made once.
    ;[first, second] = await Promise.all([open({ PATCHBAY_SANDBOX: 'on' }), open({ PATCHBAY_SANDBOX: 'on' })])
  })
  afterAll(async () => {
    for (const server of servers) await server.close()
    await restate?.stop()
    await database?.drop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the example of the first start is made once, and both serve it', async () => {
    const flows = await first.core.store.flows.list()
    expect((await second.core.store.flows.list()).map(({ id }) => id)).toEqual(flows.map(({ id }) => id))
    for (const { core } of [first, second])
      await expect.poll(async () => (await core.hub.flows.list()).map(({ publishedVersion }) => publishedVersion), PATIENCE).toEqual(flows.map(() => 1))
    expect(() => second.core.hub.clients.boundFlow('demo', 'orders.create')).not.toThrow()
  })

  test('one leads; another one does when it has gone', async () => {
    const leading = (): number => [first, second].filter(({ core }) => core.leader()).length
    await expect.poll(leading, PATIENCE).toBe(1)
    const third = await open()
    const [leader, other] = first.core.leader() ? [first, second] : [second, first]
    await leader.close()
    await expect.poll(() => [other, third].filter(({ core }) => core.leader()).length, PATIENCE).toBe(1)
    expect(leader.core.leader()).toBe(false)
    ;[first, second] = [other, third]
  })

  test('a schedule that is due on both runs once', async () => {
    await first.core.hub.clients.create({ id: 'shop', name: 'Shop', bindings: {} })
    const { revision } = await first.core.hub.flows.create(NIGHTLY, 'ada')
    await first.core.hub.flows.publish('nightly', { revision, note: '' }, 'ada')
    await expect.poll(() => second.core.runtime.schedules().map(({ flow }) => flow), PATIENCE).toEqual(['nightly'])
    const times = [1, 2, 3].map((day) => Date.UTC(2026, 10, day, 2))
    const due = [first, second].flatMap(({ core }) => times.map((at) => core.schedules.fire(core.runtime.schedules()[0]!, at)))
    await Promise.all(due)
    const runs = async () => (await second.core.store.runs.list({ flow: 'nightly', limit: 100 })).map(({ state }) => state)
    await expect.poll(runs, PATIENCE).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect((await first.core.engine.list({ flow: 'nightly' })).length).toBe(3)
  })

  test('what one learns late does not replace what the other has recorded since', async () => {
    const { id } = (await first.core.store.runs.list({ flow: 'nightly', limit: 1 }))[0]!
    const { run } = (await first.core.store.runs.get(id))!
    first.core.store.runs.record({ run })
    await first.core.store.runs.flush()
    second.core.store.runs.record({ run: { ...run, state: 'queued' }, ago: 60_000, keys: ['late'] })
    expect((await second.core.store.runs.get(id))!.run.state).toBe('succeeded')
    expect((await second.core.store.runs.list({ keyHash: 'late', limit: 1 })).map((found) => found.id)).toEqual([id])
    // Their clocks differ a little.
    const queue = async (): Promise<string> => {
      second.core.store.runs.record({ run: { ...run, state: 'queued' } })
      return (await second.core.store.runs.get(id))!.run.state
    }
    await expect.poll(queue, PATIENCE).toBe('queued')
  })

  test('what the mappings of both count is added up', async () => {
    const counts = (runs: number) => [{ flow: 'nightly', version: 1, mappings: [{ node: 'm', runs, rows: [], invariants: [] }] }]
    await Promise.all([first.core.store.fills.add(counts(2)), second.core.store.fills.add(counts(3))])
    expect((await first.core.store.fills.read('nightly', 1)).map(({ runs }) => runs)).toEqual([5])
  })

  test('a flow that is deleted on one, or published anew under its id, is so on the other', async () => {
    await first.core.hub.flows.remove('nightly')
    await expect.poll(() => second.core.runtime.schedules(), PATIENCE).toEqual([])
    const { revision } = await second.core.hub.flows.create({ ...NIGHTLY, name: 'Another one' }, 'ada')
    await second.core.hub.flows.publish('nightly', { revision, note: '' }, 'ada')
    await expect.poll(async () => (await first.core.hub.flows.current('nightly'))?.name, PATIENCE).toBe('Another one')
    await expect.poll(() => first.core.runtime.schedules().length, PATIENCE).toBe(1)
  })

  test('the embedded engine may use a database alone only', async () => {
    await expect(open({ PATCHBAY_ENGINE: 'embedded' })).rejects.toThrow(/Several servers of one database need PATCHBAY_ENGINE=restate/)
    const other = await postgres!.createDatabase()
    const alone = await open({ PATCHBAY_ENGINE: 'embedded', PATCHBAY_DATABASE: other.url })
    for (const engine of ['embedded', 'restate']) await expect(open({ PATCHBAY_ENGINE: engine, PATCHBAY_DATABASE: other.url })).rejects.toThrow(/embedded/)
    await alone.close()
    await other.drop()
  })
})
