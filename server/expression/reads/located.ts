import type { AstNode } from '../ast.ts'

/** What is known of a value without running: where in the source it may come from, and the parts of an object that the expression builds. */
export interface Located {
  /** Source paths; the empty path is the whole source. */
  readonly at: readonly string[]
  readonly fields?: ReadonlyMap<string, Located>
}

/** A value that is computed or constant. */
export const NOWHERE: Located = { at: [] }

/** A name as a segment of a dotted path: in backticks if it holds other characters than letters, digits and the underscore. */
export function segmentOf(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name}\``
}

/** A value that may be either. */
export function either(left: Located, right: Located): Located {
  if (left === NOWHERE) return right
  if (right === NOWHERE) return left
  const at = [...new Set([...left.at, ...right.at])]
  if (!left.fields && !right.fields) return { at }
  const fields = new Map(left.fields)
  for (const [name, value] of right.fields ?? []) fields.set(name, either(fields.get(name) ?? NOWHERE, value))
  return { at, fields }
}

/** The part of a value under a name. */
export function memberOf(value: Located, name: string): Located {
  const segment = segmentOf(name)
  const at = value.at.map((path) => (path === '' ? segment : `${path}.${segment}`))
  return either(at.length === 0 ? NOWHERE : { at }, value.fields?.get(name) ?? NOWHERE)
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
  everything: boolean
  use(value: Located): void
  read(node: AstNode, place: ReadPlace): Located
  apply(closure: Closure, values: readonly Located[]): Located
}
