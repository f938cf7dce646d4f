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
  return typeof value === 'object' && value !== null ? () => structuredClone(value) : () => value
}

export function expressionValue(expression: Expression): RowValue {
  return (input, bindings) => expression.evaluate(input, bindings)
}

/** Looks up codes in the table of the row; an array is looked up element by element. Null without an entry of its own is missing. */
export function lookUpCode(source: TableSource): Finish {
  const entries = new Map(Object.entries(source.entries))
  const one: Finish = (code, place, issues) => {
    const key = String(code)
    if (typeof code !== 'object' && entries.has(key)) return entries.get(key)
    if (code === null) return entries.get('null')
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
