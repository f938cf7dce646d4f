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

/** The lines of all rows: of a loop to its list, and computed ones to what else it reads. */
export function linesOf(placed: readonly PlacedRow[], sources: ReadonlyMap<string, Field>): Line[] {
  return placed.flatMap((one) => {
    const target = formatPath(one.target)
    const copies = new Set(one.copies.map(formatPath))
    const ends = one.element ? [one.element, ...one.reads.filter((path) => formatPath(path) !== formatPath(one.element ?? []))] : one.reads
    const lines = ends.flatMap((path): Line[] => {
      const source = nearestField(path, sources)
      const kind = path === one.element ? 'loop' : copies.has(formatPath(path)) ? 'copied' : 'computed'
      return source ? [{ row: one.row.id, kind: isKnown(path, sources) ? kind : 'broken', source: source.key, target }] : []
    })
    return lines.filter((line, i) => lines.findIndex((other) => other.source === line.source) === i)
  })
}

/** Does the schema know the path, or leave open what is there? */
export function isKnown(path: readonly PathStep[], fields: ReadonlyMap<string, Field>): boolean {
  const names = namesOf(path)
  const nearest = nearestField(names, fields)
  return nearest !== undefined && (nearest.steps.length === names.length || mayHoldMore(nearest))
}

/** An object without fields says nothing about them. */
const mayHoldMore = (field: Field): boolean =>
  field.open === true || field.type === 'map' || field.type === 'any' || (field.type === 'object' && field.children.length === 0)

function nearestField(path: readonly PathStep[], fields: ReadonlyMap<string, Field>): Field | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const field = fields.get(formatPath(path.slice(0, length)))
    if (field) return field
  }
  return fields.get('$')
}

/** Source values that no row reads and that are not ignored on purpose, by key. Reading an object reads all of it; looping over a list does not. Nothing is lost where a row may read everything. */
export function lostSources(fields: readonly Field[], placed: readonly PlacedRow[], ignored: readonly string[]): Set<string> {
  const settled: (readonly PathStep[])[] = ignored.flatMap((path) => (path === '$' ? [[]] : [namesOf(parsePath(path) ?? [path])]))
  for (const { row, reads, element, everything } of placed) {
    if (everything) return new Set()
    for (const path of reads) if (row.from.kind !== 'each' || formatPath(path) !== formatPath(element ?? [])) settled.push(path)
  }
  const leaves = walkFields(fields).filter(isLeaf)
  return new Set(leaves.filter((leaf) => !settled.some((path) => startsWith(leaf.steps, path))).map((leaf) => leaf.key))
}

/** Is the field, or an object around it, ignored on purpose? */
export function isIgnored(field: Field, ignored: readonly string[]): boolean {
  return ignored.some((path) => startsWith(field.steps, namesOf(parsePath(path) ?? [path])))
}
