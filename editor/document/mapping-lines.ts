import { type Field, isLeaf, walkFields } from './mapping-fields.ts'
import { formatPath, namesOf, parsePath, type PathStep, startsWith } from './mapping-path.ts'
import type { PlacedRow } from './mapping-rows.ts'

/** A line of the mapper, between the keys of two fields. */
export interface Line {
  row: string
  /** `broken`: the source does not know the path; the line starts at the nearest field around it. */
  kind: 'copied' | 'computed' | 'loop' | 'broken'
  source: string
  target: string
}

/** The lines of all rows. */
export function linesOf(placed: readonly PlacedRow[], sources: ReadonlyMap<string, Field>): Line[] {
  return placed.flatMap(({ row, target, reads, element }) => {
    const kind = row.from.kind === 'each' ? 'loop' : row.from.kind === 'path' ? 'copied' : 'computed'
    const ends = element ? [element] : reads
    const lines = ends.flatMap((path): Line[] => {
      const source = nearestField(path, sources)
      const known = source && (source.steps.length === path.length || source.type === 'map' || source.type === 'any')
      return source ? [{ row: row.id, kind: known ? kind : 'broken', source: source.key, target: formatPath(target) }] : []
    })
    return lines.filter((line, i) => lines.findIndex((one) => one.source === line.source) === i)
  })
}

function nearestField(path: readonly PathStep[], fields: ReadonlyMap<string, Field>): Field | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const field = fields.get(formatPath(path.slice(0, length)))
    if (field) return field
  }
  return fields.get('$')
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
