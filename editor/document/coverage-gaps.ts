import type { Coverage } from '../../server/model/case.ts'
import type { Flow } from '../../server/model/flow.ts'

/** Something that no case exercises, and where it is. */
export interface Gap {
  node: string
  row?: string
  /** `name`, or the way out `vip`. */
  text: string
}

const nameOf = (flow: Flow, id: string): string => flow.nodes.find((node) => node.id === id)?.name || id

/** The coverage in one line: `14 of 16 rows, 5 of 6 branches`; nothing where there is nothing to cover. */
export function coverageWords({ rows, branches }: Coverage): string | undefined {
  const part = (done: number, all: number, word: string): string[] => (all === 0 ? [] : [`${done} of ${all} ${word}`])
  const parts = [
    ...part(rows.filter(({ filled }) => filled > 0).length, rows.length, 'rows'),
    ...part(branches.filter(({ taken }) => taken > 0).length, branches.length, 'branches'),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** Rows and branches that no case exercises, by the node they belong to. */
export function gapsByNode(flow: Flow, { rows, branches }: Coverage): { node: string; name: string; gaps: Gap[] }[] {
  const found = new Map<string, Gap[]>()
  const add = (gap: Gap): void => void found.set(gap.node, [...(found.get(gap.node) ?? []), gap])
  for (const { node, row, target, filled } of rows) if (filled === 0) add({ node, row, text: target })
  for (const { node, port, title, taken } of branches) if (taken === 0) add({ node, text: `way out “${title || port}”` })
  return [...found].map(([node, gaps]) => ({ node, name: nameOf(flow, node), gaps }))
}
