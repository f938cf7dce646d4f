import { afterEach, describe, expect, test } from 'vitest'
import type { ServiceCall } from '../../server/flow/contract.ts'
import { createBench, draw, HOOK, type Bench } from './bench.ts'

let bench: Bench
afterEach(() => bench.close())
const open = (): Bench => (bench = createBench({ create: () => ({ id: 'O-1' }), cancel: ({ input }) => input, getIt: () => 1 }))

const CALL = (operation: string, more: Record<string, unknown> = {}): [string, Record<string, unknown>] => ['call', { connection: 'crm', operation, ...more }]
const NODES = {
  in: HOOK,
  create: CALL('create', { undo: 'cancel' }),
  cancel: CALL('cancel', { input: '{ "id": id, "because": $input.number, "run": $meta.runId }' }),
}
const FLOW = draw(NODES, ['in > create'])
const ATTEMPT = { id: 'doc-7', version: 1, acceptedAt: 0 }

describe('a write is undone', () => {
  test('by the node that is named for it, through the guard, with a key of its own', async () => {
    open().runtime.load(1, FLOW)
    const guarded: ServiceCall[] = []
    const guard = async (call: ServiceCall) => (guarded.push(call), { output: null, sentBytes: 0, receivedBytes: 0 })
    const undo = { flow: 'flow', attempt: ATTEMPT, node: 'create', key: 'doc-7:create', output: { id: 'O-1' }, input: { number: 'R-9' } }
    const result = await bench.runtime.undo({ ...undo, guard })
    expect(result).toMatchObject({ problem: null, run: { id: 'doc-7', state: 'succeeded', stepCount: 1 }, steps: [{ node: 'cancel' }] })
    expect(guarded).toMatchObject([
      { node: 'cancel', operation: 'cancel', idempotencyKey: 'doc-7:create:undo:cancel', input: { id: 'O-1', because: 'R-9', run: 'doc-7' } },
    ])
    expect([bench.calls, bench.began, bench.ended]).toEqual([[], [], []])
    expect(await bench.runtime.undo({ ...undo, node: 'in' })).toMatchObject({ problem: { code: 'flow.invalid', at: 'in' }, run: { id: 'doc-7' } })
    expect(await bench.runtime.undo({ ...undo, attempt: { ...ATTEMPT, version: 9 } })).toMatchObject({ problem: { code: 'flow.unpublished' } })
  })

  test('only then: the node is no part of the flow otherwise', async () => {
    const { problem } = await open().run(FLOW, {})
    expect(problem).toBeNull()
    expect(bench.calls.map(({ operation }) => operation)).toEqual(['create'])
    expect(await bench.runtime.writes('flow', 1)).toEqual([{ node: 'create', connection: 'crm', operation: 'create', undo: 'cancel' }])
    expect(bench.runtime.check(FLOW)).toEqual([])
  })
})

test.each([
  ['does not exist', { ...NODES, create: CALL('create', { undo: 'gone' }) }, []],
  ['by itself', { ...NODES, create: CALL('create', { undo: 'create' }) }, []],
  ['calls no operation', { ...NODES, cancel: ['log'] as [string] }, []],
  ['to which a wire leads', NODES, ['create > cancel']],
  ['is undone itself', { ...NODES, cancel: CALL('cancel', { undo: 'create' }) }, []],
  ['only reads', { ...NODES, create: CALL('getIt', { undo: 'cancel' }) }, []],
])('a node that cannot undo is found: %s', (words, nodes, wires) => {
  const findings = open()
    .runtime.check(draw(nodes, ['in > create', ...wires]))
    .filter(({ code }) => code === 'undo.unfit')
  expect(findings).toContainEqual(expect.objectContaining({ level: 'error', node: 'create', field: 'undo', message: expect.stringContaining(words) }))
})
