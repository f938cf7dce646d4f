import type { ProblemCode } from '../../model/problem-table.ts'
import { Problem, type FieldError } from '../../model/problem.ts'

/** What is wrong with one row of a run. */
export interface RowIssue extends FieldError {
  code: ProblemCode
}

/** Stands for the value of a row that has an issue. Never leaves a mapping: with an issue the run fails. */
export const FAILED = Symbol('failed')

const MOST_LISTED = 100

/** All issues of a run as one problem. Its code is that of the first one. */
export function problemOf(issues: readonly RowIssue[]): Problem {
  const [first] = issues
  if (!first) return new Problem('internal.error', 'A mapping failed without a reason.')
  const more = issues.length === 1 ? '' : `${issues.length} target fields have problems. The first: `
  return new Problem(first.code, `${more}${first.path || 'the whole value'}: ${first.message}`, { at: first.path, errors: issues.slice(0, MOST_LISTED) })
}

/** An issue of an error thrown by an expression. */
export function issueOf(path: string, error: unknown): RowIssue {
  if (error instanceof Problem) return { path, message: error.detail, code: error.code }
  return { path, message: 'The row failed.', code: 'expression.failed' }
}
