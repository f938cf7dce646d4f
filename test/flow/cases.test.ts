import { afterEach, expect, test, vi } from 'vitest'
import { FlowCase, type ValueDifference } from '../../server/model/case.ts'
import type { Flow } from '../../server/model/flow.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { type Bench, createBench, draw, HOOK } from './bench.ts'

const benches: Bench[] = []
afterEach(async () => {
  for (const bench of benches.splice(0)) {
    const touched = bench.began.length + bench.ended.length + bench.calls.length + bench.runtime.active()
    await bench.runtime.close()
    await bench.close()
    if (touched > 0) throw new Error('Something real was called, announced, or left running.')
  }
})

function runtime() {
  const bench = createBench({ find: () => ({}), save: () => ({}) }, { find: { input: {}, output: FIND_OUTPUT }, save: { input: {}, output: {} } })
  benches.push(bench)
  return bench.runtime
}

const FIND_OUTPUT: JsonSchema = { type: 'object', properties: { id: { type: 'string', default: 'made-up' } }, required: ['id'] }

/** Looks a customer up; one that is found is saved, one that is not is a problem, and an unreachable system is answered with 200. */
const FLOW = draw(
  {
    in: HOOK,
    find: ['call', { connection: 'crm', operation: 'find', input: '{ "mail": mail }', as: 'found' }],
    known: ['route', { routes: [{ id: 'yes', title: 'known', when: 'found.id' }] }],
    save: ['call', { connection: 'crm', operation: 'save', input: '{ "id": found.id, "at": $now(), "meta": $meta.at }' }],
    answer: ['respond', { status: 201, body: '{ "saved": $, "run": $meta.runId }' }],
    none: ['raise', { code: 'target.not-found', detail: 'Nobody has this address.' }],
    down: ['respond', { status: 200, body: '{ "later": $meta.problem.code }' }],
  },
  ['in > find', 'find > known', 'known.yes > save', 'save > answer', 'known.else > none', 'find.problem > down'],
)

const makeCase = (id: string, given: Partial<Omit<FlowCase, 'id'>>): FlowCase =>
  FlowCase.parse({ id, name: id, body: { mail: 'a@example.test' }, expect: {}, ...given })

const withCases = (...cases: FlowCase[]): Flow => ({ ...FLOW, cases })

const FOUND = { find: [{ output: { id: 'C-1' } }], save: [{ output: { rev: 2 } }] }

const good = makeCase('good', {
  at: '2026-03-04T05:06:07Z',
  calls: FOUND,
  expect: {
    status: 201,
    body: { saved: { rev: 2 }, run: 'case-good' },
    calls: { find: [{ mail: 'a@example.test' }], save: [{ id: 'C-1', at: '2026-03-04T05:06:07.000Z', meta: '2026-03-04T05:06:07.000Z' }] },
  },
})

async function differencesOf(given: FlowCase): Promise<ValueDifference[]> {
  const { results } = await runtime().cases(withCases(given))
  expect(results[0]!.passed).toBe(false)
  return results[0]!.differences
}

test('a case passes when answer, calls and time are as it says', async () => {
  const { results } = await runtime().cases(withCases(good))
  expect(results).toEqual([{ id: 'good', name: 'good', passed: true, differences: [], durationMs: expect.any(Number) }])
})

test('what differs is listed with its place', async () => {
  const differences = await differencesOf({
    ...good,
    expect: {
      status: 200,
      body: { saved: { rev: 3 } },
      calls: { save: [{ id: 'C-2', at: '2026-03-04T05:06:07.000Z', meta: '2026-03-04T05:06:07.000Z' }, {}] },
    },
  })
  expect(differences).toEqual([
    { place: 'status', path: '', expected: 200, got: 201 },
    { place: 'answer', path: 'saved.rev', expected: 3, got: 2 },
    { place: 'answer', path: 'run', got: 'case-good' },
    { place: 'call:save', path: '[0].id', expected: 'C-2', got: 'C-1' },
    { place: 'call:save', path: '[1]', expected: {} },
  ])
})

