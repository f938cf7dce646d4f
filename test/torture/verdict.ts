import type { Load } from './load.ts'
import type { Target } from './target.ts'

export interface Verdict {
  acknowledged: number
  /** Acknowledged orders that one of the writes is missing of. */
  lost: string[]
  /** Orders with a write that took effect more than once. */
  doubled: string[]
  /** Orders that took effect after a later one of their lane. */
  disordered: string[]
}

/** Counts at the target. */
export function judge({ acknowledged }: Load, target: Target): Verdict {
  const numbers = [...acknowledged.values()].flat().map(({ no }) => no)
  const entries = countBy(target.entries.map(({ no }) => no))
  const documents = countBy(target.documents.map(({ no }) => no))
  return {
    acknowledged: numbers.length,
    lost: numbers.filter((no) => !entries.has(no) || !documents.has(no) || !target.stamps.has(no)),
    doubled: [...entries, ...documents].filter(([, count]) => count > 1).map(([no]) => no),
    disordered: [...disorder(target.entries), ...disorder(target.documents)],
  }
}

function countBy(numbers: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const no of numbers) counts.set(no, (counts.get(no) ?? 0) + 1)
  return counts
}

function disorder(written: Target['entries']): string[] {
  const last = new Map<string, number>()
  return written.flatMap(({ no, lane, seq }) => {
    const before = last.get(lane) ?? 0
    last.set(lane, Math.max(before, seq))
    return seq < before ? [no] : []
  })
}
