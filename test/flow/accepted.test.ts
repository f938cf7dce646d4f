import { afterEach, describe, expect, test } from 'vitest'
import type { ServiceCall } from '../../server/flow/contract.ts'
import { Problem } from '../../server/model/problem.ts'
import { createBench, draw, HOOK, type Bench, type CallHandler } from './bench.ts'

let bench: Bench
afterEach(() => bench.close())
const open = (operations: Record<string, CallHandler> = {}): Bench => (bench = createBench(operations))

const CALL = (operation: string, more: Record<string, unknown> = {}): [string, Record<string, unknown>] => ['call', { connection: 'crm', operation, ...more }]
/** The time of the bench. */
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const ATTEMPT = { id: 'doc-7', version: 1, acceptedAt: Date.UTC(2025, 11, 31) }
const answering = (text: string, id = 'flow') => draw({ in: HOOK, out: ['respond', { body: text }] }, ['in > out'], { id })

describe('an attempt of an accepted document', () => {
  test('has its id and time, gives back its steps, and is neither announced nor kept', async () => {
    const flow = draw({ in: HOOK, go: CALL('go'), out: ['respond', { body: '[$meta.runId, $meta.at]' }] }, ['in > go', 'go > out'])
    const result = await open({ go: () => 1 }).run(flow, {}, { attempt: ATTEMPT })
    expect(result).toMatchObject({ problem: null, response: { body: ['doc-7', '2025-12-31T00:00:00.000Z'] }, stepsLeftOut: 0 })
    expect(result.run).toMatchObject({ id: 'doc-7', version: 1, state: 'succeeded', startedAt: '2026-01-02T03:04:05.000Z' })
    expect(result.steps.map(({ node }) => node)).toEqual(['in', 'go', 'out'])
    expect([bench.began, bench.ended]).toEqual([[], []])
  })

  test('runs the version it was accepted for', async () => {
    open().versions.set('flow@1', answering('"old"'))
    bench.runtime.load(2, answering('"new"'))
    const run = (version: number) => bench.runtime.run({ flow: 'flow', body: {}, inBytes: 0, attempt: { ...ATTEMPT, version } })
    expect((await run(1)).response?.body).toBe('old')
    expect((await run(2)).response?.body).toBe('new')
    expect(await run(3)).toMatchObject({ problem: { code: 'flow.unpublished' }, run: { id: 'doc-7', version: 3 }, steps: [] })
    bench.versions.set('flow@3', answering('"later"'))
    expect((await run(3)).response?.body).toBe('later')
  })

  test('compiles an older version once, while the flow is there', async () => {
    const asked: number[] = []
    open().versions.get = (key) => (asked.push(Number(key.split('@')[1])), answering('"old"'))
    const run = () => bench.runtime.run({ flow: 'flow', body: {}, inBytes: 0, attempt: ATTEMPT })
    await Promise.all([run(), run(), run()])
    expect(asked).toEqual([1])
    bench.runtime.unload('flow')
    await run()
    expect(asked).toEqual([1, 1])
  })

  test('leads its calls and those of its subflows through the guard, with the same keys each time', async () => {
    open({ go: () => 'called' }).runtime.load(
      1,
      draw(
        { in: ['webhook', { method: 'POST', path: 'inner' }], go: CALL('go'), out: ['respond', { body: '[$, $meta.runId, $meta.at]' }] },
        ['in > go', 'go > out'],
        {
          id: 'inner',
        },
      ),
    )
    const outer = draw({ in: HOOK, go: CALL('go'), sub: ['subflow', { flow: 'inner' }], out: ['respond'] }, ['in > go', 'go > sub', 'sub > out'])
    const guarded: ServiceCall[] = []
    const guard = async (call: ServiceCall) => (guarded.push(call), { output: 'guarded', sentBytes: 0, receivedBytes: 0 })
    const first = await bench.run(outer, {}, { attempt: ATTEMPT, guard })
    expect(first.response?.body).toEqual(['guarded', 'doc-7', '2025-12-31T00:00:00.000Z'])
    expect(guarded.map(({ idempotencyKey, client }) => [client, idempotencyKey])).toEqual([
      ['acme', 'doc-7:go'],
      ['acme', 'doc-7:sub:go'],
    ])
    const keys = guarded.splice(0).map(({ idempotencyKey }) => idempotencyKey)
    await bench.run(outer, {}, { attempt: ATTEMPT, guard })
    expect(guarded.map(({ idempotencyKey }) => idempotencyKey)).toEqual(keys)
    expect([bench.calls, bench.began, bench.ended]).toEqual([[], [], []])
  })

  test('keeps that a write had no effect when it names the place', async () => {
    const refuse = () => {
      throw new Problem('target.validation', 'No.', { noEffect: true })
    }
    const result = await open({ go: refuse }).run(draw({ in: HOOK, go: CALL('go') }, ['in > go']), {}, { attempt: ATTEMPT })
    expect(result.problem).toMatchObject({ code: 'target.validation', at: 'go', noEffect: true })
  })

  test('gives its subflows what is left of its time', async () => {
    const wait: CallHandler = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    open({ wait }).runtime.load(1, draw({ in: ['webhook', { method: 'POST', path: 'i' }], wait: CALL('wait') }, ['in > wait'], { id: 'inner' }))
    const outer = draw({ in: HOOK, sub: ['subflow', { flow: 'inner' }] }, ['in > sub'], { settings: { deadlineMs: 100 } })
    const { problem, run } = await bench.run(outer, {}, { attempt: ATTEMPT })
    expect(problem?.code).toBe('flow.deadline')
    const [told] = bench.calls.map(({ deadline }) => deadline! - NOW)
    expect(told).toBeGreaterThanOrEqual(0)
    expect(told).toBeLessThanOrEqual(1100)
    expect(run.durationMs).toBeLessThan(15_000)
    await bench.runtime.drain(60_000)
  })
})

