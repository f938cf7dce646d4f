import { afterEach, describe, expect, test } from 'vitest'
import { Problem } from '../../server/model/problem.ts'
import { createBench, draw, HOOK, type Bench, type CallHandler } from './bench.ts'

let bench: Bench
afterEach(() => bench.close())
const open = (operations: Record<string, CallHandler> = {}): Bench => (bench = createBench(operations))

const CALL = (operation: string, more: Record<string, unknown> = {}): [string, Record<string, unknown>] => ['call', { connection: 'crm', operation, ...more }]

describe('a chain', () => {
  test('answers, and records every step without values', async () => {
    const flow = draw({ in: HOOK, set: ['set', { rows: [{ key: 'full', value: 'first & " " & last' }] }], out: ['respond', { status: 201 }] }, [
      'in > set',
      'set > out',
    ])
    const { response, problem, run } = await open().run(flow, { first: 'Ada', last: 'Novak' })
    expect(problem).toBeNull()
    expect(response).toMatchObject({ status: 201, body: { first: 'Ada', last: 'Novak', full: 'Ada Novak' } })
    expect(run).toMatchObject({
      id: 'run-1',
      flow: 'flow',
      version: 1,
      client: 'acme',
      trigger: { kind: 'webhook', name: 'POST in' },
      state: 'succeeded',
      stepCount: 3,
      inBytes: 10,
      status: 201,
      problem: null,
    })
    expect(run.startedAt).toBe('2026-01-02T03:04:05.000Z')
    const [record] = bench.ended
    expect(record?.steps.map(({ seq, node, kind, ports, wires }) => ({ seq, node, kind, ports, wires }))).toEqual([
      { seq: 0, node: 'in', kind: 'webhook', ports: ['out'], wires: ['in > set'] },
      { seq: 1, node: 'set', kind: 'set', ports: ['out'], wires: ['set > out'] },
      { seq: 2, node: 'out', kind: 'respond', ports: [], wires: [] },
    ])
    expect(record?.steps.map(({ inBytes, outBytes }) => [inBytes, outBytes])).toEqual([
      [30, 30],
      [30, 49],
      [49, 0],
    ])
    expect(JSON.stringify(bench.ended)).not.toMatch(/Ada|Novak/)
    expect(bench.began).toEqual([expect.objectContaining({ id: 'run-1', state: 'running', durationMs: null })])
  })

  test('an answer of a webhook is optional', async () => {
    const { response, problem } = await open().run(draw({ in: HOOK, log: ['log'] }, ['in > log']), {})
    expect(problem).toBeNull()
    expect(response).toEqual({ status: 202, body: { run: 'run-1' } })
    expect(bench.ended[0]?.steps[1]?.shape).toEqual(['$: object'])
  })

  test('the first answer counts, and several wires are followed in order', async () => {
    const flow = draw(
      { in: HOOK, b: ['set', { rows: [{ key: 'way', value: '"b"' }] }], c: ['set', { rows: [{ key: 'way', value: '"c"' }] }], out: ['respond'] },
      ['in > c', 'in > b', 'b > out', 'c > out'],
    )
    const { response } = await open().run(flow, {})
    expect(response?.body).toEqual({ way: 'c' })
    expect(bench.ended[0]?.steps.map(({ node }) => node)).toEqual(['in', 'c', 'out', 'b', 'out'])
  })

  test('a port without a wire ends the message', async () => {
    const { run } = await open().run(draw({ in: HOOK, filter: ['filter', { when: 'false' }], out: ['respond'] }, ['in > filter', 'filter > out']), {})
    expect(run).toMatchObject({ state: 'succeeded', stepCount: 2, status: 202 })
    expect(bench.ended[0]?.steps[1]).toMatchObject({ ports: ['rejected'], wires: [] })
  })

  test('expressions see meta and the first message', async () => {
    const flow = draw(
      {
        in: HOOK,
        one: ['set', { rows: [{ key: 'a', value: '2' }], replace: true }],
        two: [
          'set',
          {
            rows: [
              { key: 'was', value: '$input.a' },
              { key: 'run', value: '$meta.runId' },
              { key: 'q', value: '$meta.request.query.q' },
            ],
          },
        ],
        out: ['respond'],
      },
      ['in > one', 'one > two', 'two > out'],
    )
    const { response } = await open().run(flow, { a: 1 }, { request: { method: 'POST', path: 'in', query: { q: 'x' }, headers: {} } })
    expect(response?.body).toEqual({ a: 2, was: 1, run: 'run-1', q: 'x' })
  })
})

