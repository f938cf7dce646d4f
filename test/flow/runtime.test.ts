import { afterEach, describe, expect, test } from 'vitest'
import { createBench, draw, HOOK, type Bench, type CallHandler } from './bench.ts'

let bench: Bench
afterEach(() => bench.close())
const open = (operations: Record<string, CallHandler> = {}): Bench => (bench = createBench(operations))

const SEARCH: [string, Record<string, unknown>] = ['endpoint', { operation: 'customers.search' }]
const answering = (body: string, operation = 'customers.search', status = 200) =>
  draw({ in: ['endpoint', { operation }], out: ['respond', { body, status }] }, ['in > out'])

describe('the answer of an operation', () => {
  test('is parsed by its contract and gets its status', async () => {
    const { response, problem } = await open().run(
      answering('{ "ref": "erp:order:1", "externalNumber": "R-1", "status": "placed" }', 'orders.create'),
      {},
      { operation: 'orders.create' },
    )
    expect(problem).toBeNull()
    expect(response).toMatchObject({ status: 201, body: { ref: 'erp:order:1', externalNumber: 'R-1', status: 'placed', links: [] } })
  })

  test('that does not fit is a problem that names fields, not values', async () => {
    const { response, problem, run } = await open().run(answering('{ "items": [{ "ref": "Ada", "surprise": "Ada" }] }'), {})
    expect(response).toBeNull()
    expect(problem).toMatchObject({ code: 'flow.response-invalid' })
    expect(problem?.errors?.map(({ path }) => path)).toEqual(expect.arrayContaining(['items[0].ref', 'items[0].name', 'items[0].surprise']))
    expect(JSON.stringify([problem?.errors, problem?.message, run])).not.toContain('Ada')
    expect(run).toMatchObject({ state: 'failed', status: 502 })
  })

  test('that is no good answer is handed on as it is', async () => {
    expect((await open().run(answering('{ "hint": 1 }', 'customers.search', 404), {})).response).toMatchObject({ status: 404, body: { hint: 1 } })
  })

  test('without a body has none', async () => {
    expect((await open().run(answering('{ "a": 1 }', 'customers.delete'), {})).response).toMatchObject({ status: 204, body: undefined })
  })

  test('is missed', async () => {
    const { problem, run } = await open().run(draw({ in: SEARCH, log: ['log'] }, ['in > log']), {})
    expect(problem?.code).toBe('flow.no-response')
    expect(run).toMatchObject({ state: 'failed', status: 500, trigger: { kind: 'endpoint', name: 'customers.search' } })
  })
})

