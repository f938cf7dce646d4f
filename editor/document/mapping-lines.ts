import { type Field, isLeaf, walkFields } from './mapping-fields.ts'
import { formatPath, namesOf, parsePath, type PathStep, startsWith } from './mapping-path.ts'
import type { PlacedRow } from './mapping-rows.ts'

/** A line of the mapper, between the keys of two fields. */
export interface Line {
  row: string
  kind: 'copied' | 'computed' | 'loop'
  source: string
  target: string
}

/** The lines of all rows. A path that the source does not know ends at the nearest field that it knows. */
export function linesOf(placed: readonly PlacedRow[], sources: ReadonlyMap<string, Field>): Line[] {
  return placed.flatMap(({ row, target, reads, element }) => {
    const kind = row.from.kind === 'each' ? 'loop' : row.from.kind === 'path' ? 'copied' : 'computed'
    const ends = element ? [element] : reads
    const keys = new Set(ends.flatMap((path) => nearestKey(path, sources) ?? []))
    return [...keys].map((source): Line => ({ row: row.id, kind, source, target: formatPath(target) }))
  })
}

function nearestKey(path: readonly PathStep[], fields: ReadonlyMap<string, Field>): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const key = formatPath(path.slice(0, length))
    if (fields.has(key)) return key
  }
  return fields.has('$') ? '$' : undefined
}

/** Source values that no row reads and that are not ignored on purpose, by key. Reading an object reads all of it; looping over a list does not. */
export function lostSources(fields: readonly Field[], placed: readonly PlacedRow[], ignored: readonly string[]): Set<string> {
  const settled: (readonly PathStep[])[] = ignored.flatMap((path) => (path === '$' ? [[]] : [namesOf(parsePath(path) ?? [path])]))
  for (const { row, reads, element } of placed) {
    for (const path of reads) if (row.from.kind !== 'each' || path !== element) settled.push(path)
  }
  const leaves = walkFields(fields).filter(isLeaf)
  return new Set(leaves.filter((leaf) => !settled.some((path) => startsWith(leaf.steps, path))).map((leaf) => leaf.key))
}

/** Is the field, or an object around it, ignored on purpose? */
export function isIgnored(field: Field, ignored: readonly string[]): boolean {
  return ignored.some((path) => startsWith(field.steps, namesOf(parsePath(path) ?? [path])))
}
