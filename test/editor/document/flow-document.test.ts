import { expect, test } from 'vitest'
import { arrivalsAt } from '../../../editor/document/arrivals.ts'
import { applyChange } from '../../../editor/document/change.ts'
import { copyNodes, pasteChange, readFragment } from '../../../editor/document/clipboard.ts'
import { newNode } from '../../../editor/document/fresh-name.ts'
import { CARD_WIDTH, freePlace, GRID, layoutPlaces } from '../../../editor/document/layout.ts'
import { neighbour } from '../../../editor/document/neighbour.ts'
import { nodeLine } from '../../../editor/document/node-line.ts'
import { runPicture } from '../../../editor/document/run-picture.ts'
import { sampleFromSchema } from '../../../server/model/sample-from-schema.ts'
import { newSample } from '../../../editor/document/samples.ts'
import { startView } from '../../../editor/document/start-view.ts'
import { triggerFor, triggersOf } from '../../../editor/document/sample-trigger.ts'
import { wireRefusal } from '../../../editor/document/wire-refusal.ts'
import type { Arrivals } from '../../../server/model/case.ts'
import type { NodeSchemas } from '../../../server/model/flow-schema.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import type { TryStep } from '../../../server/model/run.ts'
import { flowOf, node, spec, SPECS } from './flow-fixtures.ts'

const FLOW = flowOf(['s:start', 'a', 'b', 'e:end', 'n:note'], ['s>a', 'a>b', 'b>e'])

test.each([
  ['a.out>e', /^undefined$/],
  ['a.problem>e', /^undefined$/],
  ['a.out>a', /itself/],
  ['a.out>s', /starts the flow/],
  ['a.out>n', /Nothing can lead/],
  ['a.out>b', /there already/],
  ['b.out>a', /circle/],
  ['a.other>e', /no port/],
  ['e.out>b', /no port/],
  ['a.out>gone', /two nodes/],
])('a wire %s is refused with %s', (text, reason) => {
  const [node, port, to] = text.split(/[.>]/) as [string, string, string]
  expect(String(wireRefusal(FLOW, SPECS, { from: { node, port }, to }))).toMatch(reason)
})

test('copied nodes come back with ids, names and wires of their own', () => {
  const fragment = readFragment(copyNodes(FLOW, new Set(['a', 'b'])))!
  const change = pasteChange(FLOW, fragment, { x: 24, y: 24 })
  expect(change.nodes.map((each) => [each.id, each.name, each.position.x])).toEqual([
    ['a-2', 'A 2', 24],
    ['b-2', 'B 2', 24],
  ])
  expect(change.wires).toEqual([{ id: 'wire', from: { node: 'a-2', port: 'out' }, to: 'b-2' }])
  const twice = pasteChange(applyChange(FLOW, change), fragment, { x: 0, y: 0 })
  expect(twice.nodes.map((each) => each.id)).toEqual(['a-3', 'b-3'])
})

test.each(['', 'hello', '[]', '{"patchbay":"nodes","nodes":[],"wires":[]}', '{"patchbay":"nodes","nodes":[{"id":"<x>"}],"wires":[]}'])(
  'text from elsewhere is not pasted: %s',
  (text) => {
    expect(readFragment(text)).toBeUndefined()
  },
)

test('new nodes get free ids and names and a copy of the defaults', () => {
  const made = newNode(flowOf(['step', 'step-2']), spec('route'), { at: { x: 0, y: 0 }, name: 'STEP' })
  expect(made).toMatchObject({ id: 'route', name: 'STEP 2' })
  expect(made.config).toEqual(spec('route').defaults)
  expect(made.config['routes']).not.toBe(spec('route').defaults['routes'])
})

test('the line of a card is filled from the config', () => {
  const line = (text: string, config: Record<string, unknown>): string => nodeLine({ ...spec('step'), line: text }, config)
  expect(line('{connection} · {operation}', { connection: 'crm', operation: 'find' })).toBe('crm · find')
  expect(
    line('{routes}, else', {
      routes: [
        { id: 'a', title: 'large' },
        { id: 'b', title: '' },
      ],
    }),
  ).toBe('large, b, else')
  expect(line('{connection} · {operation}', { connection: '', operation: '' })).toBe('')
  expect(line('one list {as}', {})).toBe('')
  expect(line('{rows}', { rows: [{ key: '' }, { key: 'b' }] })).toBe('b')
  expect(line('{a.b} {constructor}', { a: { b: 'x\n y' } })).toBe('x y')
})

