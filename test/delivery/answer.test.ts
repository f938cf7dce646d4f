import { afterEach, expect, test, vi } from 'vitest'
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

/** Ends the process in the middle: what it would have written of requests that are answered at once is lost. */
async function crash(): Promise<void> {
  await shop.stop()
  await shop.start()
}
function loseWrites(): void {
  shop.core.store.runs.record = () => undefined
  shop.core.store.answers.release = async () => undefined
}

test('a crash after an earlier failure is not taken for that failure: the write is looked for', async () => {
  shop = await Shop.open(STEPS)
  shop.till.mood = 'down'
  expect((await ask('R-1', 'k-1')).problem?.code).toBe('target.unavailable')
  await shop.core.store.runs.flush()
  loseWrites()
  shop.till.mood = 'lose'
  await ask('R-1', 'k-1')
  await crash()
  shop.till.mood = 'ok'
  expect(await ask('R-1', 'k-1')).toMatchObject({ problem: null, response: { body: { ref: 'S-1' } } })
  expect(shop.till.sales).toHaveLength(1)
})

const CHECKED: [string, Record<string, unknown>][] = [
  ['check', { operation: 'find', input: '{ "number": "R-0" }' }],
  ['book', { operation: 'searched', input: '{ "number": $input.number }' }],
  STEPS[1]!,
]

test.each(['answered', 'accepted'] as const)(
  'what nobody knows after a crash stays unknown when the next try does not come so far; then it is %s, once',
  async (way) => {
    shop = await Shop.open(CHECKED)
    shop.till.sales.push({ path: '/searched', number: 'R-0', ref: 'S-0' })
    loseWrites()
    shop.till.mood = 'lose'
    await ask('R-1', 'k-1')
    await crash()
    shop.till.mood = 'down'
    expect((await ask('R-1', 'k-1')).problem?.code).toBe('target.unavailable')
    shop.till.mood = 'ok'
    const done = { answered: () => ask('R-1', 'k-1'), accepted: async () => shop.until(await shop.sell('R-1', { idempotencyKey: 'k-1' }), 'succeeded') }[way]
    expect((await done()).run.state).toBe('succeeded')
    expect(shop.till.numbers()).toEqual(['R-0', 'R-1'])
  },
)

/** Lets no document into the queue until it is called. */
function holdQueue(): { asked: Promise<void>; open: () => void } {
  const { engine } = shop.core
  const submit = engine.submit.bind(engine)
  let [open, ask] = [(): void => undefined, (): void => undefined]
  const opened = new Promise<void>((resolve) => void (open = resolve))
  const asked = new Promise<void>((resolve) => void (ask = resolve))
  engine.submit = async (job) => {
    ask()
    await opened
    return submit(job)
  }
  return { asked, open }
}

test('one key sent both ways at the same moment is done once: the answer came first', async () => {
  shop = await Shop.open(STEPS)
  const queue = holdQueue()
  const accepted = shop.sell('R-1', { idempotencyKey: 'k-1' })
  await queue.asked
  const answered = await ask('R-1', 'k-1')
  expect(answered.response?.status).toBe(201)
  queue.open()
  const { run, effects } = await shop.until(await accepted, 'succeeded')
  expect([run.id, shop.till.sales.length, effects.length]).toEqual([answered.run.id, 1, 1])
})

test('one key sent both ways at the same moment is done once: the answer is still being made, and gets lost', async () => {
  shop = await Shop.open(STEPS)
  const queue = holdQueue()
  const accepted = shop.sell('R-1', { idempotencyKey: 'k-1' })
  await queue.asked
  shop.till.mood = 'hang'
  const answered = ask('R-1', 'k-1')
  await vi.waitFor(() => expect(shop.till.sales).toHaveLength(1))
  queue.open()
  const run = await accepted
  const { run: waiting } = await shop.until(run, 'waiting')
  expect(waiting.problem?.code).toBe('request.in-progress')
  shop.till.mood = 'ok'
  expect((await answered).problem?.code).toBe('target.timeout')
  const { effects } = await shop.until(run, 'succeeded')
  expect(effects).toMatchObject([{ state: 'confirmed', confirmedBy: 'read-back' }])
  expect(shop.till.sales).toHaveLength(1)
})

test('a request that should have been sent as a document leaves no trace: the document can be sent again, with its own body only', async () => {
  shop = await Shop.open(STEPS)
  const first = await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))
  await shop.until(first.run, 'succeeded')
  await expect(ask('R-2', 'k-1')).rejects.toMatchObject({ code: 'request.key-reused' })
  expect(await shop.core.delivery.accept(saleOf('R-1', { idempotencyKey: 'k-1' }))).toEqual({ run: first.run, repeated: true })
  await expect(shop.core.delivery.accept(saleOf('R-2', { idempotencyKey: 'k-1' }))).rejects.toMatchObject({ code: 'request.key-reused' })
  await ask('R-3', 'k-3')
  await expect(shop.core.delivery.accept(saleOf('R-4', { idempotencyKey: 'k-3' }))).rejects.toMatchObject({ code: 'request.key-reused' })
})

test('while the flow is paused the first answer is still given again, and a first request leaves no trace', async () => {
  shop = await Shop.open(STEPS)
  await ask('R-1', 'k-1')
  await shop.core.delivery.pauses.add({ kind: 'flow', id: 'sell', by: 'ada', note: '' })
  expect(await ask('R-1', 'k-1')).toMatchObject({ repeated: true, response: { status: 201, body: { ref: 'S-1' } } })
  await expect(ask('R-2', 'k-2')).rejects.toMatchObject({ code: 'flow.paused', retryAfter: 60 })
  await expect(ask('R-2')).rejects.toMatchObject({ code: 'flow.paused' })
  // As the problem says: it may be queued with the same key now, whatever its body is.
  const { run } = await shop.core.delivery.accept(saleOf('R-3', { idempotencyKey: 'k-2' }))
  await shop.core.delivery.pauses.remove('flow', 'sell')
  await shop.until(run, 'succeeded')
  expect(shop.till.numbers()).toEqual(['R-1', 'R-3'])
})
