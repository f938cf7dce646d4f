import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlowFills } from '../../server/flow/contract.ts'
import type { Flow } from '../../server/model/flow.ts'
import { type Bench, createBench, draw, HOOK } from './bench.ts'

let bench: Bench
const open: { release(): void } = { release: () => undefined }
beforeEach(() => {
  bench = createBench({ wait: () => new Promise<void>((resolve) => (open.release = resolve)) })
})
afterEach(async () => {
  await bench.runtime.close()
  await bench.close()
})

const INVARIANT = { id: 'i1', text: 'b > 0' }
const ROWS = [
  { id: 'r1', target: 'a', from: { kind: 'path', path: 'a' } },
  { id: 'r2', target: 'b', from: { kind: 'path', path: 'b' }, required: true },
]
const mapped = (more: { id?: string; client?: string } = {}): Flow =>
  draw({ in: HOOK, m: ['map', { mapping: { rows: ROWS, invariants: [INVARIANT] } }], out: ['respond'] }, ['in > m', 'm > out'], more)
const waiting = (): Flow =>
  draw({ in: HOOK, c: ['call', { connection: 'crm', operation: 'wait' }], m: ['map', { mapping: { rows: [ROWS[0]] } }], out: ['respond'] }, [
    'in > c',
    'c > m',
    'm > out',
  ])

const run = (body: unknown, flow = 'flow') => bench.runtime.run({ flow, body, inBytes: 1 })
const rowsOf = (fills: Pick<FlowFills, 'mappings'> | undefined): number[][] =>
  fills!.mappings[0]!.rows.map(({ filled, missing, failed }) => [filled, missing, failed])

test('the runs of a live flow are counted, failed ones too; its other nodes are not there', async () => {
  bench.runtime.load(3, mapped())
  expect(bench.runtime.fills('flow')).toEqual({
    version: 3,
    mappings: [
      {
        node: 'm',
        runs: 0,
        rows: [
          { row: 'r1', filled: 0, missing: 0, failed: 0 },
          { row: 'r2', filled: 0, missing: 0, failed: 0 },
        ],
        invariants: [{ invariant: 'i1', held: 0, broken: 0 }],
      },
    ],
  })
  expect((await run({ a: 1, b: 2 })).problem).toBeNull()
  expect((await run({ b: -1 })).problem?.code).toBe('mapping.invariant')
  expect((await run({})).problem?.code).toBe('mapping.required')
  const fills = bench.runtime.fills('flow')
  expect(fills?.mappings[0]).toMatchObject({ runs: 3, invariants: [{ held: 1, broken: 1 }] })
  expect(rowsOf(fills)).toEqual([
    [1, 2, 0],
    [2, 1, 0],
  ])
})

test('a flow without mappings has none, and an unknown one nothing at all', () => {
  bench.runtime.load(1, draw({ in: HOOK, out: ['respond'] }, ['in > out']))
  expect(bench.runtime.fills('flow')).toEqual({ version: 1, mappings: [] })
  expect(bench.runtime.fills('other')).toBeUndefined()
})

test('tries, cases, comparisons and checks of a draft do not count', async () => {
  const flow = mapped()
  bench.runtime.load(1, flow)
  const given = { id: 'c', name: 'C', body: { a: 1, b: 1 }, at: '2026-01-01T00:00:00Z', calls: {}, expect: {}, ignore: [] }
  bench.runtime.check(flow)
  await bench.runtime.try(flow, { body: { a: 1, b: 1 } })
  await bench.runtime.cases({ ...flow, cases: [given] })
  await bench.runtime.effects(flow, { ...flow, cases: [given] })
  expect(bench.runtime.fills('flow')?.mappings[0]?.runs).toBe(0)
})

test('every count is handed out once', async () => {
  bench.runtime.load(1, mapped())
  bench.runtime.load(1, mapped({ id: 'other', client: 'else' }))
  await run({ a: 1, b: 2 })
  const taken = bench.runtime.takeFills()
  expect(taken.map(({ flow, mappings }) => [flow, mappings[0]!.runs])).toEqual([
    ['flow', 1],
    ['other', 0],
  ])
  expect(bench.runtime.fills('flow')?.mappings[0]?.runs).toBe(0)
  await run({ b: 2 })
  await run({ b: 2 })
  expect(rowsOf(bench.runtime.takeFills()[0])).toEqual([
    [0, 2, 0],
    [2, 0, 0],
  ])
  expect(rowsOf(bench.runtime.takeFills()[0])).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ])
})

test('what a replaced version counted is handed out under its number, runs that were under way included', async () => {
  bench.runtime.load(1, waiting())
  const running = run({})
  await expect.poll(() => bench.calls.length).toBe(1)
  bench.runtime.load(2, mapped())
  open.release()
  await running
  await run({ a: 1, b: 2 })
  expect(bench.runtime.takeFills().map(({ version, mappings }) => [version, mappings[0]!.runs])).toEqual([
    [1, 1],
    [2, 1],
  ])
  expect(bench.runtime.takeFills().map(({ version }) => version)).toEqual([2])
})

test('a version that is refused leaves the counts where they are', async () => {
  bench.runtime.load(1, mapped())
  bench.runtime.load(1, draw({ in: ['webhook', { method: 'POST', path: 'taken' }], out: ['respond'] }, ['in > out'], { id: 'other' }))
  await run({ a: 1, b: 2 })
  const taken = draw({ in: ['webhook', { method: 'POST', path: 'taken' }], out: ['respond'] }, ['in > out'])
  expect(() => bench.runtime.load(2, taken)).toThrow(/webhook/)
  expect(bench.runtime.fills('flow')).toMatchObject({ version: 1, mappings: [{ runs: 1 }] })
})

test('the counts of a flow that is unloaded are gone', async () => {
  bench.runtime.load(1, mapped())
  await run({ a: 1, b: 2 })
  bench.runtime.load(2, mapped())
  bench.runtime.unload('flow')
  expect(bench.runtime.takeFills()).toEqual([])
})