describe('live flows', () => {
  test('a flow that is not loaded, or has no such trigger', async () => {
    open()
    const run = (more: object) => bench.runtime.run({ flow: 'flow', body: {}, inBytes: 0, ...more })
    expect((await run({})).problem?.code).toBe('flow.unpublished')
    bench.runtime.load(1, draw({ a: HOOK, b: ['webhook', { method: 'GET', path: 'in' }] }, []))
    expect((await run({})).problem?.code).toBe('flow.invalid')
    expect((await run({ trigger: 'zz' })).problem?.code).toBe('flow.invalid')
    expect((await run({ operation: 'customers.get' })).problem?.code).toBe('client.unbound')
    expect((await run({ trigger: 'b' })).run.trigger).toEqual({ kind: 'webhook', name: 'GET in' })
    expect(bench.began).toHaveLength(1)
    bench.runtime.unload('flow')
    expect((await run({})).problem?.code).toBe('flow.unpublished')
  })

  test('are replaced as a whole while runs go on', async () => {
    let finish: (value: unknown) => void = () => undefined
    const flow = (version: string) =>
      draw({ in: HOOK, call: ['call', { connection: 'crm', operation: 'go' }], out: ['respond', { body: `"${version}"` }] }, ['in > call', 'call > out'])
    const first = open({ go: () => new Promise((resolve) => (finish = resolve)) }).run(flow('old'), {})
    bench.runtime.load(2, flow('new'))
    finish(null)
    expect((await first).response?.body).toBe('old')
    expect((await first).run.version).toBe(1)
    const second = bench.runtime.run({ flow: 'flow', body: {}, inBytes: 0 })
    finish(null)
    expect(await second).toMatchObject({ response: { body: 'new' }, run: { version: 2 } })
  })

  test('webhooks are found by client, method and path', () => {
    const { runtime } = open()
    runtime.load(1, draw({ a: HOOK, b: ['webhook', { method: 'PUT', path: 'in' }] }, [], { id: 'one' }))
    expect(runtime.hook('acme', 'POST', 'in')).toEqual({ flow: 'one', trigger: 'a', receives: { accept: false, signature: { scheme: 'none' } } })
    expect(runtime.hook('acme', 'GET', 'in')).toBeUndefined()
    expect(runtime.hook('other', 'POST', 'in')).toBeUndefined()
    expect(runtime.hookMethods('acme', 'in')).toEqual(['POST', 'PUT'])
    expect(() => runtime.load(1, draw({ a: HOOK }, [], { id: 'two' }))).toThrow(expect.objectContaining({ code: 'flow.invalid' }))
    expect(() => runtime.load(1, draw({ a: HOOK }, [], { id: 'two', client: 'other' }))).not.toThrow()
    runtime.unload('one')
    expect(runtime.hookMethods('acme', 'in')).toEqual([])
  })

  test('schedules are listed', async () => {
    const { runtime } = open()
    runtime.load(1, draw({ nightly: ['schedule', { cron: '0 2 * * *', timeZone: 'Europe/Prague', body: { full: true } }] }, []))
    expect(runtime.schedules()).toEqual([{ flow: 'flow', client: 'acme', node: 'nightly', cron: '0 2 * * *', timeZone: 'Europe/Prague', body: { full: true } }])
    expect(await runtime.run({ flow: 'flow', trigger: 'nightly', body: { full: true }, inBytes: 0 })).toMatchObject({
      problem: null,
      response: null,
      run: { state: 'succeeded', status: null },
    })
  })
})

describe('subflows', () => {
  const INNER: [string, Record<string, unknown>] = ['webhook', { method: 'POST', path: 'inner' }]
  const inner = draw(
    { in: INNER, set: ['set', { rows: [{ key: 'inner', value: 'true' }] }], call: ['call', { connection: 'crm', operation: 'go' }], out: ['respond'] },
    ['in > set', 'set > call', 'call > out'],
    { id: 'inner' },
  )
  const outer = draw({ in: HOOK, sub: ['subflow', { flow: 'inner', as: 'answer' }], out: ['respond'] }, ['in > sub', 'sub > out'], { id: 'outer' })

  test('answer into the message, with a record and stable keys of their own', async () => {
    open({ go: ({ input }) => input }).runtime.load(1, inner)
    expect((await bench.run(outer, { a: 1 })).response?.body).toEqual({ a: 1, answer: { a: 1, inner: true } })
    expect(bench.ended.map(({ run }) => [run.flow, run.trigger.kind, run.trigger.name])).toEqual([
      ['inner', 'subflow', 'outer'],
      ['outer', 'webhook', 'POST in'],
    ])
    expect(bench.calls[0]?.idempotencyKey).toBe('run-1:sub:call')
  })

  test('fail at the node that runs them', async () => {
    open().runtime.load(1, draw({ in: INNER, no: ['raise', { code: 'target.duplicate', detail: 'It is there.' }] }, ['in > no'], { id: 'inner' }))
    expect((await bench.run(outer, {})).problem).toMatchObject({ code: 'target.duplicate', at: 'sub' })
  })

  test('that are not there, or belong to another client', async () => {
    expect((await open().run(outer, {})).problem).toMatchObject({ code: 'flow.unpublished', at: 'sub' })
    bench.runtime.load(1, { ...draw({ in: HOOK }, [], { id: 'inner' }), client: 'other' })
    expect((await bench.run(outer, {})).problem?.code).toBe('flow.unpublished')
  })

  test('that run themselves end', async () => {
    const loop = draw({ in: HOOK, sub: ['subflow', { flow: 'outer' }] }, ['in > sub'], { id: 'outer' })
    expect((await open().run(loop, {})).problem?.code).toBe('flow.too-many-steps')
    expect(bench.ended).toHaveLength(9)
  })

  test('end with the run that asked for them', async () => {
    open({ go: () => new Promise(() => undefined) }).runtime.load(1, inner)
    const { problem } = await bench.run({ ...outer, settings: { ...outer.settings, deadlineMs: 20 } }, {})
    expect(problem?.code).toBe('flow.deadline')
    await bench.runtime.drain(60_000)
    expect(bench.ended.map(({ run }) => [run.flow, run.state]).toSorted()).toEqual([
      ['inner', 'cancelled'],
      ['outer', 'failed'],
    ])
  })
})

