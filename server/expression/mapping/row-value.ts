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

/** A copy of JSON data. For the few values of a constant, structuredClone would take ten times as long. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}

export function expressionValue(expression: Expression): RowValue {
  const steps = stepsOf(expression.text)
  if (steps === undefined) return (input, bindings) => expression.evaluate(input, bindings)
  return (input, bindings) => {
    const value = follow(steps, input)
    return value === UNCLEAR ? expression.evaluate(input, bindings) : value
  }
}

/** A name and, in the same step, the number of an element. */
type PathStep = readonly [name: string, index: number | undefined]

const PLAIN_PATH = /^[a-z_]\w*(\[\d{1,6}\])?(\.[a-z_]\w*(\[\d{1,6}\])?)*$/i
const KEYWORD = /\b(and|or|in|true|false|null|function)\b/
const UNCLEAR = Symbol('unclear')

/** The steps of an expression that only names fields and elements (`addresses[0].city`). */
function stepsOf(text: string): PathStep[] | undefined {
  if (!PLAIN_PATH.test(text) || KEYWORD.test(text)) return undefined
  return text.split('.').map((step) => {
    const [name = '', index] = step.split(/[[\]]/)
    return [name, index === undefined ? undefined : Number(index)]
  })
}

/**
 * Follows a path where objects and arrays are just as it says, which is by far the most frequent case. Anything else, such as a field that is
 * missing, a list where one value is meant, or a list at the end, is left to JSONata, whose rules then count.
 */
function follow(steps: readonly PathStep[], input: unknown): unknown {
  let value = input
  for (const [name, index] of steps) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return UNCLEAR
    value = (value as Record<string, unknown>)[name]
    if (index === undefined) continue
    if (!Array.isArray(value) || index >= value.length) return UNCLEAR
    value = value[index] as unknown
  }
  return Array.isArray(value) || value === undefined || typeof value === 'function' ? UNCLEAR : value
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
