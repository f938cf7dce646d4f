import { segmentOf } from '../reads/located.ts'

/** A step of a target path: the name of a field, or an element of an array. */
export type TargetSegment = string | number

/** The target that stands for the whole value. */
export const WHOLE = '$'

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
const MOST_ELEMENTS = 1000

/**
 * Reads a target path: dotted names, elements by number in brackets (`emails[0].value`), names with other characters in backticks.
 * `$` or `.` is the whole value and has no segments. Gives a text that says what is wrong instead.
 */
export function parseTargetPath(path: string): TargetSegment[] | string {
  if (path === WHOLE || path === '.') return []
  const segments: TargetSegment[] = []
  const token = /`([^`]+)`|([^.[\]`]+)|\[(\d{1,6})\]/y
  while (token.lastIndex < path.length) {
    const start = token.lastIndex
    if (start > 0 && path.charAt(start) === '.') token.lastIndex = start + 1
    else if (start > 0 && path.charAt(start) !== '[') return `\`${path}\` is not a path: a dot is missing at position ${start}`
    const match = token.exec(path)
    if (!match) return `\`${path}\` is not a path: there is no name at position ${start}`
    const [, quoted, plain, index] = match
    if (index !== undefined && (start === 0 || path.charAt(start) === '.')) return `\`${path}\` is not a path: a name must stand before the brackets`
    if (Number(index) >= MOST_ELEMENTS) return `\`${path}\`: an array is filled to at most ${MOST_ELEMENTS} elements`
    const name = quoted ?? plain?.trim() ?? ''
    if (FORBIDDEN.has(name)) return `the name \`${name}\` is not allowed`
    segments.push(index === undefined ? name : Number(index))
  }
  return segments
}

/** The path without array elements, as reads and writes are named. */
export function dottedPath(segments: readonly TargetSegment[]): string {
  return segments.flatMap((segment) => (typeof segment === 'string' ? [segmentOf(segment)] : [])).join('.')
}

/** A path below another one. */
export function joinPaths(parent: string, child: string): string {
  if (child === '' || child === WHOLE || child === '.') return parent
  return parent === '' ? child : `${parent}.${child}`
}

/** The names of a dotted path, backticks taken away. */
export function splitPath(path: string): string[] {
  return [...path.matchAll(/`([^`]*)`|([^.`]+)/g)].map((match) => match[1] ?? match[2] ?? '')
}
