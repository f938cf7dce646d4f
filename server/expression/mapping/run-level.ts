import type { Bindings } from '../expression.ts'
import type { DirectCode } from '../prepare-expression.ts'
import type { LevelFills } from './level-fills.ts'
import { FAILED, issueOf, type RowIssue } from './row-issues.ts'
import type { SimpleSource } from './level-reader.ts'

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
  /** Set where the reader of the level can give the value of the source. */
  readonly simple: SimpleSource | undefined
  /** Set where the level can run the code of the source. */
  readonly direct: DirectCode | undefined
  /** Uses the variables. */
  readonly bound: boolean
  /** The value of the source, or a promise of it. */
  value(input: unknown, bindings: Bindings): unknown
  /** What goes to the target (undefined: nothing; FAILED: it has an issue), or a promise of it. Left out: the value as it is. `level` is the place of the level. */
  readonly finish: ((value: unknown, level: Place, run: MappingRun) => unknown) | undefined
}

/** Runs all rows of a level on an element; a promise if one of them gives one. */
export type LevelRun = (input: unknown, at: { place: Place; run: MappingRun }) => unknown

/** The rows of one level, of the mapping or of a loop, ready to run. */
export interface LevelPlan {
  /** The first call makes the function that stays. */
  run: LevelRun
  readonly fills: LevelFills
  /** One of the rows, or of those in loops below, uses the variables. */
  readonly bound: boolean
}

/** Runs a row with the variables; a promise if it gives one. */
export function runRow(row: RowPlan, input: unknown, at: { place: Place; run: MappingRun }): unknown {
  try {
    const value = row.value(input, at.run.bindings)
    if (value instanceof Promise)
      return value.then((found: unknown) => (row.finish ? row.finish(found, at.place, at.run) : found)).catch((error: unknown) => fail(row, error, at))
    return row.finish ? row.finish(value, at.place, at.run) : value
  } catch (error) {
    return fail(row, error, at)
  }
}

/** Completes the value that was read for a row. */
export function finishRow(row: RowPlan, value: unknown, at: { place: Place; run: MappingRun }): unknown {
  try {
    return row.finish?.(value, at.place, at.run)
  } catch (error) {
    return fail(row, error, at)
  }
}

/** The value of a row whose source failed. */
export function fail(row: RowPlan, error: unknown, at: { place: Place; run: MappingRun }): typeof FAILED {
  at.run.issues.push(issueOf(pathOf({ parent: at.place, target: row.target }), error))
  return FAILED
}

/** Runs the rows of a loop on every element; `$index` counts them from 0. A single value is an array of one; nothing is an empty array. */
export function runLoop(level: LevelPlan, value: unknown, at: { place: Place; run: MappingRun }): unknown {
  const elements: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  const { bindings, issues } = at.run
  const { parent, target } = at.place
  const results: unknown[] = []
  let waits = false
  // One object for all elements: an evaluation has taken what it needs of the variables when it gives its value or a promise.
  const variables = { index: 0, ...bindings }
  const run = level.bound ? { bindings: variables, issues } : at.run
  // One object for all of them, but those that are waited for: they may name their place later.
  let place = { parent, target, index: 0 }
  let element = { place, run }
  for (let index = 0; index < elements.length; index++) {
    variables.index = index
    place.index = index
    const result = level.run(elements[index], element)
    if (result !== undefined) results.push(result)
    if (!(result instanceof Promise)) continue
    waits = true
    place = { parent, target, index }
    element = { place, run }
  }
  return waits ? Promise.all(results).then((found) => found.filter((result) => result !== undefined)) : results
}