test('a run gets the id it is given, and says by which keys it can be found', async () => {
  const order = { externalNumber: 'R-987', crmReference: 'crm:customer:7', paymentReference: null }
  const flow = draw({ in: ['endpoint', { operation: 'orders.create' }], no: ['raise', { code: 'target.duplicate', detail: 'It is there.' }] }, ['in > no'])
  const { run } = await open().run(flow, order, { operation: 'orders.create', id: 'given' })
  expect(run.id).toBe('given')
  expect(bench.ended[0]).toMatchObject({ run: { id: 'given', state: 'failed' }, keys: ['R-987', 'crm:customer:7'] })
  await bench.run(draw({ in: ['webhook', { method: 'POST', path: 'in', keys: '[number, order.id]' }] }, []), { number: 'A', order: { id: 7 } })
  expect(bench.ended[1]?.keys).toEqual(['A', '7'])
  await bench.run(draw({ in: ['webhook', { method: 'POST', path: 'in', keys: '$number(name)' }] }, []), { name: 'Ada' })
  expect(bench.ended[2]).toMatchObject({ run: { state: 'succeeded' }, keys: [] })
})

describe('what is known of a message', () => {
  const ORDER = { externalNumber: 'R-1', crmReference: 'crm:customer:7', lines: [{ id: '1', description: null }], notes: null }
  const orders = draw({ in: ['endpoint', { operation: 'orders.create' }], go: CALL('go'), find: CALL('getIt') }, ['in > go', 'go > find'], {
    settings: { delivery: { attempts: 3, firstDelayMs: 10, factor: 2, mostDelayMs: 100, after: 'skip', expiryMs: 60_000 } },
  })

  test('of an operation, by its declared fields', () => {
    open({ go: () => 1, getIt: () => 1 }).runtime.load(4, orders)
    const admit = (body: object) => bench.runtime.admit({ flow: 'flow', operation: 'orders.create', body })
    expect(admit(ORDER)).toEqual({
      version: 4,
      trigger: 'in',
      lane: 'crm:customer:7',
      keys: ['R-1', 'crm:customer:7'],
      personal: false,
      delivery: orders.settings.delivery,
      connections: ['crm'],
    })
    expect(admit({ externalNumber: 'R-2' })).toMatchObject({ lane: undefined, keys: ['R-2'] })
    expect(admit({ ...ORDER, notes: 'Ring twice' })).toMatchObject({ personal: true })
    expect(admit({ ...ORDER, lines: [{ id: '1', description: 'Bread for Ada' }] })).toMatchObject({ personal: true })
  })

  test('of a webhook, by its expressions', async () => {
    const admit = (config: object, body: unknown) => {
      open().runtime.load(1, draw({ in: ['webhook', { method: 'POST', path: 'in', ...config }] }, []))
      return bench.runtime.admit({ flow: 'flow', body, request: { method: 'POST', path: 'in', query: { shop: 'b' }, headers: {} } })
    }
    expect(await admit({}, { a: 1 })).toMatchObject({ lane: 'flow/in', keys: [], personal: true })
    expect(await admit({ lane: 'customer.no', keys: 'number' }, { customer: { no: 7 }, number: 'W-1' })).toMatchObject({ lane: '7', keys: ['W-1'] })
    expect(await admit({ lane: '$meta.request.query.shop', keys: '[a, b]' }, { b: 'x'.repeat(201) })).toMatchObject({ lane: 'b', keys: [] })
    expect(await admit({ lane: 'customer.no' }, {})).toMatchObject({ lane: undefined })
    // What stands in the address may name a person.
    expect(await admit({}, null)).toMatchObject({ personal: true })
    // Left to the library, so that it comes as a promise.
    expect(await admit({ lane: '$eval("no")' }, { no: 'C' })).toMatchObject({ lane: 'C' })
  })

  test('an expression that fails refuses the message, without its values', async () => {
    const admit = async (config: object) => {
      open().runtime.load(1, draw({ in: ['webhook', { method: 'POST', path: 'in', ...config }] }, []))
      return bench.runtime.admit({ flow: 'flow', body: { name: 'Ada' } })
    }
    for (const config of [
      { lane: '$number(name)' },
      { keys: '$number(name)' },
      { lane: '{ "name": name }' },
      { keys: '[[name]]' },
      { lane: '$eval("$number(name)")' },
    ]) {
      const problem = await admit(config).catch((error: unknown) => error)
      expect(problem).toMatchObject({ code: 'expression.failed', at: 'in' })
      expect(String((problem as Problem).message)).not.toContain('Ada')
    }
  })

  test('of a flow that is not there', () => {
    expect(() => open().runtime.admit({ flow: 'flow', body: {} })).toThrow(expect.objectContaining({ code: 'flow.unpublished' }))
  })
})

test('the writing nodes of a version, in the order of the flow', async () => {
  open({ one: () => 1, two: () => 1, getIt: () => 1 })
  bench.versions.set(
    'flow@3',
    draw({ last: CALL('two'), find: CALL('getIt'), alone: CALL('one'), first: CALL('one'), in: HOOK }, ['in > first', 'first > find', 'find > last']),
  )
  expect(await bench.runtime.writes('flow', 3)).toEqual([
    { node: 'first', connection: 'crm', operation: 'one' },
    { node: 'last', connection: 'crm', operation: 'two' },
  ])
  expect(await bench.runtime.writes('flow', 9)).toEqual([])
})
