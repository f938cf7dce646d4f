import { afterEach, expect, test } from 'vitest'
import { FlowCase } from '../../server/model/case.ts'
import type { Flow, Sample } from '../../server/model/flow.ts'
import type { JsonSchema } from '../../server/model/json-schema.ts'
import { type Bench, createBench, draw, HOOK } from './bench.ts'

const OUTPUT: JsonSchema = { type: 'object', properties: { id: { type: 'string', default: 'made-up' }, rev: { type: 'integer' } }, required: ['id', 'rev'] }

let bench: Bench
afterEach(async () => {
  const touched = bench.calls.length + bench.began.length
  await bench.runtime.close()
  await bench.close()
  if (touched > 0) throw new Error('Something real was called or announced.')
})

const open = (): Bench => (bench = createBench({ find: () => ({}) }, { find: { input: {}, output: OUTPUT } }))

const make = (input: string, body: string): Flow =>
  draw({ in: HOOK, find: ['call', { connection: 'crm', operation: 'find', input }], answer: ['respond', { body }] }, ['in > find', 'find > answer'])

const samples: Sample[] = [
  { id: 's1', name: 'With mail', body: { mail: 'a@example.test' } },
  { id: 's2', name: 'Without', body: {} },
]

const before = make('{ "mail": mail }', '{ "id": id }')

test('nothing that differs is an effect without differences', async () => {
  const after = { ...before, samples, cases: [FlowCase.parse({ id: 'c1', name: 'Case', body: {}, expect: {} })] }
  expect(await open().runtime.effects(before, after)).toEqual([
    { id: 'c1', name: 'Case', kind: 'case', differences: [] },
    { id: 's1', name: 'With mail', kind: 'sample', differences: [] },
    { id: 's2', name: 'Without', kind: 'sample', differences: [] },
  ])
})

test('answers and inputs of calls that differ are listed, with made-up answers of the systems', async () => {
  const after = { ...make('{ "mail": $uppercase(mail) }', '{ "id": id, "rev": rev }'), samples }
  const effects = await open().runtime.effects(before, after)
  expect(effects.map(({ differences }) => differences)).toEqual([
    [
      { place: 'answer', path: 'rev', got: 1 },
      { place: 'call:find', path: '[0].mail', expected: 'a@example.test', got: 'A@EXAMPLE.TEST' },
    ],
    [{ place: 'answer', path: 'rev', got: 1 }],
  ])
})

test('samples take the answers of some case, and cases their own', async () => {
  const cases = [
    FlowCase.parse({ id: 'down', name: 'Down', body: {}, calls: { find: [{ problem: 'target.timeout' }] }, expect: {} }),
    FlowCase.parse({ id: 'found', name: 'Found', body: {}, calls: { find: [{ output: { id: 'C-7', rev: 3 } }] }, expect: {} }),
  ]
  const after = { ...make('{ "mail": mail }', '{ "id": id & "!" }'), samples: samples.slice(0, 1), cases }
  const effects = await open().runtime.effects(before, after)
  expect(effects.map(({ id, differences }) => [id, differences])).toEqual([
    ['down', []],
    ['found', [{ place: 'answer', path: 'id', expected: 'C-7', got: 'C-7!' }]],
    ['s1', [{ place: 'answer', path: 'id', expected: 'C-7', got: 'C-7!' }]],
  ])
})

test('a problem that is new, and calls that are gone, are effects', async () => {
  const after = { ...draw({ in: HOOK, no: ['raise', { code: 'flow.raised', detail: 'No.' }] }, ['in > no']), samples: samples.slice(0, 1) }
  const [effect] = await open().runtime.effects(before, after)
  expect(effect!.differences).toEqual([
    { place: 'status', path: '', expected: 200, got: 422 },
    { place: 'problem', path: '', got: 'flow.raised' },
    { place: 'answer', path: '', expected: { id: 'made-up' } },
    { place: 'call:find', path: '', expected: [{ mail: 'a@example.test' }] },
  ])
})

test('what a case ignores is ignored here too', async () => {
  const found = FlowCase.parse({ id: 'c', name: 'C', body: {}, calls: { find: [{ output: { id: '1' } }] }, expect: {}, ignore: ['id'] })
  const [effect] = await open().runtime.effects(before, { ...make('{ "mail": mail }', '{ "id": id & "!" }'), cases: [found] })
  expect(effect!.differences).toEqual([])
})

test('a state that cannot be compiled is a problem of that side', async () => {
  const loop = draw({ in: HOOK, a: ['log'], b: ['log'] }, ['in > a', 'a > b', 'b > a'])
  const [effect] = await open().runtime.effects(loop, { ...before, samples: samples.slice(0, 1) })
  expect(effect!.differences).toContainEqual({ place: 'problem', path: '', expected: 'flow.invalid' })
})

test('what arrives at a node is what samples and cases bring there; answers that are not their own are told', async () => {
  const calls = { find: [{ output: { id: 'own' } }] }
  const cases = [
    FlowCase.parse({ id: 'c1', name: 'Case', body: { mail: 'b@example.test' }, calls, expect: {} }),
    FlowCase.parse({ id: 'c2', name: 'Fails before', body: {}, calls: { find: [{ problem: 'target.not-found' }] }, expect: {} }),
  ]
  const { runtime } = open()
  expect(await runtime.arrivals({ ...before, samples, cases }, 'answer')).toEqual([
    { id: 'c1', name: 'Case', kind: 'case', made: false, bodies: [{ id: 'own' }] },
    { id: 's1', name: 'With mail', kind: 'sample', made: true, bodies: [{ id: 'own' }] },
    { id: 's2', name: 'Without', kind: 'sample', made: true, bodies: [{ id: 'own' }] },
  ])
  expect(await runtime.arrivals({ ...before, samples }, 'answer')).toMatchObject([{ made: true, bodies: [{ id: 'made-up', rev: 1 }] }, {}])
  expect(await runtime.arrivals({ ...before, samples }, 'find')).toMatchObject([{ made: false, bodies: [samples[0]!.body] }, {}])
  expect(await runtime.arrivals({ ...before, samples }, 'gone')).toEqual([])
})
