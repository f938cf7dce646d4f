import type { Bindings } from '../expression.ts'
import { issueOf, type RowIssue } from './row-issues.ts'
import type { TargetBuilder } from './target-tree.ts'

/** One run of a mapping: the variables and what went wrong so far. */
export interface MappingRun {
  readonly bindings: Bindings
  readonly issues: RowIssue[]
}

/** A row that is ready to run. */
export interface RowPlan {
  /** Its target path below the level. */
  readonly target: string
  /** The value of the source, or a promise of it. */
  value(input: unknown, bindings: Bindings): unknown
  /** What goes to the target (undefined: nothing), or a promise of it. `path` is the full target path. */
  finish(value: unknown, path: string, run: MappingRun): unknown
}

/** The rows of one level: of the mapping, or of a loop. */
export interface LevelPlan {
  readonly rows: readonly RowPlan[]
  readonly build: TargetBuilder
}

/** Runs all rows of a level on an element; a promise if one of them gives one. `path` is the place of the element in the target. */
export function runLevel(level: LevelPlan, input: unknown, at: { path: string; run: MappingRun }): unknown {
  const { rows } = level
  const values: unknown[] = []
  let waits = false
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]
    const value = row && runRow(row, input, at)
    if (value instanceof Promise) waits = true
    values.push(value)
  }
  return waits ? Promise.all(values).then(level.build) : level.build(values)
}

function runRow(row: RowPlan, input: unknown, at: { path: string; run: MappingRun }): unknown {
  const path = at.path === '' || row.target === '' ? at.path + row.target : `${at.path}.${row.target}`
  const fail = (error: unknown): undefined => {
    at.run.issues.push(issueOf(path, error))
  }
  try {
    const value = row.value(input, at.run.bindings)
    if (value instanceof Promise) return value.then((found) => row.finish(found, path, at.run)).catch(fail)
    return row.finish(value, path, at.run)
  } catch (error) {
    return fail(error)
  }
}

/** Runs the rows of a loop on every element; `$index` counts them from 0. A single value is an array of one; nothing is an empty array. */
export function runLoop(level: LevelPlan, value: unknown, at: { path: string; run: MappingRun }): unknown {
  const elements: readonly unknown[] = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
  const { bindings, issues } = at.run
  const results = elements.map((element, index) => runLevel(level, element, { path: `${at.path}[${index}]`, run: { bindings: { ...bindings, index }, issues } }))
  const present = (found: readonly unknown[]): unknown[] => found.filter((result) => result !== undefined)
  return results.some((result) => result instanceof Promise) ? Promise.all(results).then(present) : present(results)
}
