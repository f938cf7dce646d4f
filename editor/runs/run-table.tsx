import { Button, Checkbox } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { useLocation } from 'wouter'
import type { RunRecord } from '../../server/model/run.ts'
import { useNow } from '../ui/when.tsx'
import { useFlowNames } from './flow-names.ts'
import { keepRunOrder } from './detail/run-order.ts'
import { extendTo, NO_SELECTION, toggleAll, toggleRun, type Selection } from './list/selection.ts'
import { cursorAfter, useGridKeys } from './list/use-grid-keys.ts'
import { RunRow } from './run-row.tsx'
import classes from './runs.module.css'

const COLUMNS = ['State', 'Flow', 'Client', 'Trigger', 'Started', 'Duration', 'Attempt', 'Writes', 'Problem']
/** Columns of figures: their heads stand at the right. */
const FIGURES: ReadonlySet<string> = new Set(['Duration', 'Attempt'])

/** Runs that are chosen, and who keeps them. */
export interface Choosing {
  selection: Selection
  onSelect: (selection: Selection) => void
}

interface RunTableProps {
  runs: readonly RunRecord[]
  complete: boolean
  /** The reader has scrolled away from the top, or is back. */
  onHeld: (held: boolean) => void
  onOlder: () => Promise<void>
  /** Scrolls to the top whenever this grows. */
  topWish: number
  /** Left out: rows cannot be chosen. */
  choosing?: Choosing | undefined
}

/** The rows that are in view only; 32 px each, two lines of 28 px on a phone. Arrows move, Enter opens, the space bar chooses. */
export function RunTable({ runs, complete, onHeld, onOlder, topWish, choosing }: RunTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const watch = useHeld(onHeld)
  const ids = useMemo(() => runs.filter((run) => run.delivery).map((run) => run.id), [runs])
  const { cursor, setCursor, open, choose, keys } = useRows({ runs, ids, choosing })
  useEffect(() => scrollUp(scroller.current, topWish), [topWish])
  return (
    <div className={classes.scroller} ref={scroller} onScroll={(event) => watch(event.currentTarget.scrollTop)}>
      <div
        className={classes.grid}
        onKeyDown={keys}
        onFocus={(event) => event.target === event.currentTarget && setCursor((before) => cursorAfter(before, 0, runs))}
        tabIndex={0}
        role="grid"
        aria-label="Runs"
        aria-rowcount={runs.length + 1}
        aria-multiselectable={choosing !== undefined}
        aria-activedescendant={cursor === null ? undefined : `run-${cursor}`}
      >
        <Head choosing={choosing} ids={ids} />
        <RunRows runs={runs} scroller={scroller} cursor={cursor} chosen={choosing?.selection.chosen} onOpen={open} onChoose={choose} />
      </div>
      {!complete && <OlderButton onOlder={onOlder} />}
    </div>
  )
}

/** Where the keyboard is, and what opening and choosing a row does. */
function useRows({ runs, ids, choosing }: Pick<RunTableProps, 'runs' | 'choosing'> & { ids: readonly string[] }) {
  const [cursor, setCursor] = useState<string | null>(null)
  const [, navigate] = useLocation()
  const newest = useRef({ runs, ids, choosing })
  useEffect(() => {
    newest.current = { runs, ids, choosing }
  })
  const open = useCallback(
    (run: RunRecord): void => {
      keepRunOrder(newest.current.runs.map(({ id }) => id))
      navigate(`/runs/${run.id}`)
    },
    [navigate],
  )
  const choose = useCallback((run: RunRecord, extend: boolean): void => {
    const { choosing: present, ids: order } = newest.current
    if (!present || !run.delivery) return
    present.onSelect(extend ? extendTo(present.selection, run.id, order) : toggleRun(present.selection, run.id))
    setCursor(run.id)
  }, [])
  const all = (): void => choosing?.onSelect(toggleAll(choosing.selection, ids))
  const none = (): void => choosing?.onSelect(NO_SELECTION)
  return { cursor, setCursor, open, choose, keys: useGridKeys({ runs, cursor, setCursor, open, choose, all, none }) }
}

function Head({ choosing, ids }: { choosing: Choosing | undefined; ids: readonly string[] }) {
  const count = choosing ? ids.filter((id) => choosing.selection.chosen.has(id)).length : 0
  const all = ids.length > 0 && count === ids.length
  return (
    <div className={classes.head} role="row" aria-rowindex={1} data-choosable={choosing ? true : undefined}>
      {choosing && (
        <span role="columnheader" aria-label="Chosen">
          <Checkbox
            size="xs"
            aria-label="Choose all that are shown"
            checked={all}
            indeterminate={count > 0 && !all}
            disabled={ids.length === 0}
            onChange={() => choosing.onSelect(toggleAll(choosing.selection, ids))}
          />
        </span>
      )}
      {COLUMNS.map((column) => (
        <span key={column} role="columnheader" data-figure={FIGURES.has(column) || undefined}>
          {column}
        </span>
      ))}
    </div>
  )
}

function scrollUp(element: HTMLElement | null, wish: number): void {
  if (wish > 0) element?.scrollTo({ top: 0 })
}

/** Tells when the reader leaves the top and when they are back. */
function useHeld(onHeld: (held: boolean) => void): (top: number) => void {
  const held = useRef(false)
  return (top) => {
    const next = top > 4
    if (next === held.current) return
    held.current = next
    onHeld(next)
  }
}

interface RunRowsProps {
  runs: readonly RunRecord[]
  scroller: RefObject<HTMLDivElement | null>
  cursor: string | null
  chosen: ReadonlySet<string> | undefined
  onOpen: (run: RunRecord) => void
  onChoose: (run: RunRecord, extend: boolean) => void
}

function RunRows({ runs, scroller, cursor, chosen, onOpen, onChoose }: RunRowsProps) {
  const height = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false }) ? 56 : 32
  // oxlint-disable-next-line react/incompatible-library -- its answers are used here only, and handed on as plain numbers
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: height,
    getItemKey: (index) => runs[index]?.id ?? index,
  })
  const names = useFlowNames()
  const now = useNow(10_000)
  useEffect(() => rows.measure(), [rows, height])
  const at = cursor === null ? -1 : runs.findIndex(({ id }) => id === cursor)
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at)
    // Only when the cursor moves to another run: rows that come and go above it must not pull the reader along.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [cursor])
  return (
    <div role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const run = runs[index]!
        const words = { flowName: names.flow(run.flow), clientName: names.client(run.client), now }
        const state = { current: run.id === cursor, chosen: chosen?.has(run.id) }
        return <RunRow key={key} run={run} {...words} {...state} index={index} top={start} height={height} onOpen={onOpen} onChoose={onChoose} />
      })}
    </div>
  )
}

function OlderButton({ onOlder }: { onOlder: () => Promise<void> }) {
  const [busy, setBusy] = useState(false)
  const load = async (): Promise<void> => {
    setBusy(true)
    await onOlder().finally(() => setBusy(false))
  }
  return (
    <div className={classes.older}>
      <Button variant="default" loading={busy} onClick={() => void load()}>
        Load older runs
      </Button>
    </div>
  )
}
