import type { Bindings } from '../expression.ts'
import { issueOf, type RowIssue } from './row-issues.ts'
import type { TargetBuilder } from './target-tree.ts'

/** One run of a mapping: the variables and what went wrong so far. */
export interface MappingRun {
  readonly bindings: Bindings
  readonly issues: RowIssue[]
}

/** Where in the target a level or a row writes. Made into a text only where a problem names it. */
export interface Place {
  readonly parent: Place | undefined
  /** The path below the parent; empty for the whole of it. */
  readonly target: string
  /** The element, if the parent is a loop. */
  readonly index?: number
}

/** The place as a path: `lines[2].sku`. */
export function pathOf({ parent, target, index }: Place): string {
  const above = parent ? pathOf(parent) : ''
  const own = above === '' || target === '' ? above + target : `${above}.${target}`
  return index === undefined ? own : `${own}[${index}]`
}

/** A row that is ready to run. */
export interface RowPlan {
  /** Its target path below the level. */
  readonly target: string
  /** The value of the source, or a promise of it. */
  value(input: unknown, bindings: Bindings): unknown
  /** What goes to the target (undefined: nothing), or a promise of it. Left out: the value as it is. `level` is the place of the level. */
  readonly finish: ((value: unknown, level: Place, run: MappingRun) => unknown) | undefined
}

/** The rows of one level: of the mapping, or of a loop. */
export interface LevelPlan {
  readonly rows: readonly RowPlan[]
  readonly build: TargetBuilder
}

/** Runs all rows of a level on an element; a promise if one of them gives one. */
export function runLevel(level: LevelPlan, input: unknown, at: { place: Place; run: MappingRun }): unknown {
  const values: unknown[] = []
  let waits = false
  for (const row of level.rows) {
    const value = runRow(row, input, at)
    if (value instanceof Promise) waits = true
    values.push(value)
  }
  return waits ? Promise.all(values).then(level.build) : level.build(values)
}

function runRow(row: RowPlan, input: unknown, at: { place: Place; run: MappingRun }): unknown {
  try {
    const value = row.value(input, at.run.bindings)
    if (value instanceof Promise)
      return value.then((found: unknown) => (row.finish ? row.finish(found, at.place, at.run) : found)).catch((error: unknown) => fail(row, error, at))
    return row.finish ? row.finish(value, at.place, at.run) : value
  } catch (error) {
    return fail(row, error, at)
  }
}

function fail(row: RowPlan, error: unknown, at: { place: Place; run: MappingRun }): undefined {
  at.run.issues.push(issueOf(pathOf({ parent: at.place, target: row.target }), error))
}

/** Runs the rows of a loop on every element; `$index` counts them from 0. A single value is an array of one; nothing is an empty array. */
export function runLoop(level: LevelPlan, value: unknown, at: { place: Place; run: MappingRun }): unknown {
  const elements: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  const { bindings, issues } = at.run
  const { parent, target } = at.place
  const results = elements.map((element, index) =>
    runLevel(level, element, { place: { parent, target, index }, run: { bindings: { ...bindings, index }, issues } }),
  )
  const present = (found: readonly unknown[]): unknown[] => found.filter((result) => result !== undefined)
  return results.some((result) => result instanceof Promise) ? Promise.all(results).then(present) : present(results)
}
