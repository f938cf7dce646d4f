import { Problem } from '../model/problem.ts'
import { compileExpression, type Compiler } from './template.ts'

/** The path for a scope. */
export type PathFill = (scope: unknown) => string | Promise<string>

/**
 * Prepares a path in which `{expression}` stands for one segment, percent-encoded, and `{+expression}` for a whole path whose segments are
 * encoded one by one. Fails with `message.invalid` where a value would lead out of its place: nothing, an empty segment, `.` or `..`.
 */
export function compilePath(template: string, compiler: Compiler, at: string): PathFill {
  const pieces = template.split(/(\{[^{}]*\})/)
  const fills = pieces.map((piece) => {
    if (!piece.startsWith('{')) return piece
    const whole = piece.startsWith('{+')
    const value = compileExpression(piece.slice(whole ? 2 : 1, -1), compiler, at)
    return async (scope: unknown): Promise<string> => (whole ? encodeWhole(await value(scope), at) : encodeSegment(await value(scope), at))
  })
  if (pieces.length === 1) return () => template
  return async (scope) => {
    let path = ''
    for (const fill of fills) path += typeof fill === 'string' ? fill : await fill(scope)
    return path
  }
}

function encodeSegment(value: unknown, at: string): string {
  if ((typeof value !== 'string' || value === '') && typeof value !== 'number')
    throw new Problem('message.invalid', 'A value of the path is missing or is no text.', { at })
  const text = String(value)
  if (text === '.' || text === '..') throw new Problem('message.invalid', 'A value of the path must not be a relative step.', { at })
  return encode(text, at)
}

function encodeWhole(value: unknown, at: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new Problem('message.invalid', 'The path must be a text.', { at })
  const segments = value.replace(/^\//, '').split('/')
  const last = segments.length - 1
  return segments.map((segment, index) => (segment === '' && index === last ? '' : encodeSegment(segment, at))).join('/')
}

/** Percent-encodes a text; half a surrogate pair cannot be encoded. */
export function encode(text: string, at: string): string {
  try {
    return encodeURIComponent(text)
  } catch (cause) {
    throw new Problem('message.invalid', 'A value of the address is not valid Unicode.', { at, cause })
  }
}
