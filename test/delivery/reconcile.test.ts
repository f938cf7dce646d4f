import { afterEach, expect, test, vi } from 'vitest'
import { CALLBACK_FLOW } from '../../server/delivery/callbacks.ts'
import { businessKeyHash } from '../../server/delivery/hashes.ts'
import { saleOf, Shop } from './shop.ts'

let shop: Shop
afterEach(() => shop.close())

const STEPS: [string, Record<string, unknown>][] = [['book', { operation: 'searched', input: '{ "number": number }' }]]

/** What a crash does: records that were to be written are lost, while jobs are durable. */
function loseRecords(): void {
  shop.core.store.runs.record = () => undefined
}

test('after a crash the record of a document that was never written is made from the queue', async () => {
  shop = await Shop.open(STEPS)
  await shop.core.delivery.pauses.add({ kind: 'flow', id: 'sell', by: 'ada', note: '' })
  loseRecords()
  const run = await shop.sell('R-1')
  expect(await shop.core.store.runs.get(run)).toBeUndefined()
  expect(await shop.core.delivery.status('shop', run)).toMatchObject({ id: run, state: 'accepted', operation: 'POST sell' })
  expect(await shop.core.delivery.status('other', run)).toBeUndefined()
  await shop.stop()
  await shop.start()
  const { run: record } = await shop.until(run, 'queued')
  expect(record).toMatchObject({ id: run, flow: 'sell', client: 'shop', inBytes: 40, delivery: { attempt: 0 } })
  const { store } = shop.core
  expect((await store.runs.list({ limit: 10, keyHash: businessKeyHash(store.seal, 'R-1') })).map(({ id }) => id)).toEqual([run])
  await shop.core.delivery.pauses.remove('flow', 'sell')
  await shop.until(run, 'succeeded')
})

test('after a crash a record that was left behind its job follows it', async () => {
  shop = await Shop.open(STEPS)
  shop.till.mood = 'down'
  const [done, blocked] = [await shop.sell('R-1'), await shop.sell('R-2', { customer: 'C-2' })]
  await shop.until(done, 'waiting')
  await shop.until(blocked, 'waiting')
  await shop.core.store.runs.flush()
  loseRecords()
  shop.till.mood = 'ok'
  await shop.core.delivery.desk.pause(blocked).catch(() => undefined)
  await vi.waitFor(async () => expect((await shop.core.engine.get(done))?.state).toBe('completed'), { timeout: 10_000 })
  expect((await shop.detail(done)).run.state).not.toBe('succeeded')
  const other = (await shop.core.engine.get(blocked))!.state
  await shop.stop()
  await shop.start()
  await shop.until(done, 'succeeded')
  await shop.until(blocked, other === 'paused' ? 'paused' : 'succeeded')
})

test('more documents than the queue may hold are refused, and taken again when there is room', async () => {
  shop = await Shop.open(STEPS, {}, { PATCHBAY_MOST_QUEUED: '4' })
  await shop.core.delivery.pauses.add({ kind: 'flow', id: 'sell', by: 'ada', note: '' })
  const first = await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))
  await shop.sell('R-2')
  await expect(shop.sell('R-3')).rejects.toMatchObject({ code: 'queue.full', retryAfter: 5 })
  await shop.core.delivery.pauses.remove('flow', 'sell')
  await shop.until(first.run, 'succeeded')
  await vi.waitFor(async () => expect((await shop.core.delivery.queue()).waiting).toBe(0))
  await shop.sell('R-3')
})

test.each(['failed', 'cancelled'] as const)('after a crash the client is still told that a document has %s, once', async (state) => {
  shop = await Shop.open(STEPS, { after: 'skip' })
  const { revision, value } = await shop.core.hub.clients.read('shop')
  const callback = { url: `${shop.till.url}/callback`, local: true, events: ['failed' as const, 'cancelled' as const] }
  await shop.core.hub.clients.save('shop', { revision, value: { ...value, callback } })
  await shop.core.delivery.renewCallbackSecret('shop')
  // The process dies before the message is accepted.
  const { engine } = shop.core
  const submit = engine.submit.bind(engine)
  engine.submit = async (job) => (job.flow === CALLBACK_FLOW ? Promise.reject(new Error('died')) : submit(job))
  shop.till.mood = state === 'failed' ? 'refuse' : 'down'
  const run = await shop.sell('R-1')
  if (state === 'cancelled') await shop.until(run, 'waiting').then(() => shop.core.delivery.desk.cancel(run))
  await shop.until(run, state)
  shop.till.mood = 'ok'
  for (const _ of ['once', 'again']) {
    await shop.stop()
    await shop.start()
    await vi.waitFor(() => expect(shop.till.heard).toHaveLength(1), { timeout: 10_000 })
  }
  await vi.waitFor(async () => expect((await shop.core.delivery.queue()).waiting).toBe(0))
  expect(shop.till.heard.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([`run.${state}`])
})

test('the documents of one client are counted again after a start', async () => {
  shop = await Shop.open(STEPS, {}, { PATCHBAY_MOST_QUEUED: '4' })
  await shop.core.delivery.pauses.add({ kind: 'flow', id: 'sell', by: 'ada', note: '' })
  for (const number of ['R-1', 'R-2']) await shop.sell(number)
  await shop.stop()
  await shop.start()
  await expect(shop.sell('R-3')).rejects.toMatchObject({ code: 'queue.full', detail: expect.stringContaining('of this client') })
})
