import type { z } from 'zod'
import type { FieldError } from './problem.ts'

const MOST = 50

/**
 * The issues of a failed parse as field errors without values: at most 50. A path segment that does not look like a field name (it may be
 * somebody's e-mail address used as a key) is written as `*`.
 */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.flatMap(errorsOf).slice(0, MOST)
}

function errorsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: dotted([...issue.path, key]), message: 'is not a known field', code: issue.code }))
  return [{ path: dotted(issue.path), message: messageOf(issue), code: issue.code }]
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing'
  return issue.message
}

/** A path as text: `lines[0].sku`. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : `${index === 0 ? '' : '.'}${safeName(String(segment))}`)).join('')
}

/** A key that may be shown, stored and logged, or `*`. */
export const safeName = (key: string): string => (/^[A-Za-z_$][\w-]{0,39}$/.test(key) ? key : '*')