describe('problems', () => {
  const failing: CallHandler = () => {
    throw new Problem('target.not-found', 'There is no such customer.', { at: 'id', vendorCode: 'E404', vendorMessage: 'Ada Novak is unknown' })
  }

  test('fail the run at their node', async () => {
    const { problem, run, response } = await open({ find: failing }).run(
      draw({ in: HOOK, call: CALL('find'), out: ['respond'] }, ['in > call', 'call > out']),
      {},
    )
    expect(response).toBeNull()
    expect(problem).toMatchObject({ code: 'target.not-found', at: 'call', vendorCode: 'E404' })
    expect(run).toMatchObject({ state: 'failed', status: 404, problem: { code: 'target.not-found', at: 'call', vendorCode: 'E404' } })
    expect(bench.ended[0]?.steps[1]?.problem?.code).toBe('target.not-found')
    expect(JSON.stringify(bench.ended)).not.toContain('Ada')
  })

  test('leave by the problem port with the body as it came', async () => {
    const flow = draw(
      { in: HOOK, call: CALL('find'), out: ['respond', { status: 404, body: '{ "asked": id, "why": $meta.problem.code, "where": $meta.problem.at }' }] },
      ['in > call', 'call.problem > out'],
    )
    const { problem, response, run } = await open({ find: failing }).run(flow, { id: 7 })
    expect(problem).toBeNull()
    expect(response).toMatchObject({ status: 404, body: { asked: 7, why: 'target.not-found', where: 'call' } })
    expect(run.state).toBe('succeeded')
    expect(bench.ended[0]?.steps[1]).toMatchObject({ ports: ['problem'], wires: ['call.problem > out'], problem: { code: 'target.not-found' } })
  })

  test('of nodes that answer at once do so too', async () => {
    const flow = draw({ in: HOOK, filter: ['filter', { when: 'total > 0' }], out: ['respond', { body: '$meta.problem.code' }] }, [
      'in > filter',
      'filter.problem > out',
    ])
    expect((await open().run(flow, { total: {} })).response?.body).toBe('expression.failed')
  })

  test('of a later node do not leave by the port of an earlier one', async () => {
    const flow = draw({ in: HOOK, filter: ['filter', { when: 'true' }], raise: ['raise', { code: 'flow.raised', detail: 'No.' }], out: ['respond'] }, [
      'in > filter',
      'filter > raise',
      'filter.problem > out',
    ])
    expect((await open().run(flow, {})).problem).toMatchObject({ code: 'flow.raised', detail: 'No.', at: 'raise' })
  })

  test('of an unforeseen kind keep no foreign text', async () => {
    const broken: CallHandler = () => {
      throw new TypeError('Cannot read Ada')
    }
    const { problem } = await open({ find: broken }).run(draw({ in: HOOK, call: CALL('find') }, ['in > call']), {})
    expect(problem).toMatchObject({ code: 'flow.failed', at: 'call' })
    expect(problem?.message).not.toContain('Ada')
  })

  test('end the other branches', async () => {
    const aborted: string[] = []
    const slow: CallHandler = ({ signal, input }) =>
      new Promise((resolve, reject) => {
        if (input === 2) return reject(new Problem('target.failed', 'Down.'))
        signal.addEventListener('abort', () => {
          aborted.push(String(input))
          resolve(null)
        })
      })
    const flow = draw({ in: HOOK, split: ['split', { items: 'list', concurrency: 2 }], call: CALL('go') }, ['in > split', 'split.item > call'])
    const { problem } = await open({ go: slow }).run(flow, { list: [1, 2, 3, 4] })
    expect(problem?.code).toBe('target.failed')
    expect(aborted).toEqual(['1'])
    expect(bench.calls).toHaveLength(2)
    expect(bench.ended[0]?.steps.filter((step) => step.node === 'call').map((step) => step.problem?.code)).toEqual(['flow.cancelled', 'target.failed'])
  })
})

