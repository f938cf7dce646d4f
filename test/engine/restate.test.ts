import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:http2'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Engine } from '../../server/engine/contract.ts'
import { openRestateEngine } from '../../server/engine/restate/engine.ts'
import type { RestateAddresses } from '../../server/engine/restate/options.ts'
import { systemClock } from '../../server/engine/system-clock.ts'
import { freePorts } from '../support/free-ports.ts'
import { openTestPostgres } from '../support/postgres.ts'
import { startRestate, whyNoRestate } from '../support/restate.ts'
import { describeEngine } from './contract.ts'
import { begin, bytes, type EngineSubject, gate, job, OK, submitAll } from './engine-bench.ts'

const postgres = whyNoRestate() ? undefined : await openTestPostgres({ fsync: false })
const reason = whyNoRestate() ?? (postgres ? undefined : 'no PostgreSQL found')
const restate = reason ? undefined : await startRestate({ nodes: 1 })

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** Everything that the tables hold, and everything in the folder of Restate. */
async function storedIn(url: string, folder: string): Promise<Buffer> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const parts: Buffer[] = []
  for (const table of ['job', 'body', 'step', 'replica']) {
    const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM engine.${table}`)
    for (const value of rows.flatMap((row) => Object.values(row))) parts.push(Buffer.isBuffer(value) ? value : Buffer.from(String(value)))
  }
  await client.end()
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Buffer.concat([...parts, ...(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))))])
}

interface Place {
  postgresUrl: string
  restate: RestateAddresses
  drop(): Promise<void>
}

/** A database, a port and a virtual object of its own. */
async function createPlace(): Promise<Place> {
  const database = await postgres!.createDatabase()
  const [port] = await freePorts(1)
  const { nodes, identityKey } = restate!
  const addresses = {
    ingressUrls: nodes.map(({ ingressUrl }) => ingressUrl),
    adminUrls: nodes.map(({ adminUrl }) => adminUrl),
    listen: { host: '127.0.0.1', port: port! },
    identityKeys: [identityKey],
    service: `lane-${randomUUID()}`,
  }
  return { postgresUrl: database.url, restate: addresses, drop: database.drop }
}

async function createSubject(): Promise<EngineSubject> {
  const place = await createPlace()
  return {
    open: ({ policy, ...choice }) => openRestateEngine({ ...place, clock: systemClock, random: () => 0.5, policy: () => policy, ...choice }),
    stored: () => storedIn(place.postgresUrl, restate!.folder),
    remove: place.drop,
  }
}

const policy = { attempts: 3, firstDelayMs: 1, factor: 1, mostDelayMs: 1, after: 'block' } as const

/** An engine that ends with the test, and its place too. */
async function openAlone({ restate: addresses, ...more }: AloneOptions = {}, place?: Place): Promise<Engine> {
  const own = place ?? (await createPlace())
  const engine = openRestateEngine({ ...own, ...more, restate: { ...own.restate, ...addresses }, clock: systemClock, random: () => 0.5, policy: () => policy })
  onTestFinished(async () => {
    await engine.stop(0)
    await own.drop()
  })
  return engine
}

interface AloneOptions {
  restate?: Partial<RestateAddresses>
  mostWaiting?: { works: number; bytes: number }
}

const PATIENCE = { timeout: 15_000, interval: 20 }
const completes = async (engine: Engine, count: number): Promise<void> => {
  await expect.poll(async () => (await engine.stats()).counts.completed, PATIENCE).toBe(count)
}

describe.skipIf(reason)(`restate${reason ? ` (left out: ${reason})` : ''}`, { timeout: 40_000 }, () => {
  afterAll(async () => {
    await restate?.stop()
    await postgres?.stop()
  })
  describeEngine('one node', createSubject, { patienceMs: 10_000, runs: 3 })

  test('jobs are accepted and run while Restate cannot be reached, each lane in its order', async () => {
    const [nowhere] = await freePorts(1)
    const engine = await openAlone({ restate: { ingressUrls: [`http://127.0.0.1:${nowhere}`] } })
    const order: string[] = []
    await begin(engine, async ({ id }) => {
      order.push(id)
      return OK
    })
    await submitAll(engine, [job('a'), job('b'), job('c')])
    await completes(engine, 3)
    expect(order).toEqual(['a', 'b', 'c'])
    expect((await engine.health()).detail).toBe('Restate takes no calls now; jobs wait.')
  })

  test.skipIf(process.env['PATCHBAY_TEST_POSTGRES'])('a crash of PostgreSQL loses nothing, and repeats no recorded step', async () => {
    const engine = await openAlone()
    const [effects, order]: [string[], string[]] = [[], []]
    await begin(engine, async ({ id, step }) => {
      await step('send', async () => {
        effects.push(id)
        return bytes('sent')
      })
      order.push(id)
      return OK
    })
    const ids = Array.from({ length: 60 }, (_, number) => `${number}`)
    const crash = async (): Promise<void> => {
      await expect.poll(() => effects.length, PATIENCE).toBeGreaterThan(10)
      await postgres!.restart('crash')
    }
    const crashed = crash()
    // As a caller would: what was not answered is sent again.
    for (const id of ids) await vi.waitFor(() => engine.submit(job(id)), PATIENCE)
    await crashed
    await completes(engine, ids.length)
    expect([...new Set(order)]).toEqual(ids)
    // Of the one that was under way the result may not have been recorded.
    expect(effects.length - new Set(effects).size).toBeLessThanOrEqual(1)
  })

  test('an attempt that was overtaken can neither record a step nor end the job', async () => {
    const place = await createPlace()
    const engine = await openAlone({}, place)
    const [began, overtaken, late, end] = [gate(), gate(), gate(), gate()]
    const said: unknown[] = []
    await begin(engine, async ({ id, attempt, recorded, step }) => {
      if (id === 'other') return OK
      if (attempt === 2) {
        overtaken.open()
        await end.opened
        said.push(await recorded('n'))
        return OK
      }
      const work = async (): Promise<Uint8Array> => {
        began.open()
        await late.opened
        return bytes('late')
      }
      said.push(await step('n', work).catch((error: { code: string }) => error.code))
      return OK
    })
    await engine.submit(job('a'))
    await began.opened
    // As if the replica that runs it had given no sign of life.
    await execute(place.postgresUrl, 'UPDATE engine.job SET owner = gen_random_uuid()')
    await overtaken.opened
    late.open()
    await expect.poll(() => said, PATIENCE).toEqual(['flow.cancelled'])
    // Its end is written before what comes later.
    await engine.submit(job('other', { lane: 'other' }))
    await completes(engine, 1)
    expect([(await engine.get('a'))?.state, await engine.steps('a')]).toEqual(['active', []])
    end.open()
    await completes(engine, 2)
    expect(said).toEqual(['flow.cancelled', undefined])
    expect(await engine.get('a')).toMatchObject({ attempt: 2 })
  })

  test('calls that Restate has not signed are refused', async () => {
    const [port] = await freePorts(1)
    const engine = await openAlone({ restate: { listen: { host: '127.0.0.1', port: port! } } })
    await begin(engine, async () => OK)
    const session = connect(`http://127.0.0.1:${port}`)
    onTestFinished(() => session.destroy())
    const [headers] = await once(session.request({ ':path': '/discover' }), 'response')
    expect(headers[':status']).toBe(401)
  })

  test('without signatures only a loopback address is listened at', async () => {
    const engine = await openAlone({ restate: { listen: { host: '0.0.0.0', port: 0 }, identityKeys: [] } })
    await expect(begin(engine, async () => OK)).rejects.toMatchObject({ code: 'request.invalid' })
  })

  test('what PostgreSQL cannot take in time is refused, not kept in memory', async () => {
    const engine = await openAlone({ mostWaiting: { works: 2, bytes: 1_000 } })
    await engine.submit(job('first'))
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((id) => engine.submit(job(id))))
    expect(answers).toMatchObject([{ value: 'accepted' }, { value: 'accepted' }, { reason: { code: 'queue.full', retryAfter: 2 } }])
    await expect(engine.submit(job('large', { body: new Uint8Array(1_001) }))).rejects.toMatchObject({ code: 'queue.full' })
  })
})
