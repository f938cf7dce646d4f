import type { TreeItem } from './visible-items.ts'

/** What a key does in a tree of the mapper. */
export type TreeMove = { kind: 'go'; to: number } | { kind: 'fold' | 'unfold'; key: string } | undefined

const PAGE = 12

/** Arrow keys, Home, End and page keys as in every tree: right unfolds or goes down, left folds or goes up a level. */
export function treeMove(key: string, items: readonly TreeItem[], at: number): TreeMove {
  const last = items.length - 1
  const item = items[at]
  if (last < 0) return undefined
  const go = (to: number): TreeMove => ({ kind: 'go', to: Math.min(last, Math.max(0, to)) })
  if (key === 'ArrowDown') return go(at + 1)
  if (key === 'ArrowUp') return go(at - 1)
  if (key === 'Home') return go(0)
  if (key === 'End') return go(last)
  if (key === 'PageDown') return go(at + PAGE)
  if (key === 'PageUp') return go(at - PAGE)
  if (!item) return undefined
  if (key === 'ArrowRight' && item.open !== undefined) return item.open ? go(at + 1) : { kind: 'unfold', key: item.field.key }
  if (key === 'ArrowLeft' && item.open) return { kind: 'fold', key: item.field.key }
  return key === 'ArrowLeft' ? go(parentOf(items, at)) : undefined
}

function parentOf(items: readonly TreeItem[], at: number): number {
  const level = items[at]?.level ?? 1
  for (let i = at - 1; i >= 0; i -= 1) if ((items[i]?.level ?? 1) < level) return i
  return at
}
