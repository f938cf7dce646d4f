import type { Flow, FlowNode, Wire } from '../../model/flow.ts'
import { joinPath, pathBelow } from '../../model/field-path.ts'
import type { FlowLink } from '../../model/lineage.ts'
import type { NodeTrace, PreparedNode, Trigger } from '../../nodes/contract.ts'
import { orderOf } from '../graph.ts'
import { distinct } from './binding.ts'
import { entityPaths, fieldPlace, mayExist, namesAt, triggerPlace, type EdgeField } from './edge-place.ts'
import { hopOf, startAt, traceNode, type Effort, type Sent, type Traced, type TracedRun } from './trace-node.ts'

/** One way of a field through a flow, with its ends as the flow knows them. */
export interface EdgeLink extends Omit<FlowLink, 'from' | 'to'> {
  readonly from: EdgeField
  readonly to: EdgeField
}

/** One or two seconds at most. A mapping of 500 rows behind another one stays below it. */
const MOST_EFFORT = 300_000

/** A flow and its nodes, as far as they can be prepared. */
export interface TracedFlow {
  readonly flow: Flow
  prepared(node: FlowNode): Pick<PreparedNode, 'trace' | 'trigger'> | undefined
}

/**
 * Finds from which fields at the edge of Patchbay every field that leaves comes: a flow is followed from each of its triggers, without running
 * it. That a node may fail is left out of account. A flow with a loop has no links.
 */
export function traceFlow(traced: TracedFlow): EdgeLink[] {
  const sorted = orderOf(traced.flow)
  if ('loop' in sorted) return []
  const nodes = sorted.order.map((node): Stop => ({ node, trace: traced.prepared(node)?.trace, trigger: traced.prepared(node)?.trigger }))
  const effort: Effort = { left: MOST_EFFORT }
  return unique(nodes.filter(({ trigger }) => trigger).flatMap((start) => followFrom(start, nodes, { flow: traced.flow, effort })))
}

interface Stop {
  readonly node: FlowNode
  readonly trace: NodeTrace | undefined
  readonly trigger: Trigger | undefined
}

function followFrom(start: Stop, nodes: readonly Stop[], { flow, effort }: { flow: Flow; effort: Effort }): EdgeLink[] {
  const { client } = flow
  const place = triggerPlace(start.trigger, client, 'input')
  const input = place ? [startAt(place, start.node)] : []
  const run: TracedRun = { client, trigger: start.trigger, input, effort }
  const states = new Map<string, { arrived: Traced; left: Traced }>()
  const links: EdgeLink[] = []
  for (const { node, trace } of nodes) {
    const arrived = node === start.node ? { message: input, decided: [] } : arriving(flow.wires, node, states)
    if (!arrived || !trace) continue
    const { left, sent } = traceNode(node, trace, { arrived, run })
    states.set(node.id, { arrived, left })
    const found = sent.flatMap((one) => linksOf(one, arrived, node)).filter(({ from }) => mayExist(from))
    effort.left -= found.reduce((sum, { via }) => sum + via.length, 0)
    for (const link of found) links.push(link)
  }
  return links
}

/** What comes by the wires; undefined where nothing does. A message that failed leaves as it came. */
function arriving(wires: readonly Wire[], node: FlowNode, states: ReadonlyMap<string, { arrived: Traced; left: Traced }>): Traced | undefined {
  const came = wires.flatMap(({ from, to }) => {
    const state = to === node.id ? states.get(from.node) : undefined
    return state ? [from.port === 'problem' ? state.arrived : state.left] : []
  })
  const [only] = came
  if (came.length <= 1) return only
  return { message: distinct(came.flatMap(({ message }) => message)), decided: distinct(came.flatMap(({ decided }) => decided)) }
}

function linksOf({ to, value }: Sent, { decided }: Traced, node: FlowNode): EdgeLink[] {
  return distinct([...value, ...decided]).map((binding): EdgeLink => {
    const { at, place, path, how, exact, count, hidden, via } = binding
    const hops = via.at(-1)?.node === node.id ? via : [...via, hopOf(node)]
    return { from: { place, path }, to: { place: to, path: at }, how, exact, count, hidden, via: hops }
  })
}

/** Each pair of fields once for each way; that elements are counted goes without saying where they are used. */
function unique(links: readonly EdgeLink[]): EdgeLink[] {
  const keyOf = ({ from, to }: EdgeLink): string => `${from.place.key}|${from.path}|${to.place.key}|${to.path}`
  const used = new Set(links.filter(({ count }) => !count).map(keyOf))
  const seen = new Set<string>()
  return links.filter((link) => {
    const key = `${keyOf(link)}|${link.how}|${link.via.map(({ node, row }) => `${node}.${row ?? ''}`).join()}`
    if (seen.has(key) || (link.count && used.has(keyOf(link)))) return false
    seen.add(key)
    return true
  })
}

/** The links in the words of people. What happens to a whole object happens to the entities in it. */
export function flowLinks(links: readonly EdgeLink[]): FlowLink[] {
  const all = links.flatMap((link) => [link, ...partsOf(link, 'from')]).flatMap((link) => [link, ...partsOf(link, 'to')])
  const wayOf = ({ from, to, how, via }: FlowLink): string => JSON.stringify([from, to, how, via.map(({ node, row }) => [node, row])])
  return [...new Map(all.map(named).map((link) => [wayOf(link), link])).values()]
}

function partsOf(link: EdgeLink, end: 'from' | 'to'): EdgeLink[] {
  const other = end === 'from' ? 'to' : 'from'
  return entityPaths(link[end]).flatMap((path): EdgeLink[] => {
    const rest = pathBelow(path, link[end].path) ?? ''
    if (link.count || link.hidden.some((hidden) => pathBelow(rest, hidden) !== undefined)) return []
    const own = { ...link[end], path }
    if (link.how !== 'copied') return [{ ...link, [end]: own }]
    const hidden = link.hidden.flatMap((one) => pathBelow(one, rest) ?? [])
    return [{ ...link, [end]: own, [other]: { ...link[other], path: joinPath(link[other].path, rest) }, hidden }]
  })
}

function named(link: EdgeLink): FlowLink {
  const names = [namesAt(link.from), namesAt(link.to)].filter((list) => list !== undefined)
  const [first, ...others] = names
  const only = first?.filter((name) => others.every((list) => list.includes(name)))
  return { ...link, from: fieldPlace(link.from), to: fieldPlace(link.to), ...(only && { only }) }
}
