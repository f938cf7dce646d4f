import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createBodies } from '../../server/store/bodies.ts'
import { marksIn } from '../support/marks.ts'
import { type CanaryWorld, openCanaryWorld } from './canary-world.ts'
import { leaks } from './everything.ts'
import { createMarker } from './marked-documents.ts'
import { dataKeyOf, piecesLeft, readRows, readSealed, type SealedJob, sealOf } from './sealed-jobs.ts'

const marker = createMarker()
let world: CanaryWorld
beforeAll(async () => {
  world = await openCanaryWorld()
})
afterAll(() => world?.close())

const keyed = (key: string) => ({ prefer: 'respond-async', 'idempotency-key': key })
/** An order of a customer of its own, long enough to fill several pages. */
function order(number: string, more: object = {}): Record<string, unknown> {
  const { body } = marker.document('orders.create', { externalNumber: number, crmReference: `crm:customer:${number}` })
  const [line] = body['lines'] as object[]
  return { ...body, lines: Array.from({ length: 40 }, (_, at) => ({ ...line, id: `${at}` })), ...more }
}

/** The same without anything personal. */
function plainOrder(number: string): Record<string, unknown> {
  const body = order(number)
  return { ...body, notes: null, lines: (body['lines'] as object[]).map((line) => ({ ...line, description: null, ext: {} })) }
}

async function accepted(body: Record<string, unknown>): Promise<string> {
  const answer = await world.send('/api/v1/orders', body, keyed(String(body['externalNumber'])))
  expect(answer.status, answer.text).toBe(202)
  return answer.body.id
}

/** A document of which one write is confirmed; the other one was refused, so that its lane is blocked, or waits because the target is down. */
async function halfDone(body: Record<string, unknown>, mode: 'refuse' | 'down' = 'refuse'): Promise<{ id: string; sealed: SealedJob }> {
  world.target.modes.set('documents', mode)
  const id = await accepted(body)
  await world.until(id, mode === 'down' ? 'retrying' : 'held')
  await vi.waitFor(async () => expect((await detailOf(id)).effects.find(({ node }) => node === 'entry')?.state).toBe('confirmed'), { timeout: 5000 })
  const sealed = readSealed(world, id)!
  return { id, sealed }
}

const detailOf = (id: string) => world.api.call('runs.read', { params: { id } })
const act = (id: string, action: 'retry' | 'purge' | 'cancel') => world.api.call('runs.act', { params: { id }, body: { action, note: '' } })
const effects = (number: string) => world.target.taken.filter(({ no }) => no === number).map(({ kind }) => kind)
const expectGone = (sealed: Partial<SealedJob>): Promise<unknown> =>
  vi.waitFor(() => expect(piecesLeft(world, sealed)).toBe(0), { timeout: 5000, interval: 50 })

test('S0-03a: a waiting document lies sealed in the file, and only the workspace key opens it', async () => {
  const body = order('K-1')
  const { id, sealed } = await halfDone(body)
  expect(piecesLeft(world, { key: sealed.key })).toBeGreaterThan(0)
  expect(piecesLeft(world, { body: sealed.body })).toBeGreaterThan(10)
  expect(sealed.steps.length).toBeGreaterThan(0)
  expect(piecesLeft(world, { steps: sealed.steps })).toBeGreaterThan(0)
  const opened = Buffer.from(createBodies(sealOf(world), (bytes) => Buffer.alloc(bytes)).open(id, sealed.key, sealed.body))
  expect(marksIn(opened, marker.stems)).not.toEqual([])
  const dataKey = dataKeyOf(world, id, sealed)
  expect(dataKey).toHaveLength(32)
  expect(piecesLeft(world, { key: dataKey })).toBe(0)
  expect(leaks(world, [...marker.stems, dataKey.toString('hex'), dataKey.toString('base64').slice(0, -4)])).toEqual([])
})