test('ignored paths are not compared, wherever in a list they stand', async () => {
  const expected = { ...good.expect, body: { saved: { rev: 3 }, run: 'x' }, calls: { save: [{ id: 'C-1', at: 'x', meta: 'y' }] } }
  const { results } = await runtime().cases(withCases({ ...good, expect: expected, ignore: ['saved.rev', 'run', 'at', 'meta'] }))
  expect(results[0]).toMatchObject({ passed: true, differences: [] })
})

test('a call without an answer fails the case and names the node', async () => {
  expect(await differencesOf(makeCase('unanswered', { calls: { find: FOUND.find } }))).toEqual([
    {
      place: 'call:save',
      path: '',
      got: { id: 'C-1', at: '2026-01-01T00:00:00.000Z', meta: '2026-01-01T00:00:00.000Z' },
      why: 'The node calls, and the case has no answer for it.',
    },
  ])
})

test('a call without an answer does not leave by the wired problem port', async () => {
  const { results, coverage } = await runtime().cases(withCases(makeCase('unanswered', {})))
  expect(results[0]).toMatchObject({ passed: false, differences: [{ place: 'call:find', got: { mail: 'a@example.test' } }] })
  expect(coverage.branches.every(({ taken }) => taken === 0)).toBe(true)
})

test('names of nodes that are gone are differences, also where nothing calls', async () => {
  const differences = await differencesOf(makeCase('renamed', { calls: { ...FOUND, look: FOUND.find }, expect: { calls: { store: [] } } }))
  expect(differences).toEqual([
    { place: 'call:look', path: '', why: 'The case answers calls of this node, but the flow has no node of this id.' },
    { place: 'call:store', path: '', why: 'The case expects calls of this node, but the flow has no node of this id.' },
  ])
})

test('problems as answers take the problem port, and expected problems pass', async () => {
  const down = makeCase('down', {
    calls: { find: [{ problem: 'target.timeout' }] },
    expect: { status: 200, body: { later: 'target.timeout' }, calls: { save: [] } },
  })
  const none = makeCase('none', { calls: { find: [{ output: {} }] }, expect: { problem: 'target.not-found' } })
  const byStatus = makeCase('by-status', { calls: { find: [{ output: {} }] }, expect: { status: 404 } })
  const { results } = await runtime().cases(withCases(down, none, byStatus))
  expect(results.map(({ id, passed }) => [id, passed])).toEqual([
    ['down', true],
    ['none', true],
    ['by-status', true],
  ])
})

test('a problem that is not expected fails the case, also one that expects nothing', async () => {
  const { results } = await runtime().cases(withCases(makeCase('surprise', { calls: { find: [{ output: {} }] } })))
  expect(results[0]).toMatchObject({ passed: false, differences: [], problem: { code: 'target.not-found', detail: 'Nobody has this address.', at: 'none' } })
})

test('a problem that does not come, or another one, is a difference', async () => {
  const wrong = makeCase('wrong', { calls: { find: [{ output: {} }] }, expect: { problem: 'target.conflict' } })
  const missing = makeCase('missing', { calls: FOUND, expect: { problem: 'target.conflict' } })
  const { results } = await runtime().cases(withCases(wrong, missing))
  expect(results.map(({ differences }) => differences)).toEqual([
    [{ place: 'problem', path: '', expected: 'target.conflict', got: 'target.not-found' }],
    [{ place: 'problem', path: '', expected: 'target.conflict' }],
  ])
})

test('only the named cases run, and the coverage is theirs', async () => {
  const down = makeCase('down', { calls: { find: [{ problem: 'target.timeout' }] } })
  const { results, coverage } = await runtime().cases(withCases(good, down), { only: ['down'] })
  expect(results.map(({ id }) => id)).toEqual(['down'])
  expect(coverage.branches).toEqual([
    { node: 'find', port: 'out', title: 'out', taken: 0 },
    { node: 'find', port: 'problem', title: 'problem', taken: 1 },
    { node: 'known', port: 'yes', title: 'known', taken: 0 },
    { node: 'known', port: 'else', title: 'else', taken: 0 },
  ])
})

