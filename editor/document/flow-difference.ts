import type { Flow } from '../../server/model/flow.ts'

/** How two drafts of one flow differ, in words: one line for each thing. */
export function flowDifference(mine: Flow, theirs: Flow): string[] {
  const lines: string[] = []
  if (mine.name !== theirs.name) lines.push(`Name: “${mine.name}” here, “${theirs.name}” there`)
  if (mine.description !== theirs.description) lines.push('The description differs')
  if (!same(mine.settings, theirs.settings)) lines.push('Deadline or number of steps differ')
  return [
    ...lines,
    ...listDifference('Node', mine.nodes, theirs.nodes),
    ...wireDifference(mine, theirs),
    ...listDifference('Sample', mine.samples, theirs.samples),
  ]
}

interface Named {
  id: string
  name: string
}

function listDifference(word: string, mine: readonly Named[], theirs: readonly Named[]): string[] {
  const others = new Map(theirs.map((item) => [item.id, item]))
  const own = new Set(mine.map((item) => item.id))
  const here = mine.flatMap((item) => {
    const other = others.get(item.id)
    if (!other) return [`${word} “${item.name}”: only here`]
    return same(item, other) ? [] : [`${word} “${item.name}” differs`]
  })
  return [...here, ...theirs.filter((item) => !own.has(item.id)).map((item) => `${word} “${item.name}”: only there`)]
}

function wireDifference(mine: Flow, theirs: Flow): string[] {
  const ends = (flow: Flow): Set<string> => new Set(flow.wires.map((wire) => `${wire.from.node} ${wire.from.port} ${wire.to}`))
  const [own, others] = [ends(mine), ends(theirs)]
  const count = (a: Set<string>, b: Set<string>): number => [...a].filter((wire) => !b.has(wire)).length
  const [here, there] = [count(own, others), count(others, own)]
  return here + there === 0 ? [] : [`Wires: ${here} only here, ${there} only there`]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