describe('limits', () => {
  const never: CallHandler = () => new Promise(() => undefined)

  test('a call that never ends meets the deadline', async () => {
    const flow = draw({ in: HOOK, call: CALL('go'), out: ['respond'] }, ['in > call', 'call > out'], { settings: { deadlineMs: 20 } })
    const { problem, run } = await open({ go: never }).run(flow, {})
    expect(problem).toMatchObject({ code: 'flow.deadline', at: 'call' })
    expect(run).toMatchObject({ state: 'failed', status: 504 })
    expect(bench.calls[0]?.signal.aborted).toBe(true)
    expect(bench.ended[0]?.steps.at(-1)).toMatchObject({ node: 'call', problem: { code: 'flow.cancelled' } })
    expect(bench.runtime.active()).toBe(0)
  })

  test('the deadline does not leave by a problem port', async () => {
    const obedient: CallHandler = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Problem('target.timeout', 'Aborted.'))))
    const flow = draw({ in: HOOK, call: CALL('go'), out: ['respond'] }, ['in > call', 'call.problem > out'], { settings: { deadlineMs: 20 } })
    expect((await open({ go: obedient }).run(flow, {})).problem?.code).toBe('flow.deadline')
  })

  test('computing alone meets it as well', async () => {
    const flow = draw({ in: HOOK, split: ['split', { items: '[1..100000]' }], set: ['filter', { when: 'true' }] }, ['in > split', 'split.item > set'], {
      settings: { deadlineMs: 30, maxSteps: 1_000_000 },
    })
    expect((await open().run(flow, {})).problem?.code).toBe('flow.deadline')
  })

  test('steps are counted, and only the first 500 recorded', async () => {
    const flow = draw({ in: HOOK, split: ['split', { items: 'list' }], log: ['log'] }, ['in > split', 'split.item > log'], { settings: { maxSteps: 602 } })
    const good = await open().run(flow, { list: Array.from({ length: 600 }, (_, index) => index) })
    expect(good.run).toMatchObject({ state: 'succeeded', stepCount: 602 })
    expect(bench.ended[0]).toMatchObject({ leftOut: 102 })
    expect(bench.ended[0]?.steps).toHaveLength(500)
    const bad = await bench.run(flow, { list: Array.from({ length: 601 }, (_, index) => index) })
    expect(bad.problem).toMatchObject({ code: 'flow.too-many-steps', at: 'log' })
  })

  test('a caller can cancel', async () => {
    const controller = new AbortController()
    const flow = draw({ in: HOOK, call: CALL('go') }, ['in > call'])
    const hanging: CallHandler = () => {
      controller.abort()
      return new Promise(() => undefined)
    }
    const { problem, run } = await open({ go: hanging }).run(flow, {}, { signal: controller.signal })
    expect(problem?.code).toBe('flow.cancelled')
    expect(run.state).toBe('cancelled')
    expect((await bench.run(flow, {}, { signal: controller.signal })).run).toMatchObject({ state: 'cancelled', stepCount: 0 })
  })

  test('draining waits, and then cancels', async () => {
    let finish: (value: unknown) => void = () => undefined
    const waiting: CallHandler = ({ input }) => (input === 'long' ? new Promise(() => undefined) : new Promise((resolve) => (finish = resolve)))
    const flow = draw({ in: HOOK, call: CALL('go') }, ['in > call'])
    const first = open({ go: waiting }).run(flow, 'short')
    expect(bench.runtime.active()).toBe(1)
    const drained = bench.runtime.drain(60_000)
    finish(null)
    await drained
    expect((await first).run.state).toBe('succeeded')
    const second = bench.run(flow, 'long')
    await bench.runtime.drain(5)
    expect((await second).run.state).toBe('cancelled')
    expect(bench.runtime.active()).toBe(0)
  })
})

test('the same call of the same run has the same key, and no other has it', async () => {
  const flow = draw({ in: HOOK, split: ['split', { items: 'list' }], call: CALL('go'), a: ['log'], b: ['log'], end: CALL('go', { input: '1' }) }, [
    'in > split',
    'in > a',
    'in > b',
    'split.item > call',
    'a > end',
    'b > end',
  ])
  await open({ go: () => null }).run(flow, { list: [1, 2] })
  expect(bench.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['run-1:call:0', 'run-1:call:1', 'run-1:end', 'run-1:end:+1'])
  expect(bench.calls[0]).toMatchObject({ client: 'acme', connection: 'crm', operation: 'go', input: 1 })
})

describe('hostile bodies', () => {
  const echo = draw({ in: HOOK, log: ['log', {}], set: ['set', { rows: [{ key: 'ok', value: 'true' }] }], out: ['respond'] }, [
    'in > log',
    'log > set',
    'set > out',
  ])

  test('own keys named like parts of JavaScript change nothing', async () => {
    const body: unknown = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"then":"x","toString":1}')
    const { response } = await open().run(echo, body)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(JSON.parse(JSON.stringify(response?.body))).toMatchObject(JSON.parse('{"ok":true,"then":"x"}'))
  })

  test('keys that may be personal are not recorded', async () => {
    await open().run(echo, { 'ada@novak.example': 1, '+420 777': { name: 'x' } })
    expect(bench.ended[0]?.steps[1]?.shape).toEqual(['$: object', '$.*: number', '$.*: object', '$.*.name: string'])
  })

  test('nesting without end is survived', async () => {
    let body: unknown = 1
    for (let depth = 0; depth < 50_000; depth++) body = { a: body }
    const { run } = await open().run(draw({ in: HOOK, log: ['log'] }, ['in > log']), body)
    expect(run.state).toBe('succeeded')
  })

  test.each([[null], [undefined], ['text'], [0], [[]]])('a body that is no object: %j', async (body) => {
    const { problem } = await open().run(echo, body)
    expect(problem).toMatchObject({ code: 'message.invalid', at: 'set' })
  })
})
