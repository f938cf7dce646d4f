import type { FlowNode } from '../../model/flow.ts'
import type { CompiledRow, Expression, Origin } from '../../expression/expression.ts'
import { segmentOf } from '../../expression/reads/located.ts'
import type { LineageHop } from '../../model/lineage.ts'
import type { Destination, NodeTrace, TracedValue, Trigger } from '../../nodes/contract.ts'
import { blurred, distinct, hide, putBelow, resolveOrigin, weaker, type Binding, type Sources } from './binding.ts'
import { destinationPlace, type EdgePlace } from './edge-place.ts'

/** What is known of the messages at a wire. */
export interface Traced {
  readonly message: readonly Binding[]
  /** What decided that there is a message, and how many. */
  readonly decided: readonly Binding[]
}

/** A message that leaves Patchbay. */
export interface Sent {
  readonly to: EdgePlace
  readonly value: readonly Binding[]
}

/** The run in which a node is traced. */
export interface TracedRun {
  readonly client: string
  readonly trigger: Trigger | undefined
  readonly input: readonly Binding[]
  readonly effort: Effort
}

/** What tracing a flow may still cost, in bindings looked at and hops made. When it is used up, messages are followed as a whole only. */
export interface Effort {
  left: number
}

interface Desk {
  readonly node: FlowNode
  readonly trace: NodeTrace
  readonly run: TracedRun
  readonly sources: Sources
}

/** What a node does to the messages that arrive. */
export function traceNode(node: FlowNode, trace: NodeTrace, { arrived, run }: { arrived: Traced; run: TracedRun }): { left: Traced; sent: Sent[] } {
  run.effort.left -= arrived.message.length * originsIn(trace)
  const message = run.effort.left < 0 ? blurred(arrived.message) : arrived.message
  const desk: Desk = { node, trace, run, sources: { message, input: run.input } }
  const decisions = (trace.decides ?? []).flatMap((expression) => decidedBy(desk, expression))
  const counts = trace.counts ? countedBy(desk, trace.counts) : []
  const left = trace.out.flatMap(({ at, value }) => putBelow(valueOf(desk, value), at === '' ? '' : segmentOf(at)))
  return { left: { message: distinct(left), decided: distinct([...arrived.decided, ...decisions, ...counts]) }, sent: sentBy(desk) }
}

/** How often the message is read. */
const originsIn = ({ out, sends = [] }: NodeTrace): number => [...out, ...sends].reduce((sum, { value }) => sum + originsOf(value), 1)

function originsOf(value: TracedValue): number {
  if (value.of === 'mapping') return value.mapping.rows.reduce((sum, { origins }) => sum + origins.length, 0)
  return value.of === 'expression' ? value.expression.origins.length : 1
}

function sentBy(desk: Desk): Sent[] {
  const { node, run } = desk
  return (desk.trace.sends ?? []).flatMap(({ to, value }) => {
    const place = destinationPlace(to, { ...run, node: node.id, side: 'input' })
    const below = placeBelow(to)
    return place ? [{ to: place, value: putBelow(valueOf(desk, value), below) }] : []
  })
}

/** Where in the place a node sends a value to. */
function placeBelow(to: Destination): string {
  if (to.to === 'header') return segmentOf(to.name)
  if (to.to === 'customer') return 'ref'
  return to.to === 'store' ? to.field : ''
}

function valueOf(desk: Desk, value: TracedValue): Binding[] {
  switch (value.of) {
    case 'message':
      return hide(desk.sources.message, (value.without ?? []).map(segmentOf))
    case 'expression': {
      const found = value.expression.origins.flatMap((origin) => reach(desk, origin))
      return value.computed ? found.map((binding) => ({ ...binding, at: '', how: weaker(binding.how, 'computed') })) : found
    }
    case 'mapping':
      return value.mapping.rows.flatMap((row) => row.origins.flatMap((origin) => reach(desk, origin, row)))
    case 'answer':
      return answerOf(desk, value.only)
  }
}

function answerOf({ node, trace, run }: Desk, only: readonly string[] | undefined): Binding[] {
  return (trace.sends ?? []).slice(0, 1).flatMap(({ to }) => {
    const place = destinationPlace(to, { ...run, node: node.id, side: 'output' })
    if (!place) return []
    const whole = startAt(place, node)
    return only ? only.map((field) => ({ ...whole, at: segmentOf(field), path: segmentOf(field) })) : [whole]
  })
}

/** All of a message comes from a place. */
export const startAt = (place: EdgePlace, node: FlowNode): Binding => ({
  at: '',
  place,
  path: '',
  how: 'copied',
  exact: true,
  count: false,
  hidden: [],
  via: [hopOf(node)],
})

function reach({ node, sources }: Desk, origin: Origin, row?: CompiledRow): Binding[] {
  const hop = hopOf(node, row)
  return resolveOrigin(origin, sources).map((binding) => ({ ...binding, via: [...binding.via, hop] }))
}

export const hopOf = (node: FlowNode, row?: Pick<CompiledRow, 'id' | 'target'>): LineageHop => ({
  node: node.id,
  name: node.name === '' ? node.id : node.name,
  ...(row && { row: row.id, target: row.target }),
})

/** Of a decision it does not matter which part of its value comes from where. */
const decidedBy = (desk: Desk, expression: Expression): Binding[] =>
  expression.origins.flatMap((origin) => reach(desk, { ...origin, target: '', how: origin.how === 'count' ? 'count' : 'decides' }).map(atRoot))

const countedBy = (desk: Desk, list: Expression): Binding[] =>
  list.origins.flatMap((origin) =>
    origin.target === '' ? reach(desk, { ...origin, how: origin.how === 'copied' ? 'count' : origin.how }).map(asDecision) : [],
  )

const atRoot = (binding: Binding): Binding => ({ ...binding, at: '' })
const asDecision = (binding: Binding): Binding => ({ ...binding, at: '', how: 'decides' })
