import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBench, draw, HOOK, type Bench } from './bench.ts'

let bench: Bench
const delays = new Map<unknown, number>()

beforeAll(() => {
  // Each item takes another number of turns of the event loop, so that items overtake each other.
  bench = createBench({
    turn: async ({ input }) => {
      const { id, turns } = input as { id: number; turns: number }
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      delays.set(id, turns)
      return input
    },
  })
})
afterAll(() => bench.close())

test('split and collect keep the order for any list, concurrency and filter', async () => {
  const item = fc.record({ id: fc.nat(), turns: fc.nat(3), keep: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(item, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), async (list, concurrency) => {
      const flow = draw(
        {
          in: HOOK,
          split: ['split', { items: 'list', concurrency }],
          call: ['call', { connection: 'crm', operation: 'turn' }],
          filter: ['filter', { when: 'keep' }],
          collect: ['collect'],
          out: ['respond'],
        },
        ['in > split', 'split.item > call', 'call > filter', 'filter > collect', 'collect > out'],
      )
      const { response } = await bench.run(flow, { list })
      expect(response?.body).toEqual(list.filter(({ keep }) => keep))
    }),
    { numRuns: 60 },
  )
})

test('nested splits are collected inside out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer(), { maxLength: 4 }), { maxLength: 5 }), async (lists) => {
      const flow = draw(
        {
          in: HOOK,
          outer: ['split', { items: 'orders', concurrency: 3 }],
          inner: ['split', { items: 'lines', concurrency: 2 }],
          lines: ['collect', { as: 'lines' }],
          orders: ['collect', { as: 'orders' }],
          out: ['respond'],
        },
        ['in > outer', 'outer.item > inner', 'inner.item > lines', 'lines > orders', 'orders > out'],
      )
      const body = { orders: lists.map((lines) => ({ lines })) }
      expect((await bench.run(flow, body)).response?.body).toEqual(body)
    }),
    { numRuns: 30 },
  )
})

test('items know their place, and records name it', async () => {
  const flow = draw(
    {
      in: HOOK,
      split: ['split', { items: 'list' }],
      set: [
        'set',
        {
          rows: [
            { key: 'at', value: '$meta.split.index' },
            { key: 'of', value: '$meta.split.count' },
          ],
          replace: true,
        },
      ],
      collect: ['collect'],
      out: ['respond', { body: '{ "list": $, "split": $meta.split }' }],
    },
    ['in > split', 'split.item > set', 'set > collect', 'collect > out'],
  )
  const { response } = await bench.run(flow, { list: [{}, {}] })
  expect(response?.body).toEqual({
    list: [
      { at: 0, of: 2 },
      { at: 1, of: 2 },
    ],
  })
  expect(bench.ended.at(-1)?.steps.map(({ node, item }) => [node, item])).toEqual([
    ['in', undefined],
    ['split', undefined],
    ['set', [0]],
    ['set', [1]],
    ['collect', undefined],
    ['out', undefined],
  ])
})

test('an empty list is collected once', async () => {
  const flow = draw({ in: HOOK, split: ['split', { items: 'list' }], collect: ['collect', { as: 'found' }], out: ['respond'] }, [
    'in > split',
    'split.item > collect',
    'collect > out',
  ])
  for (const body of [{ list: [] }, {}, { list: null }]) expect((await bench.run(flow, body)).response?.body).toEqual({ found: [] })
})

test('items that are lists stay lists', async () => {
  const flow = draw({ in: HOOK, split: ['split', { items: 'list' }], collect: ['collect'], out: ['respond'] }, [
    'in > split',
    'split.item > collect',
    'collect > out',
  ])
  expect((await bench.run(flow, { list: [[1, 2], [], [[3]]] })).response?.body).toEqual([[1, 2], [], [[3]]])
})

test('an item that reaches the collect node twice is there twice, and one that fails can be collected too', async () => {
  const flow = draw(
    {
      in: HOOK,
      split: ['split', { items: 'list' }],
      set: ['set', { rows: [{ key: 'ok', value: 'true' }] }],
      log: ['log'],
      collect: ['collect'],
      out: ['respond'],
    },
    ['in > split', 'split.item > log', 'split.item > set', 'log > collect', 'set > collect', 'set.problem > collect', 'collect > out'],
  )
  expect((await bench.run(flow, { list: [{}, 7] })).response?.body).toEqual([{}, { ok: true }, 7, 7])
})

test('two collect nodes of one split each get their items', async () => {
  const flow = draw(
    {
      in: HOOK,
      split: ['split', { items: 'list' }],
      big: ['filter', { when: '$ > 5' }],
      a: ['collect', { as: 'big' }],
      b: ['collect', { as: 'small' }],
      go: ['call', { connection: 'crm', operation: 'turn', input: '{ "id": 1, "turns": 0, "got": $ }' }],
    },
    ['in > split', 'split.item > big', 'big > a', 'big.rejected > b', 'a > go', 'b > go'],
  )
  const before = bench.calls.length
  await bench.run(flow, { list: [1, 9, 2, 8] })
  expect(bench.calls.slice(before).map(({ input }) => (input as { got: unknown }).got)).toEqual([{ big: [9, 8] }, { small: [1, 2] }])
})

test('a split that fails leaves by its problem port outside of its items', async () => {
  const flow = draw({ in: HOOK, split: ['split', { items: 'list[price > 1]' }], collect: ['collect'], out: ['respond', { body: '$meta.problem.code' }] }, [
    'in > split',
    'split.item > collect',
    'split.problem > out',
    'collect > out',
  ])
  expect((await bench.run(flow, { list: [{ price: {} }] })).response?.body).toBe('expression.failed')
})
