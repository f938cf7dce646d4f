import type { AstNode } from '../ast.ts'

/**
 * How a value depends on a path of the source without being taken from there. `computed`: made of it. `decides`: chosen by it. `count`: there are
 * as many of it as elements there, whatever their fields hold.
 */
export interface Dependency {
  readonly path: string
  readonly how: 'computed' | 'decides' | 'count'
  /** Only a part of what is there may count, which cannot be told. */
  readonly loose?: true
}

/** What is known of a value without running: where in the source it may come from, and the parts of an object that the expression builds. */
export interface Located {
  /** Source paths; the empty path is the whole source. */
  readonly at: readonly string[]
  readonly fields?: ReadonlyMap<string, Located>
  /** What it depends on besides, with all its parts. */
  readonly from?: readonly Dependency[]
}

/** A value that is constant. */
export const NOWHERE: Located = { at: [] }

/** The whole source. */
export const WHOLE_SOURCE: Located = { at: [''] }

/** A name as a segment of a dotted path: in backticks if it holds other characters than letters, digits and the underscore. */
export function segmentOf(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``
}

/** A value that may be either. */
export function either(left: Located, right: Located): Located {
  if (left === NOWHERE) return right
  if (right === NOWHERE) return left
  const at = [...new Set([...left.at, ...right.at])]
  const from = distinct([...(left.from ?? []), ...(right.from ?? [])])
  const fields = new Map(left.fields)
  for (const [name, value] of right.fields ?? []) fields.set(name, either(fields.get(name) ?? NOWHERE, value))
  return { at, ...(fields.size > 0 && { fields }), ...(from.length > 0 && { from }) }
}

/** The part of a value under a name. */
export function memberOf(value: Located, name: string): Located {
  const segment = segmentOf(name)
  const at = value.at.map((path) => (path === '' ? segment : `${path}.${segment}`))
  return depending(either(at.length === 0 ? NOWHERE : { at }, value.fields?.get(name) ?? NOWHERE), value.from ?? [])
}

/** The value, which also depends on something. */
export function depending(value: Located, from: readonly Dependency[]): Located {
  return from.length === 0 ? value : { ...value, from: distinct([...(value.from ?? []), ...from]) }
}

/** What depends on a value with all its parts. */
export function dependenciesOn(value: Located, how: 'computed' | 'decides', loose = false): Dependency[] {
  const own = value.at.map((path): Dependency => ({ path, how, ...(loose && { loose }) }))
  const before = (value.from ?? []).map((one): Dependency => (one.how === 'computed' ? { ...one, how } : one))
  return [...own, ...before, ...[...(value.fields?.values() ?? [])].flatMap((field) => dependenciesOn(field, how, loose))]
}

/** What depends on how many elements a list has. */
export function countOf(list: Located): Dependency[] {
  return [...list.at.map((path): Dependency => ({ path, how: 'count' })), ...deciding(list.from ?? [])]
}

/** The same dependencies of something that is only chosen. */
export function deciding(from: readonly Dependency[]): Dependency[] {
  return from.map((one) => (one.how === 'computed' ? { ...one, how: 'decides' } : one))
}

function distinct(list: readonly Dependency[]): Dependency[] {
  const seen = new Map<string, Dependency>()
  for (const one of list) {
    const key = `${one.how} ${one.path}`
    if (!seen.has(key) || one.loose) seen.set(key, one)
  }
  return [...seen.values()]
}

/** A function of the expression with the surroundings in which it was written. */
export interface Closure {
  readonly lambda: AstNode
  readonly place: ReadPlace
}

/** Where a node is read: the value of its context and the variables in sight. */
export interface ReadPlace {
  readonly context: Located
  readonly variables: ReadonlyMap<string, Located | Closure>
}

/** What follows a tree and collects the paths that are used. */
export interface PathReader {
  /** The value takes part in the result or in a decision. */
  use(value: Located): void
  /** What comes of values that are used for computing. */
  computed(values: readonly Located[], loose?: boolean): Located
  /** A value of which nothing can be told but that it may depend on everything. */
  unknown(): Located
  read(node: AstNode, place: ReadPlace): Located
  apply(closure: Closure, values: readonly Located[]): Located
}
