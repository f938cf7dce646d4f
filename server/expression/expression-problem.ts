import { Problem } from '../model/problem.ts'

/** Reasons in plain words by the library's code. Its own messages quote values, so that they are not used for failures on data. */
const REASONS: Readonly<Record<string, string>> = {
  D1001: 'a number is out of range',
  D1002: 'only a number can be negated',
  T1003: 'a key of an object must be a string',
  D1004: 'a regular expression matches an empty string',
  T1005: 'something that is not a function is called',
  T1006: 'something that is not a function is called',
  D1009: 'two keys of an object are the same',
  T2001: 'the left side of an arithmetic operator is not a number',
  T2002: 'the right side of an arithmetic operator is not a number',
  T2003: 'the start of a range is not an integer',
  T2004: 'the end of a range is not an integer',
  T2006: 'the right side of ~> is not a function',
  T2007: 'the values to sort by are of different types',
  T2008: 'only numbers and strings can be sorted by',
  T2009: 'numbers and strings cannot be compared with each other',
  T2010: 'only numbers and strings can be compared',
  D2014: 'a range is too long',
  D3001: 'a number is out of range',
  D3030: 'a value cannot be read as a number',
  D3060: 'the square root of a negative number',
  D3061: 'a power is too large',
  D3070: 'only arrays of numbers or of strings can be sorted without a function',
  D3110: 'a value is not an ISO 8601 time',
  D3137: 'the expression called $error',
  D3138: '$single found more than one match',
  D3139: '$single found no match',
  D3141: 'an $assert did not hold',
  T0410: 'an argument does not fit the function',
  T0411: 'the context does not fit the function',
  T0412: 'an array argument holds elements of another type',
}

const LIMITS = new Set(['D1011', 'D1012', 'D2014', 'D2015'])

interface LibraryError {
  code?: unknown
  position?: unknown
  token?: unknown
  message?: unknown
}

const fieldsOf = (error: unknown): LibraryError => (typeof error === 'object' && error !== null ? error : {})

/** A failed parse. The message may quote the expression, which its author knows; it holds no data. */
export function invalidExpression(error: unknown): Problem {
  const { code, position, message } = fieldsOf(error)
  if (typeof code !== 'string') return new Problem('expression.invalid', 'The expression is nested too deeply.', { at: '0', cause: error })
  const at = typeof position === 'number' ? position : 0
  return new Problem('expression.invalid', `${typeof message === 'string' ? message : code} (at position ${at}).`, { at: String(at), cause: error })
}

/** A failed evaluation. Names code and position, never a value. */
export function failedExpression(error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code, position, token } = fieldsOf(error)
  const at = typeof position === 'number' ? position : undefined
  if (typeof code !== 'string' || !/^[STD]\d{4}$/.test(code)) return new Problem('expression.failed', 'The expression failed.', { cause: error })
  if (LIMITS.has(code)) return exceededLimit('time or size')
  const where = at === undefined ? '' : ` at position ${at}`
  const name = typeof token === 'string' && /^[A-Za-z]\w*$/.test(token) ? ` in $${token}` : ''
  return new Problem(
    'expression.failed',
    `${REASONS[code] ?? 'the expression cannot be evaluated'}${name}${where} (${code}).`.replace(/^./, (c) => c.toUpperCase()),
    {
      ...(at !== undefined && { at: String(at) }),
      cause: error,
    },
  )
}

/** An evaluation that was ended. */
export function exceededLimit(what: string): Problem {
  return new Problem('expression.limit', `The expression was ended because it exceeded its limit of ${what}.`)
}
