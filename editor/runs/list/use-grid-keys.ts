import type { KeyboardEvent } from 'react'
import type { RunRecord } from '../../../server/model/run.ts'

interface GridKeys {
  runs: readonly RunRecord[]
  cursor: string | null
  setCursor: (id: string | null) => void
  open: (run: RunRecord) => void
  choose: (run: RunRecord, extend: boolean) => void
  all: () => void
  none: () => void
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 20,
  PageUp: -20,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

/** The run that is `by` rows further; the first one where the cursor is nowhere. */
export function cursorAfter(cursor: string | null, by: number, runs: readonly RunRecord[]): string | null {
  const at = runs.findIndex(({ id }) => id === cursor)
  if (at < 0) return runs[0]?.id ?? null
  return runs[Math.min(runs.length - 1, Math.max(0, at + by))]?.id ?? null
}

/** Arrows move (with Shift they choose on the way), Enter opens, the space bar chooses, Ctrl-A chooses all, Escape none. */
export function useGridKeys(grid: GridKeys): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    if (event.target !== event.currentTarget || event.altKey) return
    if (act(event, grid)) event.preventDefault()
  }
}

function act({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent, grid: GridKeys): boolean {
  const step = STEPS[key]
  if (step !== undefined) return move(grid, step, shiftKey)
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'a') return done(grid.all)
  if (key === 'Escape') return done(grid.none)
  const run = grid.runs.find(({ id }) => id === grid.cursor)
  if (!run || ctrlKey || metaKey) return false
  if (key === 'Enter') return done(() => grid.open(run))
  return key === ' ' ? done(() => grid.choose(run, shiftKey)) : false
}

function move(grid: GridKeys, by: number, extend: boolean): boolean {
  const from = grid.runs.find(({ id }) => id === grid.cursor)
  const id = cursorAfter(grid.cursor, by, grid.runs)
  const to = grid.runs.find((run) => run.id === id)
  grid.setCursor(id)
  if (extend && to && from) grid.choose(to, true)
  return true
}

function done(act: () => void): boolean {
  act()
  return true
}
