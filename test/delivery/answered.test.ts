import { afterEach, expect, test } from 'vitest'
import type { Answered, Document } from '../../server/delivery/contract.ts'
import type { AnsweredOperation } from '../../server/hub/operation-contract.ts'
import { Canceller } from '../../server/model/cancellation.ts'
import { Flow } from '../../server/model/flow.ts'
import { Problem } from '../../server/model/problem.ts'
import { Shop } from './shop.ts'

let shop: Shop
let told: AnsweredOperation[]
/** What telling ends with, in order. */
let troubles: Problem[]
afterEach(() => shop.close())

const NODES: [string, string, object][] = [
  ['in', 'endpoint', { operation: 'customers.delete' }],
  ['call', 'call', { connection: 'till', operation: 'searched', input: '{ "number": ref }' }],
  ['out', 'respond', { status: 204 }],
]

/** A shop whose flow `gone` deletes customers. */
async function open(): Promise<void> {
  shop = await Shop.open([])
  told = []
  troubles = []
  shop.core.hub.answered = async (operation) => {
    told.push(operation)
    const trouble = troubles.shift()
    if (trouble) throw trouble
  }
  const gone = Flow.parse({
    id: 'gone',
    name: 'Gone',
    client: 'shop',
    nodes: NODES.map(([id, kind, config], x) => ({ id, kind, name: id, config, position: { x, y: 0 } })),
    wires: ['call', 'out'].map((to, index) => ({ id: to, from: { node: NODES[index]![0], port: 'out' }, to })),
    settings: { delivery: { attempts: 3, firstDelayMs: 10, factor: 1, mostDelayMs: 20 } },
  })
  await shop.core.hub.flows.create(gone, 'ada')
  await shop.core.hub.flows.publish('gone', { revision: 1, note: '' }, 'ada')
}

const documentOf = (more: Partial<Document> = {}): Document => ({
  client: 'shop',
  flow: 'gone',
  operation: 'customers.delete',
  body: { ref: 'till:customer:1' },
  bytes: 30,
  ...more,
})
const ask = (more: Partial<Document> = {}): Promise<Answered> => shop.core.delivery.answer(documentOf(more), new Canceller())
const message = (run: string) => ({ run, client: 'shop', operation: 'customers.delete', body: { ref: 'till:customer:1' } })

test('what a flow has answered at once is told before the caller knows', async () => {
  await open()
  const { run, problem } = await ask()
  expect(problem).toBeNull()
  expect(told).toMatchObject([message(run.id)])
})

test('with an idempotency key it is told once, and not for the answer that is given again', async () => {
  await open()
  const { run } = await ask({ idempotencyKey: 'k-1' })
  expect(await ask({ idempotencyKey: 'k-1' })).toMatchObject({ repeated: true })
  expect(told).toMatchObject([message(run.id)])
})

test('what has failed is not told', async () => {
  await open()
  shop.till.mood = 'down'
  expect((await ask()).problem?.code).toBe('target.unavailable')
  expect((await ask({ idempotencyKey: 'k-1' })).problem?.code).toBe('target.unavailable')
  expect(told).toEqual([])
})

test('the caller has the answer of the target even where it could not be noted, which is reported', async () => {
  await open()
  troubles = [new Problem('storage.failed', 'The disk is full.'), new Problem('storage.failed', 'The disk is full.')]
  expect((await ask()).problem).toBeNull()
  expect((await ask({ idempotencyKey: 'k-1' })).problem).toBeNull()
  expect(shop.lines.filter((line) => line.includes('could not be noted'))).toHaveLength(2)
})

test('an accepted document is told before it counts as done, and fails with it, without writing twice', async () => {
  await open()
  troubles = [new Problem('storage.failed', 'The disk is full.')]
  const { run } = await shop.core.delivery.accept(documentOf())
  const { attempts } = await shop.until(run, 'succeeded')
  expect(told).toMatchObject([message(run), message(run)])
  expect(attempts.map(({ problem }) => problem?.code)).toEqual(['storage.failed', undefined])
  expect(shop.till.sales).toHaveLength(1)
})

test('what can never be noted ends the document', async () => {
  await open()
  troubles = [new Problem('reference.personal', 'The id is a personal value.')]
  const { run } = await shop.core.delivery.accept(documentOf())
  expect((await shop.until(run, 'blocked')).run.problem?.code).toBe('reference.personal')
  expect(told).toHaveLength(1)
})
