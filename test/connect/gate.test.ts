import { expect, test, vi } from 'vitest'
import { createGate } from '../../server/connect/gate.ts'
import { Problem } from '../../server/model/problem.ts'
import { answerJson, connectionTo, connectorWith, listen, probe, problemOf } from './support.ts'

const never = (): AbortSignal => new AbortController().signal

test('no more calls than allowed are under way, and they begin in order', async () => {
  const gate = createGate({ concurrency: 2, now: () => 0 })
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
  const gate = createGate({ concurrency: 1, now: () => 0 })
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
    const gate = createGate({ concurrency: 10, perSecond: 2, now: Date.now })
    let begun = 0
    for (let index = 0; index < 5; index++) void gate.enter(never()).then(() => (begun += 1))
    await vi.advanceTimersByTimeAsync(0)
    expect(begun).toBe(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(begun).toBe(3)
    await vi.advanceTimersByTimeAsync(1000)
    expect(begun).toBe(5)
  } finally {
    vi.useRealTimers()
  }
})

test('a call that is given up while it waits for its turn leaves the gate', async () => {
  const gate = createGate({ concurrency: 1, perSecond: 0.01, now: () => 0 })
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
