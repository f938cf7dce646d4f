import { childrenOf, type AstNode } from './ast.ts'

/** Levels that a syntax tree may have: everything that walks through one is recursive and copes with so many. */
export const MOST_TREE_LEVELS = 500

/** Has the tree more levels than it may? Goes level by level, so that it needs no stack itself. */
export function isTreeTooDeep(ast: AstNode): boolean {
  let level = new Set([ast])
  for (let depth = 0; depth < MOST_TREE_LEVELS; depth++) {
    level = new Set([...level].flatMap(childrenOf))
    if (level.size === 0) return false
  }
  return true
}
