import type { RowSource } from '../../model/mapping.ts'
import type { Bindings, Expression } from '../expression.ts'
import type { RowIssue } from './row-issues.ts'
import { pathOf, type Place } from './run-level.ts'

/** The value of a row that is not a loop, or a promise of it; undefined is missing. */
export type RowValue = (input: unknown, bindings: Bindings) => unknown

/** What becomes of the value, given where it goes. May add an issue. */
export type Finish = (value: unknown, place: Place, issues: RowIssue[]) => unknown

type TableSource = Extract<RowSource, { kind: 'table' }>

/** A value that is the same in every run; objects are copied, so that a later step may not change the mapping. */
export function constantValue(value: unknown): RowValue {
  if (typeof value !== 'object' || value === null) return () => value
  return () => copyOf(value)
}

/** A copy of JSON data, so that nothing a later step does reaches the mapping. For the few values of a constant, structuredClone would take ten times as long. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}

export function expressionValue(expression: Expression): RowValue {
  return (input, bindings) => expression.evaluate(input, bindings)
}

/** Looks up codes in the table of the row; an array is looked up element by element. Null without an entry of its own is missing. */
export function lookUpCode(source: TableSource): Finish {
  const entries = new Map(Object.entries(source.entries))
  const one: Finish = (code, place, issues) => {
    const found = typeof code === 'object' ? undefined : entries.get(typeof code === 'string' ? code : String(code))
    if (found !== undefined) return copyOf(found)
    if (code === null) return copyOf(entries.get('null'))
    if (source.otherwise === 'pass') return code
    if (source.otherwise === 'problem') issues.push({ path: pathOf(place), message: 'The code is not in the value table.', code: 'lookup.unknown-code' })
    return undefined
  }
  return (value, place, issues) => {
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return one(value, place, issues)
    return value.map((code, index) => one(code, { ...place, index }, issues)).filter((found) => found !== undefined)
  }
}