test('a layout goes from left to right on the grid, keeps first ports straight, branches in the order of the ports, and lets no cards overlap', () => {
  const flow = flowOf(['s:start', 'b', 'r:route', 'a', 'c', 'e:end', 's2:start', 'n:note'], ['s>r', 'r.problem>c', 'r.else>b', 'r.a>a', 'a>e', 'b>e', 's2>b'])
  const sizes = new Map([['r', { width: CARD_WIDTH, height: 160 }]])
  const places = new Map(layoutPlaces(flow, SPECS, sizes).map((place) => [place.id, place]))
  expect(places.has('n')).toBe(false)
  expect(places.get('s')).toEqual({ id: 's', x: 0, y: 0 })
  const y = (id: string): number => places.get(id)!.y
  expect([y('r'), y('a'), y('e')]).toEqual([0, 0, 0])
  expect(y('b')).toBeGreaterThan(y('a'))
  expect(y('c')).toBeGreaterThan(y('b'))
  for (const wire of flow.wires) expect(places.get(wire.to)!.x).toBeGreaterThan(places.get(wire.from.node)!.x + CARD_WIDTH)
  const all = [...places.values()]
  const height = (id: string): number => sizes.get(id)?.height ?? 88
  for (const place of all) {
    expect([place.x % GRID, place.y % GRID].map(Math.abs)).toEqual([0, 0])
    const below = all.filter((other) => other !== place && Math.abs(other.x - place.x) < CARD_WIDTH && other.y >= place.y)
    expect(below.filter((other) => other.y < place.y + height(place.id))).toEqual([])
  }
})

test('a layout done twice changes nothing more', () => {
  const flow = flowOf(['s:start', 'r:route', 'a', 'b'], ['s>r', 'r.a>a', 'r.else>b'])
  const once = applyChange(flow, { type: 'move', places: layoutPlaces(flow, SPECS, new Map()) })
  expect(applyChange(once, { type: 'move', places: layoutPlaces(once, SPECS, new Map()) })).toEqual(once)
})

test('a new card covers no other', () => {
  const place = freePlace(FLOW, { x: 3, y: 5 })
  expect(place.y).toBeGreaterThanOrEqual(88)
  expect(freePlace(FLOW, { x: 400, y: 0 })).toEqual({ x: 400, y: 0 })
})

test('arrow keys go to the nearest node in their direction', () => {
  const at = (id: string, x: number, y: number) => ({ ...node(id), position: { x, y } })
  const nodes = [at('m', 0, 0), at('r', 300, 10), at('far', 310, 400), at('d', 20, 200), at('l', -300, 0)]
  const to = (direction: 'left' | 'right' | 'up' | 'down') => neighbour(nodes, nodes[0]!, direction)?.id
  expect([to('left'), to('right'), to('up'), to('down')]).toEqual(['l', 'r', undefined, 'd'])
})

const step = (seq: number, id: string, more: Partial<TryStep> = {}): TryStep => ({
  seq,
  node: id,
  kind: 'step',
  startMs: 0,
  durationMs: 2,
  inBytes: 0,
  outBytes: 0,
  wires: [],
  ports: [],
  input: { seq },
  output: [],
  ...more,
})

test('a run is drawn from its steps', () => {
  const flow = flowOf(['s:start', 'a', 'e:end'], ['s>a', 'a.problem>e', 'a>e'])
  const picture = runPicture(flow, [
    step(0, 's', { wires: ['w0'] }),
    step(1, 'a', { wires: ['w2'] }),
    step(2, 'a', { wires: ['w1'], problem: { code: 'target.timeout', detail: 'late' } }),
  ])
  expect(picture.nodes.get('a')).toEqual({ times: 2, ms: 4, problem: { code: 'target.timeout', detail: 'late' } })
  expect(picture.nodes.has('e')).toBe(false)
  expect(Object.fromEntries(picture.wires)).toEqual({ w0: 'taken', w1: 'problem', w2: 'taken' })
})

test('a mapping is tried with what arrived last, or with samples directly behind a trigger', () => {
  const schemas = new Map()
  const flow = { ...FLOW, samples: [newSample(FLOW, { name: 'Ada!', body: { a: 1 } })] }
  expect(arrivalsAt(flow, SPECS, { node: 'a', steps: [], schemas })).toEqual([{ id: 'ada', name: 'Ada!', body: { a: 1 } }])
  expect(arrivalsAt(flow, SPECS, { node: 'b', steps: [], schemas })).toEqual([])
  expect(arrivalsAt(flow, SPECS, { node: 'b', steps: [step(1, 'b'), step(2, 'b')], schemas }).map((each) => each.name)).toEqual([
    'Last test, message 1',
    'Last test, message 2',
  ])
})

