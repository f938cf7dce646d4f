import { createHmac } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { Canceller } from '../../server/model/cancellation.ts'
import { saleOf, Shop } from './shop.ts'

let shop: Shop
afterEach(() => shop.close())

const INPUT = '{ "number": number }'
const desk = () => shop.core.delivery.desk

test('a document is opened, edited and tried again; what was confirmed stays', async () => {
  shop = await Shop.open([
    ['first', { operation: 'searched', input: '{ "number": "F-" & number }', as: 'first' }],
    ['second', { operation: 'bare', input: INPUT }],
  ])
  shop.till.mood = 'refuse'
  const run = await shop.sell('R-1')
  const blocked = await shop.until(run, 'blocked')
  expect(blocked.effects).toMatchObject([{ key: 'first', state: 'to-send', problem: { code: 'target.validation' } }])
  expect((await desk().open(run)).body).toEqual({ number: 'R-1', customer: 'C-1' })
  shop.till.mood = 'ok'
  await desk().retry(run, { body: { number: 'R-2', customer: 'C-1' } })
  await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['F-R-2', 'R-2'])
  expect((await shop.detail(run)).attempts.map(({ problem }) => problem?.code)).toEqual(['target.validation', undefined])
})

test('an edited body is not kept without end, whatever was accepted', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]], { expiryMs: 60_000 })
  shop.till.mood = 'refuse'
  const run = await shop.sell('R-1')
  const { run: record } = await shop.until(run, 'blocked')
  const accepted = record.delivery!.expiresAt
  await desk().retry(run, { body: { number: 'R-2', customer: 'C-1' } })
  await vi.waitFor(async () => expect((await shop.detail(run)).run).toMatchObject({ state: 'blocked', delivery: { attempt: 2 } }))
  expect((await shop.detail(run)).run.delivery!.expiresAt).toBe(accepted)
  expect(accepted).not.toBeNull()
})

test('a retry runs the pinned version, or the newest one', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  shop.till.mood = 'refuse'
  const [old, fresh] = [await shop.sell('R-1', { customer: 'C-1' }), await shop.sell('R-2', { customer: 'C-2' })]
  await shop.until(old, 'blocked')
  await shop.until(fresh, 'blocked')
  await shop.change([['book', { operation: 'bare', input: '{ "number": "new-" & number }' }]])
  shop.till.mood = 'ok'
  await desk().retry(old)
  await desk().retry(fresh, { version: 'newest' })
  expect([(await shop.until(old, 'succeeded')).run.version, (await shop.until(fresh, 'succeeded')).run.version]).toEqual([1, 2])
  expect(shop.till.numbers().toSorted()).toEqual(['R-1', 'new-R-2'])
})

test('a blocked head holds its lane until it is skipped', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  shop.till.mood = 'refuse'
  const head = await shop.sell('R-1')
  const [next, other] = [await shop.sell('R-2'), await shop.sell('R-3', { customer: 'C-2' })]
  await shop.until(head, 'blocked')
  await shop.until(other, 'blocked')
  expect(await desk().lanes({ limit: 10 })).toMatchObject([
    { run: head, flow: 'sell', client: 'shop', state: 'blocked', problem: 'target.validation', behind: 1 },
    { run: other, behind: 0 },
  ])
  expect(await shop.core.delivery.queue()).toMatchObject({ waiting: 3, blockedLanes: 2 })
  shop.till.mood = 'ok'
  expect(await desk().skip(head)).toMatchObject({ id: head, state: 'failed' })
  await shop.until(next, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-2'])
  await desk().retry(head)
  await shop.until(head, 'succeeded')
})

test('pause, resume, cancel and purge', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  shop.till.mood = 'down'
  const [run, other] = [await shop.sell('R-1'), await shop.sell('R-2', { customer: 'C-2' })]
  await shop.until(run, 'waiting')
  expect((await desk().pause(run)).state).toBe('paused')
  await shop.until(run, 'paused')
  await desk().cancel(other)
  await shop.until(other, 'cancelled')
  await desk().purge(other)
  await expect(desk().open(other)).rejects.toMatchObject({ code: 'run.needs-payload' })
  expect(await desk().plan([run, other, 'nothing', run])).toEqual({ runs: 1, leftOut: 2, blocking: 1, effects: { confirmed: 0, unknown: 0, toSend: 1 } })
  shop.till.mood = 'ok'
  await desk().resume(run)
  await shop.until(run, 'succeeded')
  await expect(desk().cancel(run)).rejects.toMatchObject({ code: 'request.conflict' })
  await expect(desk().open('nothing')).rejects.toMatchObject({ code: 'request.not-found' })
})

test('what was written half-way is undone, the last write first and once', async () => {
  shop = await Shop.open([
    ['first', { operation: 'searched', input: '{ "number": "A-" & number }', as: 'first', undo: 'removeFirst' }],
    ['second', { operation: 'searched', input: '{ "number": "B-" & number }', as: 'second', undo: 'removeSecond' }],
    ['refuse', { kind: 'raise', code: 'flow.raised', detail: 'No.' }],
    ['removeFirst', { operation: 'remove', input: '{ "number": "undo " & ref }', undoes: true }],
    ['removeSecond', { operation: 'remove', input: '{ "number": "undo " & ref & " of " & $input.number }', undoes: true }],
  ])
  const run = await shop.sell('R-1')
  await shop.until(run, 'blocked')
  await expect(desk().undo(run)).rejects.toMatchObject({ code: 'request.conflict' })
  await desk().cancel(run)
  await shop.until(run, 'cancelled')
  const effects = await desk().undo(run)
  expect(shop.till.numbers('/remove')).toEqual(['undo S-2 of R-1', 'undo S-1'])
  expect(effects.map(({ node, state }) => [node, state])).toEqual([
    ['first', 'confirmed'],
    ['second', 'confirmed'],
    ['removeSecond', 'confirmed'],
    ['removeFirst', 'confirmed'],
  ])
  await desk().undo(run)
  expect(shop.till.numbers('/remove')).toHaveLength(2)
  expect((await shop.detail(run)).run.delivery!.effects.confirmed).toBe(4)
  await expect(desk().retry(run)).rejects.toMatchObject({ code: 'request.conflict' })
  expect(await desk().plan([run])).toMatchObject({ runs: 0, leftOut: 1 })
})

