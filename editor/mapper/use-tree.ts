import { useCallback, useMemo, useState } from 'react'
import { type Field, isLeaf, walkFields } from '../document/mapping-fields.ts'
import { rowNumbers, type TreeItem, visibleItems } from './visible-items.ts'

export type TreeScope = 'all' | 'mapped' | 'open'

/** The state of one tree and what follows from it. */
export interface TreeState {
  items: readonly TreeItem[]
  /** Row number by key, see `rowNumbers`. */
  numbers: ReadonlyMap<string, number>
  /** Number of all fields. */
  total: number
  active: string | undefined
  setActive(key: string | undefined): void
  search: string
  setSearch(text: string): void
  scope: TreeScope
  setScope(scope: TreeScope): void
  requiredFirst: boolean
  setRequiredFirst(on: boolean): void
  toggle(key: string): void
  foldAll(): void
  unfoldAll(): void
  /** Unfolds what holds these keys, and nothing else. */
  unfoldTo(keys: Iterable<string>): void
  /** Makes a field visible, with filters lifted, and active. */
  reveal(key: string): void
}

const SMALL = 120

/** Keeps folding, search and filters of one tree. `mapped` and `open` are the keys that the filters show. */
export function useTree(fields: readonly Field[], sets: { mapped: ReadonlySet<string>; open: ReadonlySet<string> }): TreeState {
  const all = useMemo(() => walkFields(fields), [fields])
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => (all.length <= SMALL ? new Set() : foldedExcept(fields, sets.mapped)))
  const [search, setSearch] = useState('')
  const [scope, setScope] = useState<TreeScope>('all')
  const [requiredFirst, setRequiredFirst] = useState(false)
  const [active, setActive] = useState<string>()
  const only = scope === 'all' ? undefined : sets[scope]
  const items = useMemo(() => visibleItems(fields, { folded, search, only, requiredFirst }), [fields, folded, search, only, requiredFirst])
  const numbers = useMemo(() => rowNumbers(fields, items), [fields, items])
  const toggle = useCallback((key: string) => setFolded((old) => toggled(old, key)), [])
  const reveal = useCallback((key: string) => {
    setSearch('')
    setScope('all')
    setFolded((old) => new Set([...old].filter((one) => one === key || !(key.startsWith(`${one}.`) || key.startsWith(`${one}[`)))))
    setActive(key)
  }, [])
  const folds = useMemo(
    () => ({
      foldAll: () => setFolded(new Set(all.filter((field) => !isLeaf(field)).map(({ key }) => key))),
      unfoldAll: () => setFolded(new Set()),
      unfoldTo: (keys: Iterable<string>) => setFolded(foldedExcept(fields, new Set(keys))),
    }),
    [all, fields],
  )
  // The same object as long as nothing of it changes, so that a keystroke in a row does not draw the bars above the trees.
  return useMemo(
    () => ({
      items,
      numbers,
      total: all.length,
      active,
      setActive,
      search,
      setSearch,
      scope,
      setScope,
      requiredFirst,
      setRequiredFirst,
      toggle,
      reveal,
      ...folds,
    }),
    [items, numbers, all.length, active, search, scope, requiredFirst, toggle, reveal, folds],
  )
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}

function foldedExcept(fields: readonly Field[], shown: ReadonlySet<string>): Set<string> {
  const folded = new Set<string>()
  const visit = (field: Field): boolean => {
    const below = field.children.map(visit).includes(true)
    if (!below && !isLeaf(field)) folded.add(field.key)
    return below || shown.has(field.key)
  }
  fields.forEach(visit)
  return folded
}