test('an edited body takes the place of the first one; delivered, neither is left', { timeout: 30_000 }, async () => {
  const { id, sealed } = await halfDone(order('K-2'))
  await world.api.call('runs.edit', { params: { id }, body: { body: order('K-2') as never, note: 'corrected' } })
  await world.until(id, 'held')
  const edited = readSealed(world, id)!
  expect(edited.body.equals(sealed.body)).toBe(false)
  world.target.modes.clear()
  await act(id, 'retry')
  await world.until(id, 'succeeded')
  expect(readSealed(world, id)).toBeUndefined()
  const { id: other } = await halfDone(order('K-3'))
  // What is destroyed leaves the write-ahead log within a minute; a purge makes it leave at once.
  await act(other, 'purge')
  await expectGone(sealed)
  await expectGone(edited)
  expect(effects('K-2')).toEqual(['entries', 'documents'])
})

test('purged, nothing of key, body and steps is left', { timeout: 30_000 }, async () => {
  const { id, sealed } = await halfDone(order('K-4'))
  expect(piecesLeft(world, sealed)).toBeGreaterThan(10)
  await act(id, 'purge')
  await expectGone(sealed)
  expect(readSealed(world, id)).toBeUndefined()
  await expect(world.api.call('runs.reveal', { params: { id }, body: { note: 'too late' } })).rejects.toThrow(/destroyed/)
})

test('a document that an operator writes a personal value into has an expiry from then on', { timeout: 30_000 }, async () => {
  const { id } = await halfDone(plainOrder('K-9'))
  expect((await detailOf(id)).run.delivery!.expiresAt).toBeNull()
  await world.api.call('runs.edit', { params: { id }, body: { body: order('K-9') as never, note: 'asked by phone' } })
  await world.until(id, 'held')
  expect((await detailOf(id)).run.delivery!.expiresAt).not.toBeNull()
})

test(
  'S0-03a: only a document that holds personal values has an expiry; after it nothing is left, and the same key brings it back, delivered once',
  { timeout: 40_000 },
  async () => {
    const body = order('K-5')
    const blocked = await halfDone(order('K-8'))
    const { id: plain } = await halfDone(plainOrder('K-6'))
    const cancelled = await halfDone(order('K-7'))
    await act(cancelled.id, 'cancel')
    const { id, sealed } = await halfDone(body, 'down')
    const answer = { body: marker.document('customers.create').body, key: { 'idempotency-key': 'A-1' } }
    expect((await world.send('/api/v1/customers', answer.body, answer.key)).status).toBe(201)
    const [kept] = readRows<{ sealed_key: ArrayBuffer; sealed: ArrayBuffer }>(
      world,
      'answers.sqlite',
      "SELECT sealed_key, sealed FROM answer WHERE state = 'done'",
    )
    const answered = { key: Buffer.from(kept!.sealed_key), body: Buffer.from(kept!.sealed) }
    expect(piecesLeft(world, answered)).toBeGreaterThan(0)
    expect((await detailOf(id)).run.delivery!.expiresAt).not.toBeNull()
    expect((await detailOf(plain)).run.delivery!.expiresAt).toBeNull()
    await world.server.kill('SIGKILL')
    await world.restart({ days: 3.1 })
    for (const expired of [id, blocked.id]) await world.until(expired, 'needs-payload')
    for (const gone of [sealed, blocked.sealed, cancelled.sealed, answered]) await expectGone(gone)
    expect(readSealed(world, plain)).toBeDefined()
    world.target.modes.clear()
    const other = await world.send('/api/v1/orders', order('K-5'), keyed('K-5'))
    expect([other.status, other.body.code]).toEqual([422, 'request.key-reused'])
    expect(await accepted(body)).toBe(id)
    await world.until(id, 'succeeded')
    expect(await accepted(body)).toBe(id)
    expect(effects('K-5')).toEqual(['entries', 'documents'])
    await act(plain, 'retry')
    await world.until(plain, 'succeeded')
    expect(effects('K-6')).toEqual(['entries', 'documents'])
    expect(world.target.told.some((told) => told.includes('run.needs-payload') && told.includes(id))).toBe(true)
    expect(leaks(world, marker.stems)).toEqual([])
  },
)
