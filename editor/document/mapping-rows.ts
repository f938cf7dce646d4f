import type { Mapping, MappingRow } from '../../server/model/mapping.ts'
import { formatPath, namesOf, parsePath, parseTarget, type PathStep, startsWith } from './mapping-path.ts'
import { readPaths } from './mapping-reads.ts'

/** A row with what its place in the mapping means. */
export interface PlacedRow {
  row: MappingRow
  parent: MappingRow | undefined
  /** Rows of the enclosing loops, outermost first. */
  loops: readonly PlacedRow[]
  /** From the root of the target, positions included; loops count as their list. */
  target: readonly PathStep[]
  /** The source path of the enclosing loop's element, without positions; empty outside of loops. */
  base: readonly PathStep[]
  /** Of a loop: the source path of its element. */
  element: readonly PathStep[] | undefined
  /** Source paths that the row names, absolute, without positions. */
  reads: readonly (readonly PathStep[])[]
  /** Those of them whose values are taken as they are. */
  copies: readonly (readonly PathStep[])[]
  /** What it reads can not be told exactly: it depends on everything. Known by the server's analysis only. */
  everything: boolean
}

/** All rows of a mapping in document order, nested ones behind their loop. */
export function placeRows(mapping: Mapping): PlacedRow[] {
  return placeBelow(mapping.rows, undefined)
}

function placeBelow(rows: readonly MappingRow[], parent: PlacedRow | undefined): PlacedRow[] {
  return rows.flatMap((row) => {
    const base = parent?.element ?? []
    const target = [...(parent?.target ?? []), ...parseTarget(row.target)]
    const reads = readsOf(row, base)
    const placed: PlacedRow = {
      row,
      parent: parent?.row,
      loops: parent ? [...parent.loops, parent] : [],
      target,
      base,
      element: undefined,
      reads,
      copies: row.from.kind === 'path' ? reads : [],
      everything: false,
    }
    if (row.from.kind === 'each') placed.element = elementOf(placed)
    return [placed, ...placeBelow(row.rows ?? [], placed)]
  })
}

/** What the loop's rows see as their source. Of `lines[kind = "product"]` it is the list, which is the shortest of the paths read. */
const elementOf = ({ reads, base }: PlacedRow): readonly PathStep[] => reads.toSorted((a, b) => a.length - b.length)[0] ?? base

function readsOf(row: MappingRow, base: readonly PathStep[]): PathStep[][] {
  const { from } = row
  if (from.kind === 'constant') return []
  if (from.kind === 'expression') return readPaths(from.text, base)
  const steps = parsePath(from.path)
  if (steps) return [[...base, ...namesOf(steps)]]
  return from.path === '$' ? [[...base]] : readPaths(from.path, base)
}

/** The loop whose element the target lies in: the innermost one. */
export function loopAround(placed: readonly PlacedRow[], target: readonly PathStep[]): PlacedRow | undefined {
  return placed
    .filter(({ row, target: list }) => row.from.kind === 'each' && list.length < target.length && startsWith(target, list))
    .toSorted((a, b) => b.target.length - a.target.length)[0]
}

/** The rows by the key of their target field. More than one row may write a field. */
export function rowsByTarget<T extends Pick<PlacedRow, 'target'>>(placed: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const rows = new Map<string, T[]>()
  for (const one of placed) {
    const key = formatPath(one.target)
    const known = rows.get(key)
    if (known) known.push(one)
    else rows.set(key, [one])
  }
  return rows
}

/** What a row does, in a few words, for the target tree. */
export function summaryOf(row: MappingRow): string {
  const { from } = row
  if (from.kind === 'path') return from.path
  if (from.kind === 'expression') return `= ${from.text.replaceAll(/\s+/g, ' ')}`
  if (from.kind === 'constant') return JSON.stringify(from.value)
  if (from.kind === 'table') return `table of ${from.path}, ${Object.keys(from.entries).length} codes`
  return `each ${from.path}`
}

/** The target path relative to the enclosing loop, as a row of it holds it. */
export const relativeTarget = (target: readonly PathStep[], loop: PlacedRow | undefined): string => formatPath(target.slice(loop?.target.length ?? 0))