test('the answers of a node are given in order, the last one again and again', async () => {
  const flow = draw(
    { in: HOOK, each: ['split', { items: '$' }], find: ['call', { connection: 'crm', operation: 'find' }], all: ['collect'], answer: ['respond', {}] },
    ['in > each', 'each.item > find', 'find > all', 'all > answer'],
  )
  const given = makeCase('order', {
    body: [1, 2, 3, 4],
    calls: { find: [{ output: 'a' }, { output: 'b' }, { output: 'c' }] },
    expect: { body: ['a', 'b', 'c', 'c'], calls: { find: [1, 2, 3, 4] } },
  })
  const { results } = await runtime().cases({ ...flow, cases: [given] })
  expect(results[0]).toMatchObject({ passed: true, differences: [] })
})

test('subflows are answered by the case as well', async () => {
  const flow = draw({ in: HOOK, other: ['subflow', { flow: 'not-published' }], answer: ['respond', {}] }, ['in > other', 'other > answer'])
  const given = makeCase('sub', { body: 7, calls: { other: [{ output: 'done' }] }, expect: { body: 'done', calls: { other: [7] } } })
  expect((await runtime().cases({ ...flow, cases: [given] })).results[0]).toMatchObject({ passed: true })
})

/** Answers with whatever an expression gives. */
const computing = (body: string, settings: Partial<Flow['settings']> = {}): Flow =>
  draw({ in: HOOK, answer: ['respond', { body }] }, ['in > answer'], { settings })

test('as many differences as a person reads are listed, and large values are cut', async () => {
  const many = makeCase('many', { expect: { body: Array.from({ length: 1000 }, () => 0) } })
  const { results } = await runtime().cases({ ...computing('[1..1000].($string($) & "x")'), cases: [many] })
  expect(results[0]!.differences).toHaveLength(50)
  const large = makeCase('large', { expect: { body: {} } })
  const answer = '{ "text": $join([1..3000].("0123456789")), "list": [1..5000], "rows": [1..100].{ "a": [1..10] } }'
  const [result] = (await runtime().cases({ ...computing(answer), cases: [large] })).results
  expect(result!.differences.map(({ path }) => path)).toEqual(['text', 'list', 'rows'])
  expect(JSON.stringify(result).length).toBeLessThan(30_000)
})

