import { afterEach, expect, test } from 'vitest'
import { Problem } from '../../server/model/problem.ts'
import { createBench, draw, HOOK, type Bench, type CallHandler } from './bench.ts'

let bench: Bench
afterEach(() => bench.close())
const open = (operations: Record<string, CallHandler>): Bench => (bench = createBench(operations))

const CALL = { connection: 'crm', operation: 'go' }

test('a draft run tells what its nodes asked and what came of it, whatever becomes of the answer', async () => {
  const flow = draw({ in: HOOK, call: ['call', { ...CALL, input: '{ "id": a }', as: 'found' }], sub: ['subflow', { flow: 'other' }], out: ['respond'] }, [
    'in > call',
    'call > sub',
    'sub > out',
  ])
  open({ go: () => ({ name: 'x' }) })
  bench.runtime.load(1, draw({ in: HOOK, out: ['respond', { body: '{ "done": true }' }] }, ['in > out'], { id: 'other' }))
  const { steps } = await bench.runtime.try(flow, { body: { a: 1 } })
  expect(steps.map(({ node, calls }) => [node, calls])).toEqual([
    ['in', undefined],
    ['call', [{ input: { id: 1 }, output: { name: 'x' } }]],
    ['sub', [{ input: { a: 1, found: { name: 'x' } }, output: { done: true } }]],
    ['out', undefined],
  ])
})

test('a call that fails leaves the code of its problem, one without an answer null', async () => {
  const flow = draw({ in: HOOK, one: ['call', CALL], two: ['call', CALL], out: ['respond'] }, ['in > one', 'one > two', 'two > out'])
  let times = 0
  open({
    go: () => {
      if (++times === 2) throw new Problem('target.unavailable', 'It is away.')
      return undefined
    },
  })
  const { steps } = await bench.runtime.try(flow, { body: {} })
  expect(steps.flatMap(({ calls }) => calls ?? [])).toEqual([
    { input: {}, output: null },
    { input: null, problem: 'target.unavailable' },
  ])
})

test('a live run keeps none of it', async () => {
  const { run } = await open({ go: () => ({ name: 'Ada' }) }).run(draw({ in: HOOK, call: ['call', CALL], out: ['respond'] }, ['in > call', 'call > out']), {})
  expect(JSON.stringify([run, bench.ended])).not.toContain('Ada')
})
