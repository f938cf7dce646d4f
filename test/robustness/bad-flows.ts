import type { BadTarget } from './bad-target.ts'
import { type FlowNode, flowOf, MARK, publish, type Workbench } from './workbench.ts'

export const TARGET_DEADLINE_MS = 3000
/** Longer: a process for the expression may have to be started on a busy machine. */
export const EXPRESSION_DEADLINE_MS = 8000

/** The answer of the connection's target, by the way it misbehaves; `at` is always the node `call`. */
export const TARGETS: [title: string, connection: string, way: string, status: number, code: string][] = [
  ['is down', 'down', 'good', 503, 'target.unavailable'],
  ['may not be called', 'guarded', 'good', 502, 'egress.refused'],
  ['does not answer', 'bad', 'silent', 504, 'target.timeout'],
  ['answers a byte at a time', 'bad', 'drip', 504, 'target.timeout'],
  ['does not answer before the deadline', 'patient', 'silent', 504, 'flow.deadline'],
  ['drips beyond the deadline', 'patient', 'drip', 504, 'flow.deadline'],
  ['resets the connection', 'bad', 'reset', 503, 'target.unavailable'],
  ['answers HTML', 'bad', 'html', 502, 'target.malformed'],
  ['answers plain text', 'bad', 'text', 502, 'target.malformed'],
  ['answers JSON that stops', 'bad', 'stops', 502, 'target.malformed'],
  ['ends in the middle of its answer', 'bad', 'cut', 503, 'target.unavailable'],
  ['does not speak HTTP', 'bad', 'garbage', 502, 'target.malformed'],
  ['answers 200 with an error inside', 'bad', 'inside', 502, 'target.failed'],
  ['answers 500', 'bad', 'refusal', 502, 'target.failed'],
  ['sends 50 MB', 'bad', 'huge', 502, 'target.too-large'],
  ['announces 50 MB', 'bad', 'announced', 502, 'target.too-large'],
  ['sends headers without end', 'bad', 'headers', 502, 'target.malformed'],
  ['answers JSON that is very deep', 'bad', 'deep', 502, 'target.malformed'],
]

const set = (value: string): FlowNode => ['change', 'set', { rows: [{ key: 'found', value }], replace: true }]
const mapped = (id: string, text: string) => ({ rows: [{ id, target: 'found', from: { kind: 'expression', text } }], ignored: [] })

/** Expressions without end, by what they do. */
export const EXPRESSIONS: Record<string, string> = {
  'calls itself without end': '($f := function($n) { $f($n + 1) }; $f(0))',
  'calls itself ever deeper': '($f := function($n) { 1 + $f($n + 1) }; $f(0))',
  'allocates without end': '($f := function($list) { $f($append($list, $list)) }; $f([1..1000]))',
  'doubles a text without end': '($f := function($text) { $f($text & $text) }; $f(name))',
  'holds a catastrophic regular expression': '$contains(text, /^(a+)+$/)',
  'pads to half a gigabyte': '$pad("x", 500000000)',
  'pads to what the caller says': '$length($pad("x", width))',
  'makes a huge range': '$count([1..9000000].([1..9000000]))',
  'goes through its input for each part of its input': '$count(list.($x := $; $$.list.($y := $; $$.list[$ = $x + $y])))',
}
/** The mapping of one of them. */
export const ENDLESS_MAPPING = mapped('r1', EXPRESSIONS['calls itself without end']!)
/** Path of the webhook whose flow evaluates the expression. */
export const hookOf = (title: string): string => title.replaceAll(' ', '-')
export const EXPRESSION_INPUT = { name: MARK, text: `${'a'.repeat(60)}!`, width: 900_000_000, list: Array.from({ length: 2000 }, (_, index) => index) }

/** A flow for each way to reach the bad target. */
export async function prepareTargets(bench: Workbench, target: BadTarget): Promise<void> {
  const connections = [
    { id: 'bad', baseUrl: target.url, timeoutMs: 1000, local: true },
    { id: 'patient', baseUrl: target.url, timeoutMs: 60_000, local: true },
    { id: 'down', baseUrl: target.downUrl, local: true },
    { id: 'guarded', baseUrl: target.url, local: false },
  ]
  for (const { id, ...rest } of connections) {
    const connection = { id, client: 'demo', name: id, connector: 'bad-target', system: id, auth: 'none', ...rest }
    await bench.get({ path: '/api/connections', body: { connection, credentials: {} }, as: 'admin' })
    const nodes: FlowNode[] = [
      ['in', 'webhook', { method: 'POST', path: `target/${id}` }],
      ['call', 'call', { connection: id, operation: 'read', input: '{ "way": way }' }],
      ['out', 'respond', { status: 200 }],
    ]
    await publish(bench, flowOf(`target-${id}`, nodes, { deadlineMs: TARGET_DEADLINE_MS }))
  }
}

/** A flow of which one node evaluates something without end. */
export const expressionFlow = (id: string, title: string, change: FlowNode) =>
  flowOf(id, [['in', 'webhook', { method: 'POST', path: hookOf(title) }], change, ['out', 'respond', { status: 200 }]], { deadlineMs: EXPRESSION_DEADLINE_MS })

/** A flow for each expression, and one with a mapping. */
export async function prepareExpressions(bench: Workbench): Promise<void> {
  for (const [index, [title, text]] of Object.entries(EXPRESSIONS).entries()) await publish(bench, expressionFlow(`expression-${index}`, title, set(text)))
  await publish(bench, expressionFlow('mapping', 'stands in a mapping', ['change', 'map', { mapping: ENDLESS_MAPPING }]))
}

/** Drafts that may be saved as they are, but not published. */
export async function prepareUnpublishable(bench: Workbench): Promise<void> {
  const hook: FlowNode = ['in', 'webhook', { method: 'POST', path: 'never' }]
  const wires: [string, string][] = [['in', 'a'], ['a', 'b'], ['b', 'a'], ['b', 'out']] // prettier-ignore
  const loop = flowOf('loop', [hook, ['a', 'set', {}], ['b', 'set', {}], ['out', 'respond', {}]], { wires })
  const nodes: FlowNode[] = [hook, set('name & )'), ['translate', 'map', { mapping: mapped('r1', '(1 + ') }], ['out', 'respond', { body: 'a..' }]]
  const unparsed = flowOf('unparsed', nodes)
  for (const flow of [loop, unparsed]) await bench.get({ path: '/api/flows', body: flow, as: 'admin' })
}
