import { afterEach, expect, test, vi } from 'vitest'
import { businessKeyHash } from '../../server/delivery/hashes.ts'
import { Canceller } from '../../server/model/cancellation.ts'
import { saleOf, Shop } from './shop.ts'

let shop: Shop
afterEach(() => shop.close())

const INPUT = '{ "number": number }'

test('an accepted document is delivered, and its record tells how', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  const run = await shop.sell('R-1')
  const detail = await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-1'])
  expect(detail.run).toMatchObject({
    flow: 'sell',
    version: 1,
    client: 'shop',
    trigger: { kind: 'webhook', name: 'POST sell' },
    inBytes: 40,
    problem: null,
    delivery: { attempt: 1, dueAt: null, effects: { confirmed: 1, unknown: 0, toSend: 0 } },
  })
  expect(detail.steps.map(({ node }) => node)).toEqual(['in', 'book'])
  expect(detail.effects).toMatchObject([
    { key: 'book', node: 'book', connection: 'till', operation: 'searched', by: 'search', state: 'confirmed', reference: 'S-1', confirmedBy: 'answer' },
  ])
  expect(detail.attempts).toMatchObject([{ attempt: 1, version: 1, problem: null }])
  expect(await shop.core.delivery.status('shop', run)).toMatchObject({ id: run, state: 'succeeded', attempt: 1, references: ['S-1'] })
  expect(await shop.core.delivery.status('other', run)).toBeUndefined()
})

test('a target that is down delays documents, loses none, and keeps the order of each customer', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  shop.till.mood = 'down'
  const runs: string[] = []
  for (let n = 1; n <= 12; n++) runs.push(await shop.sell(`R-${n}`, { customer: `C-${n % 3}` }))
  const waiting = await shop.until(runs[0]!, 'waiting')
  expect(waiting.run).toMatchObject({
    problem: { code: expect.stringMatching(/^target\.(unavailable|resting)$/) },
    delivery: { effects: { confirmed: 0, unknown: 0, toSend: 1 } },
  })
  shop.till.mood = 'ok'
  for (const run of runs) await shop.until(run, 'succeeded')
  const numbers = shop.till.numbers()
  expect(new Set(numbers).size).toBe(12)
  expect(numbers).toHaveLength(12)
  for (let c = 0; c < 3; c++) {
    const own = numbers.map((number) => Number(number.slice(2))).filter((n) => n % 3 === c)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
  }
})

test('an outage uses up no attempts of what was not even sent', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]], { attempts: 1 })
  shop.till.mood = 'down'
  for (let n = 1; n <= 5; n++) await shop.until(await shop.sell(`R-${n}`, { customer: `C-${n}` }), 'blocked')
  // Five failures in a row: the target is left alone for a second.
  const run = await shop.sell('R-6', { customer: 'C-6' })
  const waiting = await shop.until(run, 'waiting')
  expect(waiting.run).toMatchObject({ problem: { code: 'target.resting' }, delivery: { attempt: 0 } })
  shop.till.mood = 'ok'
  await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-6'])
})

test.each([
  ['keyed', ['R-1']],
  ['searched', ['R-1']],
  ['remove', ['R-1', 'R-1']],
])('a lost answer of %s does not double the effect', async (operation, requests) => {
  shop = await Shop.open([['book', { operation, input: INPUT }]])
  shop.till.mood = 'lose-once'
  const run = await shop.sell('R-1')
  const { effects } = await shop.until(run, 'succeeded')
  expect(effects).toMatchObject([{ state: 'confirmed' }])
  expect(shop.till.numbers()).toEqual(requests)
})

test('writes that were confirmed are not made again when a later one fails', async () => {
  shop = await Shop.open([
    ['first', { operation: 'bare', input: INPUT, as: 'first' }],
    ['second', { operation: 'searched', input: '{ "number": number & "-" & first.ref }' }],
  ])
  shop.till.mood = 'lose'
  const run = await shop.sell('R-1')
  // Without a way to find out what became of the first write, an operator is asked.
  const blocked = await shop.until(run, 'blocked')
  expect(blocked.run.problem).toMatchObject({ code: 'effect.unknown', at: 'first' })
  expect(blocked.run.delivery!.effects).toEqual({ confirmed: 0, unknown: 1, toSend: 1 })
  await shop.core.delivery.desk.resolve(run, 'first', { state: 'confirmed', reference: 'S-1' })
  expect((await shop.detail(run)).run.delivery!.effects).toEqual({ confirmed: 1, unknown: 0, toSend: 1 })
  shop.till.mood = 'down'
  await shop.core.delivery.desk.retry(run)
  await shop.until(run, 'waiting')
  shop.till.mood = 'ok'
  const { effects } = await shop.until(run, 'succeeded')
  expect(effects).toMatchObject([
    { key: 'first', state: 'confirmed', confirmedBy: 'operator', reference: 'S-1' },
    { key: 'second', state: 'confirmed' },
  ])
  expect(shop.till.numbers('/bare')).toEqual(['R-1'])
  expect(shop.till.numbers('/searched')).toHaveLength(1)
})

