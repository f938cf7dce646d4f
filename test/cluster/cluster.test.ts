import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RunEvent } from '../../server/model/run.ts'
import type { Flow } from '../../server/model/flow.ts'
import { orderOf, TORTURE_FLOW } from '../torture/flow.ts'
import { prepareWorkspace } from '../torture/prepare.ts'
import { startTarget, type Target } from '../torture/target.ts'
import { openSession, type Session } from './session.ts'
import { type Cluster, type ClusterServer, startCluster, whyNoCluster } from './start-cluster.ts'

const PATIENCE = { timeout: 15_000, interval: 20 }
/** The time within which what one server was told holds on the others, and an accepted document of one that is gone is delivered by another. */
const FOLLOWS_WITHIN = 1_000
const DELIVERED_WITHIN = 5_000

const target: Target = await startTarget()
const settings = { PATCHBAY_CONNECTORS: join(import.meta.dirname, '../torture/connectors') }
const reason = whyNoCluster()
const cluster: Cluster | undefined = reason === undefined ? await startCluster({ servers: 2, restateNodes: 1, settings }) : undefined
const leftOut = reason ?? (cluster ? undefined : 'no PostgreSQL found')

describe.skipIf(leftOut)(`two servers of one database${leftOut ? ` (left out: ${leftOut})` : ''}`, { timeout: 30_000 }, () => {
  let a: ClusterServer
  let b: ClusterServer
  let session: Session
  let key = ''
  beforeAll(async () => {
    ;[a, b] = cluster!.servers as [ClusterServer, ClusterServer]
    key = await prepareWorkspace({ url: a.url, setupToken: cluster!.setupToken }, target.url)
    session = await openSession(a.url)
    await vi.waitUntil(async () => (await send(b, orderOf('ready', 1))).status === 201, PATIENCE)
  })
  afterAll(async () => {
    await cluster?.stop()
    await target.close()
  })
  afterEach(() => {
    target.mode = 'well'
  })

  interface Answer {
    status: number
    run: string
    body: { id: string; state: string; code: string }
  }

  async function send(server: ClusterServer, order: object, headers: Record<string, string> = {}): Promise<Answer> {
    const all = { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers }
    const answer = await fetch(`${server.url}/api/v1/orders`, { method: 'POST', headers: all, body: JSON.stringify(order) })
    return { status: answer.status, run: answer.headers.get('x-patchbay-run') ?? '', body: (await answer.json()) as Answer['body'] }
  }

  const accept = async (server: ClusterServer, lane: string): Promise<string> => {
    const { status, body } = await send(server, orderOf(lane, 1), { prefer: 'respond-async' })
    expect(status).toBe(202)
    return body.id
  }

  const stateOf = async (server: ClusterServer, run: string): Promise<string> => {
    const answer = await fetch(`${server.url}/api/v1/runs/${run}`, { headers: { authorization: `Bearer ${key}` } })
    return ((await answer.json()) as { state: string }).state
  }

  /** Publishes a change of the flow on a server; gives back the version. */
  async function publish(server: ClusterServer, change: (flow: Flow) => Flow): Promise<number> {
    const api = session.at(server.url)
    const params = { id: TORTURE_FLOW.id }
    const draft = await api.call('flows.read', { params })
    const { revision } = await api.call('flows.save', { params, body: { revision: draft.revision, flow: change(draft.flow) } })
    return (await api.call('flows.publish', { params, body: { revision, note: '' } })).version
  }

  test('a flow that was published on one serves the calls of the other within a second', async () => {
    const version = await publish(a, (flow) => ({ ...flow, name: 'Published on A' }))
    const publishedAt = Date.now()
    const api = session.at(b.url)
    const versionOf = async (): Promise<number> => (await api.call('runs.read', { params: { id: (await send(b, orderOf('published', 1))).run } })).run.version
    await expect.poll(versionOf, PATIENCE).toBe(version)
    expect(Date.now() - publishedAt).toBeLessThan(FOLLOWS_WITHIN)
    expect((await api.call('flows.read', { params: { id: TORTURE_FLOW.id } })).publishedVersion).toBe(version)
  })

  test('who is logged in at one is logged in at the other, and logged out at both', async () => {
    const other = await openSession(b.url)
    expect((await other.at(a.url).call('session.read')).user).toBe('ada')
    await other.at(a.url).call('session.delete')
    await expect(other.at(b.url).call('session.read')).rejects.toMatchObject({ document: { status: 401 } })
  })

  test('a key that was revoked at one is refused by the other', async () => {
    const made = await session.at(a.url).call('keys.create', { params: { id: 'torture' }, body: { name: 'short-lived' } })
    const authorization = `Bearer ${made.key}`
    await expect.poll(async () => (await send(b, orderOf('key', 1), { authorization })).status, PATIENCE).toBe(201)
    await session.at(a.url).call('keys.revoke', { params: { id: 'torture', key: made.view.id } })
    await expect.poll(async () => (await send(b, orderOf('key', 1), { authorization })).status, { ...PATIENCE, timeout: FOLLOWS_WITHIN }).toBe(401)
  })

  test('a connection that was changed at one is called so by the other', async () => {
    const elsewhere = await startTarget()
    onTestFinished(() => elsewhere.close())
    const change = async (server: ClusterServer, baseUrl: string): Promise<void> => {
      const api = session.at(server.url)
      const { connection, revision } = (await api.call('connections.list'))[0]!
      await api.call('connections.save', { params: { id: 'torture' }, body: { revision, connection: { ...connection, baseUrl }, credentials: {} } })
    }
    await change(a, elsewhere.url)
    await expect.poll(async () => ((await send(b, orderOf('moved', 1))).status, elsewhere.requests), PATIENCE).toBeGreaterThan(0)
    await change(b, target.url)
    const before = target.requests
    await expect.poll(async () => ((await send(a, orderOf('moved', 2))).status, target.requests), PATIENCE).toBeGreaterThan(before)
  })

  test('a pause at one holds at the other, and ends there', async () => {
    const params = { kind: 'flow', id: TORTURE_FLOW.id }
    await session.at(a.url).call('pauses.create', { body: { kind: 'flow', id: TORTURE_FLOW.id, note: '' } })
    await expect.poll(async () => (await send(b, orderOf('paused', 1))).body.code, PATIENCE).toBe('flow.paused')
    const runs = [await accept(a, 'pausedA'), await accept(b, 'pausedB')]
    const states = (server: ClusterServer) => Promise.all(runs.map((run) => stateOf(server, run)))
    expect(await states(b)).toEqual(['accepted', 'accepted'])
    expect([...target.stamps].filter((no) => no.startsWith('paused'))).toEqual([])
    await session.at(b.url).call('pauses.delete', { params })
    await expect.poll(() => states(a), PATIENCE).toEqual(['succeeded', 'succeeded'])
    await expect.poll(async () => (await send(a, orderOf('paused', 2))).status, PATIENCE).toBe(201)
  })

  test('the state of a document that one has accepted can be asked for and waited for at the other', async () => {
    const run = await accept(a, 'asked')
    // At once, before the record of it is written.
    expect(['accepted', 'running', 'succeeded']).toContain(await stateOf(b, run))
    await expect.poll(() => stateOf(b, run), PATIENCE).toBe('succeeded')
    const waited = await Promise.all([a, b, a, b].map((server, index) => send(server, orderOf(`waited${index}`, 1), { prefer: 'wait=10' })))
    expect(waited.map(({ status, body }) => [status, body.state])).toEqual(Array.from({ length: 4 }, () => [202, 'succeeded']))
  })

  test('one idempotency key at both at once has one effect', async () => {
    const named = { 'idempotency-key': `"${randomUUID()}"`, prefer: 'respond-async' }
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => send(index % 2 ? a : b, orderOf('same', 1), named)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    await expect.poll(() => stateOf(b, answers[0]!.body.id), PATIENCE).toBe('succeeded')
    expect(target.entries.filter(({ no }) => no === 'same-1')).toHaveLength(1)
    const other = await send(b, orderOf('other', 1), named)
    expect([other.status, other.body.code]).toEqual([422, 'request.key-reused'])
  })

  test('a viewer of one sees what the other does, until the session ends', async () => {
    const viewer = await openSession(a.url)
    const socket = io(b.url, { transports: ['websocket'], forceNew: true, extraHeaders: { cookie: viewer.cookie, origin: b.url } })
    onTestFinished(() => void socket.close())
    const seen: RunEvent[] = []
    const hints: string[] = []
    socket.on('runs', (events: RunEvent[]) => seen.push(...events))
    socket.on('desk', (changes: string[]) => hints.push(...changes))
    await vi.waitUntil(() => socket.connected, PATIENCE)
    // Others begin to tell when they have heard that somebody watches.
    const sent: string[] = []
    await vi.waitUntil(async () => {
      sent.push((await send(a, orderOf(`watched${sent.length}`, 1))).run)
      return seen.some(({ run }) => sent.includes(run.id))
    }, PATIENCE)
    await session.at(a.url).call('pauses.create', { body: { kind: 'connection', id: 'torture', note: '' } })
    await session.at(a.url).call('pauses.delete', { params: { kind: 'connection', id: 'torture' } })
    await expect.poll(() => hints, PATIENCE).toContain('pauses')
    // More than a notice of PostgreSQL may hold.
    const many = await Promise.all(Array.from({ length: 60 }, (_, index) => send(a, orderOf(`many${index}`, 1))))
    await expect.poll(() => many.filter(({ run }) => !seen.some((event) => event.run.id === run)), PATIENCE).toEqual([])
  })

  test('what one has accepted is delivered by the other when it is killed', async () => {
    target.mode = 'hold'
    const lanes = Array.from({ length: 6 }, (_, index) => `killed${index}`)
    const asked = target.requests
    const runs = await Promise.all(lanes.map((lane) => accept(a, lane)))
    await expect.poll(() => target.requests, PATIENCE).toBeGreaterThanOrEqual(asked + lanes.length)
    await a.kill('SIGKILL')
    const killedAt = Date.now()
    target.mode = 'well'
    await expect.poll(() => lanes.filter((lane) => !target.stamps.has(`${lane}-1`)), { ...PATIENCE, interval: 5 }).toEqual([])
    expect(Date.now() - killedAt).toBeLessThan(DELIVERED_WITHIN)
    await expect.poll(() => Promise.all(runs.map((run) => stateOf(b, run))), PATIENCE).toEqual(runs.map(() => 'succeeded'))
    for (const lane of lanes) expect(target.entries.filter(({ no }) => no === `${lane}-1`)).toHaveLength(1)
    await a.start()
    expect(await stateOf(a, runs[0]!)).toBe('succeeded')
  })

  test('a server that is stopped in order gives its documents over at once', async () => {
    const runs: string[] = []
    const sending = (async () => {
      for (let number = 0; number < 40; number += 1) runs.push(await accept(a, `rolled${number}`))
    })()
    await expect.poll(() => runs.length, PATIENCE).toBeGreaterThan(10)
    await b.kill('SIGTERM')
    await sending
    await expect.poll(async () => new Set(await Promise.all(runs.map((run) => stateOf(a, run)))), PATIENCE).toEqual(new Set(['succeeded']))
    expect(target.entries.filter(({ no }) => no.startsWith('rolled'))).toHaveLength(runs.length)
    await b.start()
  })

  test('a server with the embedded engine is refused, and one with another workspace key', async () => {
    const { startPatchbayProcess } = await import('../support/patchbay-process.ts')
    const own = { ...cluster!.environment(0), PATCHBAY_PORT: '0', PATCHBAY_RESTATE_LISTEN: '127.0.0.1:0' }
    await expect(startPatchbayProcess({ ...own, PATCHBAY_ENGINE: 'embedded' })).rejects.toThrow(/Several servers of one database need PATCHBAY_ENGINE=restate/)
    await expect(startPatchbayProcess({ ...own, PATCHBAY_KEY: Buffer.alloc(32, 7).toString('base64') })).rejects.toThrow(/key/)
  })
})
