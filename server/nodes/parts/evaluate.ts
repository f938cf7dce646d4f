import type { Expression, Expressions } from '../../expression/expression.ts'
import { Problem, toProblem } from '../../model/problem.ts'

/** Compiles the expression of a config field. Throws `expression.invalid` with the field as `at`; the detail names the position. */
export function compileField(expressions: Expressions, text: string, field: string): Expression {
  try {
    return expressions.compile(text)
  } catch (cause) {
    const problem = toProblem(cause, 'expression.invalid')
    throw new Problem(problem.code, problem.detail, { at: field, cause })
  }
}

/** Goes on with a value that may be a promise; a plain value costs none. */
export function after<T>(value: unknown, next: (value: unknown) => T): T | Promise<T> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Does a condition hold? As `$boolean` of JSONata: nothing, null, false, 0, empty texts, lists and objects do not. */
export function holds(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holds)
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}