test('a mapping is tried with what cases and samples bring to its node', () => {
  const found: Arrivals = [
    { id: 'c', name: 'Case', kind: 'case', made: false, bodies: [{ a: 1 }, { a: 2 }] },
    { id: 's', name: 'Sample', kind: 'sample', made: true, bodies: [{ a: 3 }] },
  ]
  const names = (given: Arrivals, steps: TryStep[] = []) =>
    arrivalsAt(FLOW, SPECS, { node: 'b', steps, schemas: new Map(), found: given }).map((each) => each.name)
  expect(names(found)).toEqual(['Case, message 1', 'Case, message 2'])
  expect(names(found.slice(1), [step(1, 'b')])).toEqual(['Last test', 'Sample (made-up answers)'])
})

test('a sample starts at the first trigger whose fields it fits', () => {
  const flow = flowOf(['get:start', 'search:start', 'any:start', 'a'], ['search>a'])
  const fields = (properties: string[], required: string[]): NodeSchemas => ({
    input: undefined,
    output: { type: 'object', properties: Object.fromEntries(properties.map((name) => [name, { type: 'string' }])), required, additionalProperties: false },
  })
  const schemas = new Map([
    ['get', fields(['ref'], ['ref'])],
    ['search', fields(['name', 'email'], [])],
  ])
  const triggers = triggersOf(flow, SPECS)
  const startOf = (body: unknown) => triggerFor({ body: body as never }, triggers, schemas)?.id
  expect([startOf({ ref: 'x' }), startOf({ name: 'x' }), startOf({}), startOf({ other: 1 }), startOf(7)]).toEqual(['get', 'search', 'search', 'any', 'any'])
  const samples = [newSample(flow, { name: 'one', body: { ref: 'x' } }), newSample(flow, { name: 'two', body: { name: 'x' } })]
  expect(arrivalsAt({ ...flow, samples }, SPECS, { node: 'a', steps: [], schemas }).map((each) => each.name)).toEqual(['two'])
})

test('a sample that names its trigger starts there', () => {
  const flow = flowOf(['get:start', 'search:start', 'a'], ['search>a'])
  const triggers = triggersOf(flow, SPECS)
  expect(triggerFor({ trigger: 'search', body: {} }, triggers, new Map())?.id).toBe('search')
  expect(triggerFor({ trigger: 'gone', body: {} }, triggers, new Map())?.id).toBe('get')
  const samples = [newSample(flow, { name: 'one', body: {} }), newSample(flow, { name: 'two', trigger: 'search', body: {} })]
  expect(arrivalsAt({ ...flow, samples }, SPECS, { node: 'a', steps: [], schemas: new Map() }).map((each) => each.name)).toEqual(['two'])
})

test('samples arrive behind nodes that pass messages on, and behind a problem port, as they were', () => {
  const specs = new Map([...SPECS, ['route', { ...spec('route'), produces: { rule: 'same' as const } }]])
  const flow = flowOf(['s:start', 'r:route', 'a', 'b', 'c'], ['s>r', 'r.else>a', 'a>b', 'a.problem>c'])
  const samples = [newSample(flow, { name: 'one', body: {} })]
  const at = (id: string): number => arrivalsAt({ ...flow, samples }, specs, { node: id, steps: [], schemas: new Map() }).length
  expect(['a', 'b', 'c'].map(at)).toEqual([1, 0, 1])
})

test('a flow is shown whole where that can be read, and else from its beginning', () => {
  const screen = { width: 1000, height: 600 }
  expect(startView({ x: 100, y: 100, width: 400, height: 200 }, screen)).toEqual({ x: 200, y: 100, zoom: 1 })
  expect(startView({ x: -50, y: 0, width: 4000, height: 2000 }, screen)).toEqual({ x: 69.5, y: 32, zoom: 0.75 })
})

test('a new sample is made up from the schema of its trigger', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      mail: { type: 'string', format: 'email' },
      lines: { type: 'array', items: { $ref: '#/$defs/line' } },
      note: { type: 'string' },
    },
    required: ['name', 'mail', 'lines'],
    $defs: { line: { type: 'object', properties: { count: { type: 'integer', minimum: 2 }, unit: { enum: ['kg', 'l'] } } } },
  }
  expect(sampleFromSchema(schema)).toEqual({ name: '', mail: 'name@example.test', lines: [{ count: 2, unit: 'kg' }] })
  expect(sampleFromSchema({})).toBeNull()
  const endless: JsonSchema = { type: 'object', properties: { child: { $ref: '#' } }, required: ['child'] }
  expect(JSON.stringify(sampleFromSchema(endless)).length).toBeLessThan(200)
})