test('many documents are tried again at a rate, and the rest is left when it is stopped', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  shop.till.mood = 'refuse'
  const runs: string[] = []
  for (let n = 0; n < 6; n++) runs.push(await shop.sell(`R-${n}`, { customer: `C-${n}` }))
  for (const run of runs) await shop.until(run, 'blocked')
  shop.till.mood = 'ok'
  const bulk = desk().retryMany({ runs: [...runs.slice(0, 3), 'nothing'], perSecond: 1000, version: 'newest', by: 'ada' })
  expect(bulk).toMatchObject({ total: 4, endedAt: null, by: 'ada' })
  await vi.waitFor(() => expect(desk().bulkRetries()[0]).toMatchObject({ id: bulk.id, done: 3, refused: 1, endedAt: expect.any(String), cancelled: false }))
  for (const run of runs.slice(0, 3)) await shop.until(run, 'succeeded')
  const slow = desk().retryMany({ runs: runs.slice(3), perSecond: 0.1, version: 'accepted', by: 'ada' })
  await vi.waitFor(() => expect(desk().bulkRetries()[0]).toMatchObject({ id: slow.id, done: 1 }))
  expect(desk().cancelBulk(slow.id)).toMatchObject({ cancelled: true, done: 1 })
  expect((await shop.detail(runs[5]!)).run.state).toBe('blocked')
})

test('a dry run shows what another version would write, and writes nothing', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  shop.till.mood = 'refuse'
  const run = await shop.sell('R-1')
  await shop.until(run, 'blocked')
  await shop.change([['book', { operation: 'searched', input: '{ "number": "new-" & number }' }]])
  const asked = shop.till.asked
  expect(await desk().dryRun([run], 2)).toEqual([
    { run, problem: null, differences: [{ place: 'call:book', path: '[0].number', expected: 'R-1', got: 'new-R-1' }] },
  ])
  expect(await desk().dryRun([run], 1)).toEqual([{ run, problem: null, differences: [] }])
  expect([shop.till.asked, shop.till.sales.length]).toEqual([asked, 0])
  expect((await shop.detail(run)).run.state).toBe('blocked')
})

test('a paused connection queues documents and refuses whoever waits, also after a restart', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  await shop.core.delivery.pauses.add({ kind: 'connection', id: 'till', by: 'ada', note: 'stocktaking' })
  const run = await shop.sell('R-1')
  await expect(shop.core.delivery.answer(saleOf('R-2'), new Canceller())).rejects.toMatchObject({ code: 'connection.paused', retryAfter: 60 })
  await shop.stop()
  await shop.start()
  expect(await shop.core.delivery.pauses.list()).toMatchObject([{ kind: 'connection', id: 'till', by: 'ada', note: 'stocktaking', waiting: 1 }])
  const other = await shop.sell('R-3', { customer: 'C-2' })
  expect([(await shop.detail(run)).run.state, (await shop.detail(other)).run.state]).toEqual(['queued', 'queued'])
  expect(await shop.core.delivery.pauses.remove('connection', 'till')).toEqual([])
  await shop.until(run, 'succeeded')
  await shop.until(other, 'succeeded')
  expect((await shop.core.delivery.answer(saleOf('R-4'), new Canceller())).problem).toBeNull()
  await expect(shop.core.delivery.pauses.remove('connection', 'till')).rejects.toMatchObject({ code: 'request.not-found' })
})

test('a client is told of the end of its documents, signed, and after its own outage too', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  const { revision, value } = await shop.core.hub.clients.read('shop')
  const callback = { url: `${shop.till.url}/callback`, local: true, events: ['succeeded' as const, 'cancelled' as const] }
  await shop.core.hub.clients.save('shop', { revision, value: { ...value, callback } })
  const secret = await shop.core.delivery.renewCallbackSecret('shop')
  const run = await shop.sell('marked-number')
  await vi.waitFor(() => expect(shop.till.heard).toHaveLength(1), { timeout: 5000 })
  const { headers, body } = shop.till.heard[0]!
  expect(JSON.parse(body)).toMatchObject({ type: 'run.succeeded', data: { id: run, state: 'succeeded', attempt: 1, references: ['S-1'], problem: null } })
  expect(body).not.toContain('marked')
  expect(headers['webhook-id']).toBe(`${run}.succeeded`)
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  shop.till.mood = 'down'
  const other = await shop.sell('R-2')
  await shop.until(other, 'waiting')
  await desk().cancel(other)
  await shop.until(other, 'cancelled')
  shop.till.mood = 'ok'
  shop.clock.jump(60_000)
  await vi.waitFor(() => expect(shop.till.heard).toHaveLength(2), { timeout: 5000 })
  expect(JSON.parse(shop.till.heard[1]!.body)).toMatchObject({ type: 'run.cancelled', data: { id: other } })
})