describe('trying a draft', () => {
  const flow = draw(
    { in: HOOK, call: ['call', { connection: 'crm', operation: 'go' }], set: ['set', { rows: [{ key: 'x', value: 'a + 1' }] }], out: ['respond'] },
    ['in > set', 'set > call', 'call > out'],
  )

  test('gives every value and announces nothing', async () => {
    const result = await open({ go: () => ({ done: true }) }).runtime.try(flow, { body: { a: 1 } })
    expect(result.run).toMatchObject({ version: 0, state: 'succeeded', status: 200 })
    expect(result.response).toEqual({ status: 200, body: { done: true } })
    expect(result.steps.map(({ node, input, output }) => ({ node, input, output }))).toEqual([
      { node: 'in', input: { a: 1 }, output: [{ port: 'out', body: { a: 1 } }] },
      { node: 'set', input: { a: 1 }, output: [{ port: 'out', body: { a: 1, x: 2 } }] },
      { node: 'call', input: { a: 1, x: 2 }, output: [{ port: 'out', body: { done: true } }] },
      { node: 'out', input: { done: true }, output: [] },
    ])
    expect([bench.began, bench.ended]).toEqual([[], []])
  })

  test('until a node runs only what leads there', async () => {
    const result = await open({ go: () => null }).runtime.try(flow, { body: { a: 1 }, until: 'set' })
    expect(result.steps.map(({ node }) => node)).toEqual(['in', 'set'])
    expect(result).toMatchObject({ response: null, run: { state: 'succeeded' } })
    expect(bench.calls).toEqual([])
  })

  test('that is not complete shows where', async () => {
    const result = await open().runtime.try(draw({ in: HOOK, bad: ['filter'], out: ['respond'] }, ['in > bad', 'bad > out']), { body: {} })
    expect(result.run.problem).toMatchObject({ code: 'flow.invalid', at: 'bad' })
    expect(result.steps.map(({ node, problem }) => [node, problem?.code])).toEqual([
      ['in', undefined],
      ['bad', 'flow.invalid'],
    ])
  })

  test.each([
    ['a loop', draw({ in: HOOK, a: ['log'], b: ['log'] }, ['in > a', 'a > b', 'b > a'])],
    ['no trigger', draw({ a: ['log'] }, [])],
    ['a collect node without a split', draw({ in: HOOK, c: ['collect'] }, ['in > c'])],
  ])('that cannot run: %s', async (_, broken) => {
    const result = await open().runtime.try(broken, { body: {} })
    expect(result).toMatchObject({ run: { state: 'failed', problem: { code: 'flow.invalid' } }, steps: [] })
  })

  test('keeps the values of 200 steps', async () => {
    const many = draw({ in: HOOK, split: ['split', { items: '[1..300]' }], log: ['log'] }, ['in > split', 'split.item > log'])
    const result = await open().runtime.try(many, { body: {} })
    expect(result.steps).toHaveLength(200)
    expect(result.stepsLeftOut).toBe(102)
  })
})
