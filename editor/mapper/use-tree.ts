import { type Dispatch, type SetStateAction, useCallback, useMemo, useState } from 'react'
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
  const reveal = useCallback((key: string) => {
    setSearch('')
    setScope('all')
    setFolded((old) => unfoldedAround(old, key))
    setActive(key)
  }, [])
  const folds = useMemo(() => foldMoves({ fields, all, setFolded }), [fields, all])
  // The same object as long as nothing of it changes, so that a keystroke in a row does not draw the bars above the trees.
  return useMemo(
    () => ({ items, numbers, total: all.length, active, setActive, search, setSearch, scope, setScope, requiredFirst, setRequiredFirst, reveal, ...folds }),
    [items, numbers, all.length, active, search, scope, requiredFirst, reveal, folds],
  )
}

interface FoldDesk {
  fields: readonly Field[]
  all: readonly Field[]
  setFolded: Dispatch<SetStateAction<ReadonlySet<string>>>
}

function foldMoves({ fields, all, setFolded }: FoldDesk): Pick<TreeState, 'toggle' | 'foldAll' | 'unfoldAll' | 'unfoldTo'> {
  return {
    toggle: (key) => setFolded((old) => toggled(old, key)),
    foldAll: () => setFolded(new Set(all.filter((field) => !isLeaf(field)).map(({ key }) => key))),
    unfoldAll: () => setFolded(new Set()),
    unfoldTo: (keys) => setFolded(foldedExcept(fields, new Set(keys))),
  }
}

/** Without what holds the field; the field itself stays as it is. */
function unfoldedAround(folded: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return new Set([...folded].filter((one) => one === key || !(key.startsWith(`${one}.`) || key.startsWith(`${one}[`))))
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
