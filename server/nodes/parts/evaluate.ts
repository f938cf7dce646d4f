import type { Bindings, Expression, Expressions } from '../../expression/expression.ts'
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
export function after<T>(value: unknown, use: (value: unknown) => T): T | Promise<T> {
  return value instanceof Promise ? value.then(use) : use(value)
}

/** The values of several expressions over the same input, in order; each is begun when the one before is settled. */
export function evaluateAll(list: readonly Expression[], input: unknown, bindings: Bindings): readonly unknown[] | Promise<readonly unknown[]> {
  return evaluateRest({ list, input, bindings }, [])
}

function evaluateRest(
  job: { list: readonly Expression[]; input: unknown; bindings: Bindings },
  found: unknown[],
): readonly unknown[] | Promise<readonly unknown[]> {
  while (found.length < job.list.length) {
    const value = job.list[found.length]!.evaluate(job.input, job.bindings)
    if (value instanceof Promise) return value.then((settled) => evaluateRest(job, [...found, settled]))
    found.push(value)
  }
  return found
}

/** Does a condition hold? As `$boolean` of JSONata: nothing, null, false, 0, empty texts, lists and objects do not. */
export function holds(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holds)
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}
