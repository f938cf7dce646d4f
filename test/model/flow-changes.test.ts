import { array, assert, jsonValue, nat, property, string, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { FlowCase } from '../../server/model/case.ts'
import { flowChanges } from '../../server/model/flow-changes.ts'
import { Flow } from '../../server/model/flow.ts'
import type { MappingRow } from '../../server/model/mapping.ts'

const ROWS: MappingRow[] = [
  { id: 'r1', target: 'header.currency', from: { kind: 'constant', value: 'EUR' } },
  { id: 'r2', target: 'name', from: { kind: 'path', path: 'customer.name' }, required: true },
  { id: 'r3', target: 'country', from: { kind: 'table', path: 'country', entries: { DE: 'GER', AT: 'AUT', CH: 'CHE' }, otherwise: 'problem' } },
  {
    id: 'r4',
    target: 'lines',
    from: { kind: 'each', path: 'order.lines' },
    rows: [{ id: 'r5', target: 'net', from: { kind: 'expression', text: '$number(net)' }, note: 'without tax' }],
  },
]

const FLOW = Flow.parse({
  id: 'f',
  name: 'Orders',
  client: 'acme',
  nodes: [
    { id: 'in', kind: 'endpoint', name: 'In', config: { operation: 'orders.create' }, position: { x: 0, y: 0 } },
    { id: 'm', kind: 'map', name: 'To order', config: { mapping: { rows: ROWS, ignored: ['notes'] } }, position: { x: 200, y: 0 } },
    {
      id: 'r',
      kind: 'route',
      name: 'Which',
      config: {
        routes: [
          { id: 'a', when: 'x = 1' },
          { id: 'b', when: 'x = 2' },
        ],
      },
      position: { x: 400, y: 0 },
    },
  ],
  wires: [
    { id: 'w1', from: { node: 'in', port: 'out' }, to: 'm' },
    { id: 'w2', from: { node: 'm', port: 'problem' }, to: 'r' },
  ],
  samples: [{ id: 's1', name: 'One', body: { items: [{ net: 1 }] } }],
  cases: [{ id: 'c1', name: 'First', body: { a: 1 }, expect: { status: 200 } }],
})

/** Texts of the changes after an edit of a copy. */
function after(edit: (flow: Flow) => void): string[] {
  const flow = structuredClone(FLOW)
  edit(flow)
  return flowChanges(FLOW, flow).map(({ text }) => text)
}

const rowsOf = (flow: Flow): MappingRow[] => (flow.nodes[1]!.config.mapping as { rows: MappingRow[] }).rows
const mappingOf = (flow: Flow): { ignored: string[]; invariants?: unknown[]; target?: unknown } => flow.nodes[1]!.config.mapping as never

test.each<[string, (flow: Flow) => void, string[]]>([
  ['name', (f) => (f.name = 'Sales'), ['name: "Orders" -> "Sales"']],
  ['settings', (f) => (f.settings.deadlineMs = 5000), ['settings.deadlineMs: 15000 -> 5000']],
  ['a node is renamed', (f) => (f.nodes[0]!.name = 'Start'), ['renamed: “In” -> “Start”']],
  ['a field of a config', (f) => (f.nodes[0]!.config.operation = 'orders.read'), ['operation: "orders.create" -> "orders.read"']],
  ['a new field', (f) => (f.nodes[0]!.config.key = 'ref'), ['key: set to "ref"']],
  [
    'a list with ids',
    (f) => (f.nodes[2]!.config.routes = [{ id: 'b', when: 'x = 3' }]),
    ['routes[a]: {"id":"a","when":"x = 1"} removed', 'routes[b].when: "x = 2" -> "x = 3"'],
  ],
  ['the order of a list', (f) => (f.nodes[2]!.config.routes = [...(f.nodes[2]!.config.routes as unknown[])].toReversed()), ['routes: another order']],
  ['a node goes with its wire', (f) => void (f.nodes.pop(), f.wires.pop()), ['Node “Which” removed (route)', 'Wire “To order” (problem) -> “Which” removed']],
  ['a wire comes', (f) => f.wires.push({ id: 'w3', from: { node: 'in', port: 'out' }, to: 'r' }), ['Wire “In” -> “Which” added']],
  ['a second wire between the same ends', (f) => f.wires.push({ ...f.wires[0]!, id: 'w9' }), ['Wire “In” -> “To order” added']],
  ['a sample', (f) => (f.samples[0]!.body = { items: [{ net: 2 }] }), ['Sample “One”: body.items[0].net: 1 -> 2']],
  ['a case', (f) => (f.cases[0]!.expect = { status: 201 }), ['Case “First”: expect.status: 200 -> 201']],
  ['a case goes', (f) => (f.cases = []), ['Case “First” removed']],
  ['another source', (f) => (rowsOf(f)[0]!.from = { kind: 'path', path: 'order.currency' }), ['`header.currency`: constant "EUR" -> source `order.currency`']],
  ['another constant', (f) => (rowsOf(f)[0]!.from = { kind: 'constant', value: 'USD' }), ['`header.currency`: constant "EUR" -> "USD"']],
  ['no longer required', (f) => delete rowsOf(f)[1]!.required, ['`name`: required -> optional']],
  ['another target', (f) => (rowsOf(f)[1]!.target = 'title'), ['target `name` -> `title`']],
  ['a new id for a row in the same place', (f) => (rowsOf(f)[1]!.id = 'new'), []],
  [
    'entries of a value table',
    (f) => (rowsOf(f)[2]!.from = { kind: 'table', path: 'country', entries: { DE: 'GER', CH: 'SUI', FR: 'FRA' }, otherwise: 'omit' }),
    [
      '`country`: code "AT" removed ("AUT")',
      '`country`: code "CH": "CHE" -> "SUI"',
      '`country`: code "FR" added: "FRA"',
      '`country`: unknown codes: a problem -> left out',
    ],
  ],
  ['a loop', (f) => (rowsOf(f)[3]!.from = { kind: 'each', path: 'lines' }), ['`lines`: each of `order.lines` -> each of `lines`']],
  ['a loop with another target: its rows stay', (f) => (rowsOf(f)[3]!.target = 'items'), ['target `lines` -> `items`']],
  ['a row in a loop', (f) => (rowsOf(f)[3]!.rows![0]!.note = 'gross'), ['`lines[].net`: note "without tax" -> "gross"']],
  ['a row comes', (f) => rowsOf(f).push({ id: 'r9', target: 'id', from: { kind: 'path', path: 'id' } }), ['`id`: added, source `id`']],
  ['a row leaves its loop', (f) => rowsOf(f).push(rowsOf(f)[3]!.rows!.pop()!), ['target `lines[].net` -> `net`']],
  ['ignored marks', (f) => (mappingOf(f).ignored = ['vat']), ['`notes`: no longer ignored', '`vat`: ignored on purpose']],
  ['an invariant', (f) => (mappingOf(f).invariants = [{ id: 'i', text: 'a = b', broken: 'count' }]), ['invariant added: `a = b`']],
  [
    'a schema',
    (f) => (mappingOf(f).target = { from: 'canonical', operation: 'orders.create', side: 'output' }),
    ['target schema: that of the wire -> orders.create output'],
  ],
  ['a node is moved: no difference', (f) => (f.nodes[0]!.position = { x: 9, y: 9 }), []],
  ['another order of nodes and rows: no difference', (f) => void ((f.nodes = f.nodes.toReversed()), rowsOf(f).unshift(rowsOf(f).pop()!)), []],
])('%s', (_, edit, expected) => expect(after(edit)).toEqual(expected))

test('a change names its node and its row', () => {
  const flow = structuredClone(FLOW)
  rowsOf(flow)[3]!.rows![0]!.required = true
  expect(flowChanges(FLOW, flow)).toEqual([{ kind: 'row', how: 'changed', node: 'm', row: 'r5', text: '`lines[].net`: optional -> required' }])
})

test('of long values the part that differs is shown', () => {
  const flow = structuredClone(FLOW)
  const other = structuredClone(FLOW)
  flow.description = `${'a'.repeat(500)}b`
  other.description = `${'a'.repeat(500)}c`
  const [text] = flowChanges(flow, other).map((change) => change.text)
  expect(text).toContain('ab" -> ')
  expect(text!.length).toBeLessThan(120)
})

test('a large difference of a sample is counted, not listed', () => {
  const list = after((flow) => (flow.samples[0]!.body = Array.from({ length: 50 }, (_, index) => index)))
  expect(list.length).toBeLessThanOrEqual(12)
})

/** Edits that mean something, each on its own. */
const edits = tuple(nat(11), nat(100), jsonValue(), string({ minLength: 1, maxLength: 20 })).map(([which, n, value, text]) => (flow: Flow): void => {
  const rows = rowsOf(flow)
  const row = rows[n % rows.length]!
  const acts: (() => unknown)[] = [
    () => (flow.name += text),
    () => (flow.nodes[n % 3]!.name += text),
    () => flow.nodes.splice(n % 3, 1),
    () => flow.wires.splice(n % 2, 1),
    () => (flow.nodes[0]!.config.extra = [value, flow.nodes[0]!.config.extra]),
    () => rows.splice(n % rows.length, 1),
    () => (row.target += text),
    () => (row.required = !row.required),
    () => (row.note = `${text}${row.note ?? ''}`),
    () => rows.push({ id: `n${n}`, target: `new.${text}`, from: { kind: 'constant', value: value as never } }),
    () => flow.samples.push({ id: `s${flow.samples.length + 1}`, name: text, body: value as never }),
    () => (flow.cases[0] = FlowCase.parse({ ...flow.cases[0], name: `${text}!` })),
  ]
  acts[which]!()
})

test('a flow does not differ from itself, and any edit is told', () => {
  assert(
    property(array(edits, { maxLength: 6 }), edits, (before, edit) => {
      const flow = structuredClone(FLOW)
      for (const each of before) if (flow.nodes.length === 3 && flow.wires.length === 2 && rowsOf(flow).length > 1) each(flow)
      expect(flowChanges(flow, structuredClone(flow))).toEqual([])
      if (flow.nodes.length < 3 || flow.wires.length < 2 || rowsOf(flow).length < 1) return
      const next = structuredClone(flow)
      edit(next)
      expect(flowChanges(flow, next).length).toBeGreaterThan(0)
      expect(flowChanges(next, flow).length).toBeGreaterThan(0)
    }),
  )
})
