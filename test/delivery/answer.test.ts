import { afterEach, expect, test } from 'vitest'
import type { Answered } from '../../server/delivery/contract.ts'
import { Canceller } from '../../server/model/cancellation.ts'
import { saleOf, Shop } from './shop.ts'

let shop: Shop
afterEach(() => shop.close())

const STEPS: [string, Record<string, unknown>][] = [
  ['book', { operation: 'searched', input: '{ "number": number }' }],
  ['out', { kind: 'respond', status: 201, body: '{ "ref": ref }' }],
]
const ask = (number: string, idempotencyKey?: string): Promise<Answered> =>
  shop.core.delivery.answer(saleOf(number, idempotencyKey === undefined ? {} : { idempotencyKey }), new Canceller())

test('without a key every request runs', async () => {
  shop = await Shop.open(STEPS)
  const [first, second] = [await ask('R-1'), await ask('R-1')]
  expect([first.response, second.response]).toMatchObject([{ status: 201, body: { ref: 'S-1' } }, { body: { ref: 'S-2' } }])
  expect(first.repeated).toBe(false)
  expect(first.run.delivery).toBeUndefined()
})

test('with a key the first answer is given again', async () => {
  shop = await Shop.open(STEPS)
  const first = await ask('R-1', 'k-1')
  expect(first).toMatchObject({ repeated: false, problem: null, response: { status: 201, body: { ref: 'S-1' } } })
  const again = await ask('R-1', 'k-1')
  expect(again).toMatchObject({ repeated: true, run: { id: first.run.id }, response: { status: 201, body: { ref: 'S-1' } } })
  await expect(ask('R-2', 'k-1')).rejects.toMatchObject({ code: 'request.key-reused' })
  expect(shop.till.sales).toHaveLength(1)
  expect((await shop.detail(first.run.id)).effects).toMatchObject([{ key: 'book', state: 'confirmed', reference: 'S-1' }])
})

test('a request that is still at work is not run twice', async () => {
  shop = await Shop.open(STEPS)
  const answers = await Promise.allSettled([ask('R-1', 'k-1'), ask('R-1', 'k-1'), ask('R-1', 'k-1')])
  const refused = answers.filter(({ status }) => status === 'rejected')
  expect(refused.map((answer) => (answer as PromiseRejectedResult).reason.code)).toEqual(['request.in-progress', 'request.in-progress'])
  expect(shop.till.sales).toHaveLength(1)
})

test('after a lost answer the same key finds the write and does not repeat it', async () => {
  shop = await Shop.open(STEPS)
  shop.till.mood = 'lose'
  const lost = await ask('R-1', 'k-1')
  expect(lost.problem?.kind.retry).toBe(true)
  shop.till.mood = 'ok'
  const found = await ask('R-1', 'k-1')
  expect(found).toMatchObject({ repeated: false, problem: null, response: { status: 201, body: { ref: 'S-1' } } })
  expect(found.run.id).toBe(lost.run.id)
  expect(shop.till.sales).toHaveLength(1)
})

test('after a refusal the same key tries again', async () => {
  shop = await Shop.open([['book', { operation: 'bare', input: '{ "number": number }' }], STEPS[1]!])
  shop.till.mood = 'refuse'
  expect((await ask('R-1', 'k-1')).problem?.code).toBe('target.validation')
  shop.till.mood = 'ok'
  expect((await ask('R-1', 'k-1')).response?.status).toBe(201)
  expect(shop.till.sales).toHaveLength(1)
})

test('a document that was answered is not delivered again, and one that was accepted is not answered', async () => {
  shop = await Shop.open(STEPS)
  const first = await ask('R-1', 'k-1')
  expect(await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))).toEqual({ run: first.run.id, repeated: true })
  expect(await shop.core.delivery.status('shop', first.run.id)).toMatchObject({ state: 'succeeded' })
  const { run } = await shop.core.delivery.accept(saleOf('R-2', { idempotencyKey: 'k-2' }))
  await shop.until(run, 'succeeded')
  await expect(ask('R-2', 'k-2')).rejects.toMatchObject({ code: 'request.key-reused' })
  expect(shop.till.sales).toHaveLength(2)
})

test('an answer that was lost is delivered by acceptance, once', async () => {
  shop = await Shop.open(STEPS)
  shop.till.mood = 'lose'
  const lost = await ask('R-1', 'k-1')
  shop.till.mood = 'ok'
  const { run } = await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))
  expect(run).toBe(lost.run.id)
  const { effects } = await shop.until(run, 'succeeded')
  expect(effects).toMatchObject([{ state: 'confirmed', confirmedBy: 'read-back' }])
  expect(shop.till.sales).toHaveLength(1)
})
