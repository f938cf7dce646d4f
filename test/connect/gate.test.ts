import { array, assert, asyncProperty, constantFrom, integer, option, record } from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Gate } from '../../server/connect/gate.ts'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

const never = (): AbortSignal => new AbortController().signal

test('no more calls than allowed are under way, and they begin in order', async () => {
  const gate = new Gate({ concurrency: 2, now: () => 0 })
  const begun: number[] = []
  const enter = (id: number): Promise<void> => gate.enter(never()).then(() => void begun.push(id))
  const all = [0, 1, 2, 3].map(enter)
  await Promise.all(all.slice(0, 2))
  expect(begun).toEqual([0, 1])
  gate.leave()
  await all[2]
  expect(begun).toEqual([0, 1, 2])
  gate.leave()
  await all[3]
  expect(begun).toEqual([0, 1, 2, 3])
})

test('a call that is given up while it waits takes no place', async () => {
  const gate = new Gate({ concurrency: 1, now: () => 0 })
  await gate.enter(never())
  const controller = new AbortController()
  const waiting = problemOf(gate.enter(controller.signal))
  const next = gate.enter(never())
  controller.abort(new Problem('flow.deadline', 'late'))
  expect((await waiting).code).toBe('flow.deadline')
  gate.leave()
  await next
})

test('calls over the rate wait for their turn', async () => {
  vi.useFakeTimers()
  try {
    const gate = new Gate({ concurrency: 10, perSecond: 2, now: Date.now })
    let begun = 0
    for (let index = 0; index < 5; index++) void gate.enter(never()).then(() => (begun += 1))
    await vi.advanceTimersByTimeAsync(999)
    expect(begun).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(begun).toBe(4)
    await vi.advanceTimersByTimeAsync(1000)
    expect(begun).toBe(5)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

interface Arrival {
  at: number
  lasts: number
  givesUpAfter: number | undefined
}

const arrivals = array(
  record({
    at: integer({ min: 0, max: 4000 }),
    lasts: integer({ min: 0, max: 900 }),
    givesUpAfter: option(integer({ min: 0, max: 1500 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 40 },
)

interface Begin {
  call: number
  at: number
  running: number
}

/** Lets calls arrive as listed, in fake time, until all are through; gives back when which began. */
async function simulate(list: readonly Arrival[], limits: { concurrency: number; perSecond: number | undefined }): Promise<Begin[]> {
  const gate = new Gate({ ...limits, now: Date.now })
  const begun: Begin[] = []
  let running = 0
  const one = async ({ at, lasts, givesUpAfter }: Arrival, call: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, at))
    const controller = new AbortController()
    const timer = givesUpAfter === undefined ? undefined : setTimeout(() => controller.abort(), givesUpAfter)
    try {
      await gate.enter(controller.signal)
    } catch {
      return
    }
    clearTimeout(timer)
    begun.push({ call, at: Date.now(), running: ++running })
    await new Promise((resolve) => setTimeout(resolve, lasts))
    running -= 1
    gate.leave()
  }
  const all = Promise.all(list.map(one))
  await vi.runAllTimersAsync()
  await all
  return begun
}

test('whatever arrives: never more than the limits in any window, in order, and nobody is left waiting', async () => {
  vi.useFakeTimers()
  const limits = record({ concurrency: integer({ min: 1, max: 4 }), perSecond: option(constantFrom(0.5, 1, 2.5, 3, 10), { nil: undefined }) })
  try {
    await assert(
      asyncProperty(arrivals, limits, async (list, { concurrency, perSecond }) => {
        const sorted = list.toSorted((one, other) => one.at - other.at)
        const begun = await simulate(sorted, { concurrency, perSecond })
        expect(Math.max(0, ...begun.map(({ running }) => running))).toBeLessThanOrEqual(concurrency)
        const size = Math.max(1, Math.floor(perSecond ?? Infinity))
        const gaps = begun.slice(size).map(({ at }, index) => at - begun[index]!.at)
        expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(perSecond === undefined ? 0 : (size / perSecond) * 1000)
        expect(begun.map(({ call }) => call)).toEqual(begun.map(({ call }) => call).toSorted((one, other) => one - other))
        const patient = sorted.flatMap(({ givesUpAfter }, call) => (givesUpAfter === undefined ? [call] : []))
        expect(begun.map(({ call }) => call)).toEqual(expect.arrayContaining(patient))
      }),
      { numRuns: 60 },
    )
  } finally {
    vi.useRealTimers()
  }
})

test('a call that is given up while it waits for its turn leaves the gate', async () => {
  const gate = new Gate({ concurrency: 1, perSecond: 0.01, now: () => 0 })
  await gate.enter(never())
  gate.leave()
  const controller = new AbortController()
  const waiting = problemOf(gate.enter(controller.signal))
  controller.abort()
  expect((await waiting).code).toBe('flow.cancelled')
  const third = new AbortController()
  const entered = problemOf(gate.enter(third.signal))
  third.abort()
  expect((await entered).code).toBe('flow.cancelled')
})

test('a connection never has more requests under way than its connector allows', async () => {
  let running = 0
  let most = 0
  const { url } = await listen((_request, response) => {
    running += 1
    most = Math.max(most, running)
    setImmediate(() => {
      running -= 1
      answerJson(response, {})
    })
  })
  const { call } = probe(connectorWith({ limits: { concurrency: 3 } }), connectionTo(url))
  await Promise.all(Array.from({ length: 20 }, () => call()))
  expect(most).toBeLessThanOrEqual(3)
  expect(most).toBeGreaterThan(1)
})