test('names that could reach a prototype are compared as any other', async () => {
  const body = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1, "toString": 2 }') as never
  const given = makeCase('hostile', {
    body: 1,
    expect: { body },
    calls: JSON.parse('{ "__proto__": [{ "output": 1 }], "toString": [{ "output": 1 }] }') as never,
  })
  const { results } = await runtime().cases({ ...computing('{ "toString": 2 }'), cases: [given] })
  expect(results[0]!.passed).toBe(false)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('an expression without end fails its case, and the next ones run', async () => {
  const endless = makeCase('endless', { expect: { body: 1 } })
  const flow = computing('body = 1 ? 1 : ($f := function($n) { $f($n + 1) }; $f(0))')
  const { results } = await runtime().cases({ ...flow, cases: [endless, { ...endless, id: 'good', body: { body: 1 } }] })
  expect(results.map(({ id, passed, problem }) => [id, passed, problem?.code])).toEqual([
    ['endless', false, 'expression.limit'],
    ['good', true, undefined],
  ])
})

test('a case ends at the deadline of the flow', async () => {
  const slow = '($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(100000000))'
  const { results } = await runtime().cases({ ...computing(slow, { deadlineMs: 100 }), cases: [makeCase('slow', {})] })
  expect(results[0]).toMatchObject({ passed: false, problem: { code: 'flow.deadline' } })
})

test('two hundred cases run, and each sees its own time, also where two requests run at once', async () => {
  const cases = Array.from({ length: 200 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString()
    // The second expression is bounded by nothing, so that it runs in a process of its own.
    return makeCase(`c${index}`, { at, body: index % 20, expect: { body: at } })
  })
  const flow = { ...computing('$ = 7 ? $eval("$now()") : $now()'), cases }
  const one = runtime()
  const reports = await Promise.all([one.cases(flow), one.cases(flow, { only: ['c3', 'c7', 'c199'] })])
  expect(reports[0].results.filter(({ passed }) => !passed)).toEqual([])
  expect(reports[0].results.map(({ id }) => id)).toEqual(cases.map(({ id }) => id))
  expect(reports[1].results.map(({ id, passed }) => [id, passed])).toEqual([
    ['c3', true],
    ['c7', true],
    ['c199', true],
  ])
})

test('every row of every mapping is counted, and those of the live version are left alone', async () => {
  const rows = [
    { id: 'r1', target: 'name', from: { kind: 'path', path: 'title' } },
    { id: 'r2', target: 'lines', from: { kind: 'each', path: 'items' }, rows: [{ id: 'r3', target: 'sku.code', from: { kind: 'path', path: 'sku' } }] },
    { id: 'r4', target: 'memo', from: { kind: 'path', path: 'note' } },
  ]
  const flow = draw({ in: HOOK, map: ['map', { mapping: { rows } }], answer: ['respond', {}] }, ['in > map', 'map > answer'])
  const one = runtime()
  one.load(1, flow)
  const { coverage } = await one.cases({ ...flow, cases: [makeCase('two', { body: { title: 'A', items: [{ sku: 1 }, { sku: 2 }, {}] } })] })
  expect(coverage.rows).toEqual([
    { node: 'map', row: 'r1', target: 'name', filled: 1 },
    { node: 'map', row: 'r2', target: 'lines', filled: 1 },
    { node: 'map', row: 'r3', target: 'lines.sku.code', filled: 2 },
    { node: 'map', row: 'r4', target: 'memo', filled: 0 },
  ])
  expect(one.fills(flow.id)!.mappings.flatMap((mapping) => mapping.rows.map(({ filled, missing }) => filled + missing))).toEqual([0, 0, 0, 0])
})

test('a flow that cannot be compiled fails its cases and still lists its branches', async () => {
  const loop = { ...draw({ in: HOOK, a: ['filter', { when: 'true' }], b: ['log'] }, ['in > a', 'a > b', 'b > a']), cases: [makeCase('any', {})] }
  const { results, coverage } = await runtime().cases(loop)
  expect(results[0]).toMatchObject({ passed: false, problem: { code: 'flow.invalid' } })
  expect(coverage.rows).toEqual([])
})

test('a case names its trigger where there are several', async () => {
  const flow = draw(
    { one: HOOK, two: ['webhook', { method: 'POST', path: 'two' }], first: ['respond', { body: '1' }], second: ['respond', { body: '$meta.request.path' }] },
    ['one > first', 'two > second'],
  )
  const cases = [makeCase('two', { trigger: 'two', expect: { body: 'two' } }), makeCase('none', {}), makeCase('gone', { trigger: 'three' })]
  const { results } = await runtime().cases({ ...flow, cases })
  expect(results.map(({ passed, problem }) => [passed, problem?.code])).toEqual([
    [true, undefined],
    [false, 'flow.invalid'],
    [false, 'flow.invalid'],
  ])
})

test('cases that nobody waits for any more are not run', async () => {
  const gone = new AbortController()
  gone.abort()
  const { results } = await runtime().cases(withCases(good), { signal: gone.signal })
  expect(results[0]).toMatchObject({ passed: false, problem: { code: 'flow.cancelled' } })
})

test('a case under way ends when nobody waits for it any more', async () => {
  const gone = new AbortController()
  const endless = '($f := function($n) { $f($n + 1) }; $f(0))'
  const flow = draw({ in: HOOK, spin: ['set', { rows: [{ key: 'a', value: endless }], replace: true }] }, ['in > spin'])
  const tested = runtime()
  const report = tested.cases({ ...flow, cases: [makeCase('spins', {})] }, { signal: gone.signal })
  await vi.waitFor(() => expect(tested.active()).toBe(1), { interval: 5 })
  gone.abort()
  expect((await report).results[0]).toMatchObject({ passed: false, problem: { code: 'flow.cancelled' } })
})

test('a message that doubles with every node ends its run, and does not block the others', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `set${index}`)
  const rows = ['a', 'b'].map((key) => ({ key, value: '$' }))
  const steps = Object.fromEntries(names.map((name): [string, [string, Record<string, unknown>]] => [name, ['set', { rows, replace: true }]]))
  const path = ['in', ...names]
  const wires = names.map((name, index) => `${path[index]} > ${name}`)
  const { results } = await runtime().cases({ ...draw({ in: HOOK, ...steps }, wires), cases: [makeCase('doubling', {})] })
  expect(results[0]).toMatchObject({ passed: false, problem: { code: 'expression.limit' } })
})
