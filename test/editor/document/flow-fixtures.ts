import { type Arbitrary, constantFrom, dictionary, integer, jsonValue, nat, oneof, record, string, tuple } from 'fast-check'
import type { Change } from '../../../editor/document/change.ts'
import { newNode, newWire } from '../../../editor/document/fresh-name.ts'
import { FlowSettings, type Flow, type FlowDraft, type FlowNode } from '../../../server/model/flow.ts'
import type { NodeSpec } from '../../../server/model/node-spec.ts'

const base: Omit<NodeSpec, 'kind' | 'title' | 'group'> = {
  summary: '',
  icon: 'box',
  input: true,
  outputs: { fixed: [{ id: 'out', title: 'out' }] },
  canFail: true,
  config: { type: 'object' },
  defaults: {},
  line: '{text}',
  expects: { rule: 'any' },
  produces: { rule: 'any' },
  trigger: false,
  fans: false,
  gathers: false,
  ends: false,
  examples: [],
}

/** A small family of kinds: a trigger, a step, a router with listed ports, an end, a note. */
export const SPECS: ReadonlyMap<string, NodeSpec> = new Map(
  [
    { ...base, kind: 'start', title: 'Start', group: 'trigger' as const, input: false, canFail: false, trigger: true },
    { ...base, kind: 'step', title: 'Step', group: 'transform' as const },
    {
      ...base,
      kind: 'route',
      title: 'Route',
      group: 'route' as const,
      outputs: { fixed: [{ id: 'else', title: 'else' }], list: { field: 'routes', id: 'id', title: 'title' } },
      defaults: { routes: [{ id: 'a', title: 'A' }] },
    },
    { ...base, kind: 'end', title: 'End', group: 'end' as const, outputs: { fixed: [] }, ends: true },
    { ...base, kind: 'note', title: 'Note', group: 'note' as const, input: false, outputs: { fixed: [] }, canFail: false },
  ].map((spec) => [spec.kind, spec]),
)

export const spec = (kind: string): NodeSpec => SPECS.get(kind)!

export const node = (id: string, kind = 'step', config: Record<string, unknown> = {}): FlowNode => ({
  id,
  kind,
  name: id.toUpperCase(),
  config,
  position: { x: 0, y: 0 },
})

/** A flow from node ids and wires written as `a.port>b`; kinds may be given as `id:kind`. */
export function flowOf(nodes: readonly string[], wires: readonly string[] = []): Flow {
  return {
    id: 'f',
    name: 'F',
    description: '',
    client: 'acme',
    nodes: nodes.map((text) => {
      const [id, kind = 'step'] = text.split(':')
      return node(id!, kind, structuredClone(spec(kind).defaults))
    }),
    wires: wires.map((text, index) => {
      const [from, to] = text.split('>')
      const [id, port = 'out'] = from!.split('.')
      return { id: `w${index}`, from: { node: id!, port }, to: to! }
    }),
    samples: [],
    cases: [],
    settings: FlowSettings.parse({}),
  }
}

export const draftOf = (flow: Flow, revision = 1): FlowDraft => ({
  revision,
  savedAt: '2026-01-01T00:00:00.000Z',
  savedBy: 'ada',
  publishedVersion: null,
  flow,
})

/** A change to be made on whatever the flow is by then. */
export type Plan = (flow: Flow) => Change | undefined

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)]

const place = record({ x: integer({ min: -500, max: 500 }), y: integer({ min: -500, max: 500 }) })
const kind = constantFrom(...SPECS.keys())
const any = nat(1000)

/** Any change, fitted to the flow it meets. */
export const plans: Arbitrary<Plan> = oneof(
  tuple(kind, place).map<Plan>(([k, at]) => (flow) => ({ type: 'add', nodes: [newNode(flow, spec(k), { at })], wires: [] })),
  any.map<Plan>((n) => (flow) => ({ type: 'remove', nodes: [pick(flow.nodes, n)?.id ?? 'gone'], wires: [pick(flow.wires, n)?.id ?? 'gone'] })),
  tuple(any, place).map<Plan>(([n, at]) => (flow) => ({ type: 'move', places: [{ id: pick(flow.nodes, n)?.id ?? 'gone', ...at }] })),
  tuple(any, any, constantFrom('out', 'problem', 'a', 'else')).map<Plan>(([a, b, port]) => (flow) => {
    const [from, to] = [pick(flow.nodes, a), pick(flow.nodes, b)]
    return from && to && { type: 'add', nodes: [], wires: [newWire(flow, { node: from.id, port }, to.id)] }
  }),
  tuple(any, place).map<Plan>(([n, at]) => (flow) => {
    const wire = pick(flow.wires, n)
    return wire && { type: 'insert', wire: wire.id, node: newNode(flow, spec('step'), { at }), port: 'out', newWire: newWire(flow, wire.from, wire.to).id }
  }),
  tuple(any, dictionary(constantFrom('text', 'rows'), jsonValue())).map<Plan>(([n, config]) => (flow) => ({
    type: 'set-config',
    node: pick(flow.nodes, n)?.id ?? 'gone',
    config,
    ports: [{ port: 'a', to: n % 2 ? 'b' : null }],
  })),
  tuple(any, string({ maxLength: 80 })).map<Plan>(([n, name]) => (flow) => ({ type: 'rename-node', node: pick(flow.nodes, n)?.id ?? 'gone', name })),
  string({ maxLength: 100 }).map<Plan>((description) => () => ({ type: 'set-flow', description })),
  jsonValue().map<Plan>((body) => (flow) => ({
    type: 'set-samples',
    samples: [...flow.samples, { id: `s${flow.samples.length}`, name: 'S', body: body as never }],
  })),
  jsonValue().map<Plan>((body) => (flow) => ({
    type: 'set-cases',
    cases: [...flow.cases, { id: `c${flow.cases.length}`, name: 'C', body: body as never, at: '2026-01-01T00:00:00Z', calls: {}, expect: {}, ignore: [] }],
  })),
  any.map<Plan>((n) => (flow) => ({ type: 'restore', flow: { ...flow, id: 'other', samples: flow.samples.slice(0, n % 3), cases: [] } })),
)