test('a write that an operator says has not arrived is sent', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  shop.till.mood = 'lose'
  const run = await shop.sell('R-1')
  await shop.until(run, 'blocked')
  shop.till.mood = 'ok'
  await shop.core.delivery.desk.resolve(run, 'book', { state: 'to-send', reference: null })
  await shop.core.delivery.desk.retry(run)
  await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-1', 'R-1'])
})

test('what was accepted is delivered by the next process, once', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  shop.till.mood = 'hang'
  const runs = [await shop.sell('R-1'), await shop.sell('R-2', { customer: 'C-2' }), await shop.sell('R-3')]
  await shop.until(runs[0]!, 'running')
  await shop.stop()
  shop.till.mood = 'ok'
  await shop.start()
  for (const run of runs) await shop.until(run, 'succeeded')
  expect(shop.till.numbers().toSorted()).toEqual(['R-1', 'R-2', 'R-3'])
})

test('the same idempotency key is the same document, with another body a problem', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  const first = await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))
  await shop.until(first.run, 'succeeded')
  expect(await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))).toEqual({ run: first.run, repeated: true })
  await expect(shop.core.delivery.accept(saleOf('R-2', { idempotencyKey: 'k-1' }))).rejects.toMatchObject({ code: 'request.key-reused' })
  expect((await shop.core.delivery.accept(saleOf('R-3', { idempotencyKey: 'k-2' }))).run).not.toBe(first.run)
  expect((await shop.detail(first.run)).run.state).toBe('succeeded')
})

test('S0-03a: a body that has expired must be sent again, and is delivered then', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]], { expiryMs: 60_000 })
  shop.till.mood = 'down'
  const document = saleOf('R-1', { idempotencyKey: 'k-1' })
  const { run } = await shop.core.delivery.accept(document)
  await shop.until(run, 'waiting')
  shop.clock.jump(61_000)
  const expired = await shop.until(run, 'needs-payload')
  expect(expired.run.problem?.code).toBe('run.needs-payload')
  await expect(shop.core.delivery.desk.open(run)).rejects.toMatchObject({ code: 'run.needs-payload' })
  shop.till.mood = 'ok'
  expect(await shop.core.delivery.accept(document)).toEqual({ run, repeated: true })
  await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-1'])
})

test('a document found by its business key, and no value in its record', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  const run = await shop.sell('marked-number')
  const { run: record, effects, steps, attempts } = await shop.until(run, 'succeeded')
  expect((await shop.core.store.runs.list({ keyHash: businessKeyHash(shop.core.store.seal, 'marked-number'), limit: 10 })).map(({ id }) => id)).toEqual([run])
  expect(JSON.stringify([record, effects, steps, attempts])).not.toContain('marked-number')
})

test('whoever waits is told of the end, or gives up in time', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  const run = await shop.sell('R-1')
  await shop.core.delivery.settled(run, 60_000, new Canceller())
  expect((await shop.detail(run)).run.state).toBe('succeeded')
  await shop.core.delivery.settled(run, 60_000, new Canceller())
  shop.till.mood = 'down'
  const other = await shop.sell('R-2')
  await shop.core.delivery.settled(other, 20, new Canceller())
  const hungUp = new Canceller()
  const waiting = shop.core.delivery.settled(other, 60_000, hungUp)
  hungUp.abort()
  await waiting
  expect((await shop.detail(other)).run.state).not.toBe('succeeded')
})

test('a flow of another client does not exist', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: INPUT }]])
  await expect(shop.core.delivery.accept(saleOf('R-1', { client: 'other' }))).rejects.toMatchObject({ code: 'flow.unpublished' })
})

test('a message that arrived once is captured once, however often it is tried', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  shop.core.captures.start('sell', 5)
  shop.till.mood = 'down'
  const run = await shop.sell('R-1')
  await vi.waitFor(async () => expect((await shop.detail(run)).attempts.length).toBeGreaterThan(3), { timeout: 10_000 })
  shop.till.mood = 'ok'
  await shop.until(run, 'succeeded')
  await shop.core.delivery.answer(saleOf('R-2'), new Canceller())
  expect(shop.core.captures.read('sell').captured).toHaveLength(2)
})

test('a listener that fails takes nothing down with it', async () => {
  shop = await Shop.open([['book', { operation: 'searched', input: INPUT }]])
  const listener = (): void => {
    throw new Error('a listener')
  }
  shop.core.listeners.add(listener)
  await shop.until(await shop.sell('R-1'), 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-1'])
  shop.core.listeners.delete(listener)
})
