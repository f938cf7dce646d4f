import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type PointerEvent, type ReactNode, type RefObject, memo, useEffect } from 'react'
import classes from './field-tree.module.css'
import { treeMove } from './tree-keys.ts'
import type { TreeState } from './use-tree.ts'
import type { TreeItem } from './visible-items.ts'

/** Height of a row in pixels; lines are placed by it. */
export const ROW_HEIGHT = 28

export interface FieldTreeProps {
  side: 'source' | 'target'
  label: string
  tree: TreeState
  scroll: RefObject<HTMLDivElement | null>
  /** Keys of selected rows. */
  selected: ReadonlySet<string>
  /** Shown in place of an empty tree. */
  empty: ReactNode
  renderRow(item: TreeItem): ReactNode
  /** What a screen reader says of a row. */
  labelOf(item: TreeItem): string
  onEnter(key: string): void
  onDelete(key: string): void
  /** Keys beyond those of every tree. */
  onKey?(event: KeyboardEvent, key: string): void
  onPick(key: string, event: MouseEvent): void
  /** Shift with an arrow key. */
  onExtend?(key: string): void
  onPointerDown?(event: PointerEvent, key: string): void
}

/** A virtualised tree of fields. One element has the focus; the active row is named by `aria-activedescendant`. */
export function FieldTree(props: FieldTreeProps) {
  const { side, label, tree, scroll, empty } = props
  // Without flushing, both trees and the lines between them are drawn together, once a frame.
  const rows = useVirtualizer({
    count: tree.items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    useFlushSync: false,
  })
  const at = tree.items.findIndex(({ field }) => field.key === tree.active)
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at)
    // Only when the active row changes, so that the reader's own scrolling stays.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [tree.active])
  return (
    <div
      ref={scroll}
      className={classes.scroll}
      role="tree"
      aria-label={label}
      aria-multiselectable
      tabIndex={0}
      aria-activedescendant={at >= 0 ? rowId(side, tree.active) : undefined}
      onKeyDown={(event) => onTreeKey(event, props, at)}
      onFocus={() => tree.active === undefined && tree.setActive(tree.items[0]?.field.key)}
    >
      {tree.items.length === 0 && <div className={classes.empty}>{empty}</div>}
      <div style={{ height: rows.getTotalSize(), position: 'relative' }} role="presentation">
        {rows.getVirtualItems().map(({ index, start }) => {
          const item = tree.items[index]
          return item && <TreeRow key={item.field.key} item={item} start={start} active={index === at} {...props} />
        })}
      </div>
    </div>
  )
}

const rowId = (side: string, key: string | undefined): string => `mapper-${side}-${encodeURIComponent(key ?? '')}`

/** Drawn anew only when something of it changes, not whenever the tree scrolls. */
const TreeRow = memo(function TreeRow(props: FieldTreeProps & { item: TreeItem; start: number; active: boolean }) {
  const { side, item, start, active, selected, tree, renderRow, labelOf, onPick, onPointerDown } = props
  const { key } = item.field
  return (
    <div
      id={rowId(side, key)}
      role="treeitem"
      aria-label={labelOf(item)}
      aria-level={item.level}
      aria-expanded={item.open}
      aria-selected={selected.has(key)}
      aria-setsize={item.siblings}
      aria-posinset={item.place}
      data-active={active || undefined}
      data-side={side}
      data-key={key}
      className={classes.row}
      style={{ top: start, height: ROW_HEIGHT, paddingLeft: 6 + (item.level - 1) * 16 }}
      onPointerDown={(event) => onPointerDown?.(event, key)}
      onClick={(event) => onPick(key, event)}
      onDoubleClick={() => item.open !== undefined && tree.toggle(key)}
    >
      <FoldMark open={item.open} onToggle={() => tree.toggle(key)} />
      {renderRow(item)}
    </div>
  )
})

function FoldMark({ open, onToggle }: { open: boolean | undefined; onToggle: () => void }) {
  if (open === undefined) return <span className={classes.fold} />
  return (
    <span
      className={classes.fold}
      aria-hidden
      data-fold
      onPointerDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation()
        onToggle()
      }}
    >
      <svg width="10" height="10" viewBox="0 0 10 10" style={open ? { transform: 'rotate(90deg)' } : undefined}>
        <path d="M3 1.5 7 5 3 8.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </span>
  )
}

function onTreeKey(event: KeyboardEvent, props: FieldTreeProps, at: number): void {
  if (event.altKey || event.target !== event.currentTarget) return
  const { tree } = props
  const key = tree.items[at]?.field.key
  if (event.ctrlKey || event.metaKey) return props.onKey?.(event, key ?? '')
  const move = treeMove(event.key, tree.items, at)
  const next = move?.kind === 'go' ? tree.items[move.to]?.field.key : undefined
  if (next !== undefined && event.shiftKey && props.onExtend) props.onExtend(next)
  else if (move?.kind === 'go') tree.setActive(next)
  else if (move) tree.toggle(move.key)
  else if (key !== undefined && event.key === 'Enter') props.onEnter(key)
  else if (key !== undefined && (event.key === 'Delete' || event.key === 'Backspace')) props.onDelete(key)
  else {
    if (key !== undefined) props.onKey?.(event, key)
    return
  }
  event.preventDefault()
}
