import type { LineageField, LineageHop, LineageIndex, LineageLink } from '../../../server/model/lineage.ts'

/** The links of one flow that lead to the same place, or come from it. */
export interface LineageFlow {
  flow: string
  name: string
  version: number
  links: LineageLink[]
}

/** All links at one place: an entity, or one side of an operation. */
export interface LineageGroup {
  place: string
  count: number
  flows: LineageFlow[]
}

export type End = 'from' | 'to'

export type How = LineageLink['how']

const RANK: Readonly<Record<How, number>> = { copied: 0, computed: 1, decides: 2 }

/** Links by the place at their far end, then by flow; the nearest kin of the field first. */
export function groupLinks(links: readonly LineageLink[], end: End): LineageGroup[] {
  const groups = new Map<string, LineageGroup>()
  for (const link of links) {
    const { place } = link[end]
    const group = groups.get(place) ?? { place, count: 0, flows: [] }
    groups.set(place, group)
    group.count += 1
    let flow = group.flows.find((each) => each.flow === link.flow)
    if (!flow) group.flows.push((flow = { flow: link.flow, name: link.flowName, version: link.version, links: [] }))
    flow.links.push(link)
  }
  const sorted = [...groups.values()].toSorted((a, b) => nearest(a) - nearest(b) || a.place.localeCompare(b.place))
  for (const { flows } of sorted) {
    flows.sort((a, b) => a.name.localeCompare(b.name))
    for (const flow of flows) flow.links.sort((a, b) => RANK[a.how] - RANK[b.how] || a[end].path.localeCompare(b[end].path))
  }
  return sorted
}

const nearest = ({ flows }: LineageGroup): number => Math.min(...flows.flatMap(({ links }) => links.map(({ how }) => RANK[how])))

/** A place in words: a name and what it is. */
export function placeWords({ kind, place }: Pick<LineageField, 'kind' | 'place'>): { name: string; what: string } {
  if (kind === 'canonical') return { name: place, what: 'Patchbay' }
  const [, system = '', operation = '', side = ''] = /^([^:]+):(.*):(input|output)$/.exec(place) ?? [undefined, place]
  if (system === 'hook') return { name: `/hooks/${operation.slice(operation.indexOf('/') + 1)}`, what: side === 'input' ? 'webhook request' : 'webhook answer' }
  if (system === 'flow') return { name: operation, what: side === 'input' ? 'flow, handed over' : 'flow, answered' }
  if (system === 'headers') return { name: operation, what: 'headers of the answer' }
  if (system === 'node') return { name: operation, what: 'kept by Patchbay' }
  return { name: operation, what: `${system}, ${side}` }
}

/** Where the editor opens a step of the way: the row of its mapping, or the node. */
export function hopAddress(flow: string, { node, row }: LineageHop): string {
  const address = `/flows/${encodeURIComponent(flow)}/nodes/${encodeURIComponent(node)}`
  return row === undefined ? address : `${address}/mapping?row=${encodeURIComponent(row)}`
}

/** The address of a field on this page. */
export const lineageAddress = (field: string): string => `/lineage?field=${encodeURIComponent(field)}`

/** The fields whose addresses hold all words of a text; those that begin with it first. */
export function matchFields(index: LineageIndex, text: string): LineageIndex {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const [first = ''] = words
  const found = index.filter(({ field }) => words.every((word) => field.address.toLowerCase().includes(word)))
  const rank = ({ field }: LineageIndex[number]): number => (field.address.toLowerCase().startsWith(first) ? 0 : field.kind === 'canonical' ? 1 : 2)
  return found.toSorted((a, b) => rank(a) - rank(b))
}
