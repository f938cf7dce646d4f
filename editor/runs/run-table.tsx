import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { RunRecord } from '../../server/model/run.ts'
import { useFlowNames } from './flow-names.ts'
import { useNow } from '../ui/when.tsx'
import { RunRow } from './run-row.tsx'
import classes from './runs.module.css'

const COLUMNS = ['State', 'Flow', 'Version', 'Client', 'Trigger', 'Started', 'Duration', 'Steps', 'In', 'Out', 'Problem']
/** Columns of figures: their heads stand at the right. */
const FIGURES: ReadonlySet<string> = new Set(['Version', 'Duration', 'Steps', 'In', 'Out'])

interface RunTableProps {
  runs: readonly RunRecord[]
  complete: boolean
  /** The reader has scrolled away from the top, or is back. */
  onHeld: (held: boolean) => void
  onOlder: () => Promise<void>
  /** Scrolls to the top whenever this grows. */
  topWish: number
}

/** The rows that are in view only; 32 px each, two lines of 28 px on a phone. */
export function RunTable({ runs, complete, onHeld, onOlder, topWish }: RunTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const watch = useHeld(onHeld)
  useEffect(() => scrollUp(scroller.current, topWish), [topWish])
  return (
    <div
      className={classes.scroller}
      ref={scroller}
      onScroll={(event) => watch(event.currentTarget.scrollTop)}
      tabIndex={0}
      role="table"
      aria-label="Runs"
      aria-rowcount={runs.length + 1}
    >
      <div className={classes.head} role="row" aria-rowindex={1}>
        {COLUMNS.map((column) => (
          <span key={column} role="columnheader" data-figure={FIGURES.has(column) || undefined}>
            {column}
          </span>
        ))}
      </div>
      <RunRows runs={runs} scroller={scroller} />
      {!complete && <OlderButton onOlder={onOlder} />}
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

function RunRows({ runs, scroller }: { runs: readonly RunRecord[]; scroller: RefObject<HTMLDivElement | null> }) {
  const height = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false }) ? 56 : 32
  // oxlint-disable-next-line react/incompatible-library -- its answers are used here only, and handed on as plain numbers
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => runs[index]?.id ?? index,
  })
  const names = useFlowNames()
  const now = useNow(60_000)
  useEffect(() => rows.measure(), [rows, height])
  return (
    <div role="rowgroup" className={classes.rows} style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ key, index, start }) => {
        const run = runs[index]!
        const place = { index, top: start, height }
        return <RunRow key={key} run={run} flowName={names.flow(run.flow)} clientName={names.client(run.client)} now={now} {...place} />
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
