import type { KeyboardEvent } from 'react'

const CELL = '[data-cell]'

type Way = 'up' | 'down' | 'left' | 'right'

/**
 * Keys of a spreadsheet, on the table: up, down, Enter and Shift+Enter go to the row above or below; left and right go on from the end of a text; Alt with up or down
 * moves the row. Tab stays the browser's, and so does Alt+down or Space on a choice, which opens it.
 */
export function onGridKey(event: KeyboardEvent<HTMLTableElement>, moveRow: ((row: number, by: -1 | 1) => void) | undefined): void {
  const from = event.target as HTMLElement
  if (!from.matches(CELL) || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return
  if (event.altKey) return moveByKey(event, from, moveRow)
  const way = wayOf(event)
  if (!way || !leaves(from, way)) return
  const next = neighbour(from, way)
  event.preventDefault()
  if (next) enter(next)
}

function moveByKey(event: KeyboardEvent, from: HTMLElement, moveRow: ((row: number, by: -1 | 1) => void) | undefined): void {
  const by = event.key === 'ArrowUp' ? -1 : 1
  const row = from.closest('tr')
  if (!row || !moveRow || (by === 1 && event.key !== 'ArrowDown')) return
  event.preventDefault()
  const target = besideRow(row, by)
  if (!target) return
  const place = cellIndex(from)
  moveRow(Number(row.dataset['index']), by)
  requestAnimationFrame(() => {
    const cell = target.cells[place]?.querySelector<HTMLElement>(CELL)
    if (cell) enter(cell)
  })
}

function wayOf(event: KeyboardEvent): Way | undefined {
  if (event.key === 'Enter') return event.shiftKey ? 'up' : 'down'
  if (event.shiftKey) return undefined
  return ({ ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const)[event.key]
}

/** Left and right stay inside a text until its end, unless the whole of it is selected. */
function leaves(from: HTMLElement, way: Way): boolean {
  if (!(from instanceof HTMLInputElement) || from.type === 'checkbox' || way === 'up' || way === 'down') return true
  const { selectionStart: start, selectionEnd: end, value } = from
  if (start === 0 && end === value.length) return true
  return start === end && start === (way === 'left' ? 0 : value.length)
}

const cellIndex = (from: HTMLElement): number => from.closest<HTMLTableCellElement>('td, th')?.cellIndex ?? 0

/** The row above or below; what stands open between rows is none. */
function besideRow(row: HTMLTableRowElement, by: -1 | 1): HTMLTableRowElement | undefined {
  let other: Element | null = row
  do other = by === -1 ? other.previousElementSibling : other.nextElementSibling
  while (other && !(other as HTMLElement).dataset['index'])
  return (other as HTMLTableRowElement | null) ?? undefined
}

function neighbour(from: HTMLElement, way: Way): HTMLElement | undefined {
  const row = from.closest('tr')
  if (!row) return undefined
  if (way === 'up' || way === 'down') {
    const other = besideRow(row, way === 'up' ? -1 : 1)
    return other?.cells[cellIndex(from)]?.querySelector<HTMLElement>(`${CELL}:enabled`) ?? undefined
  }
  const cells = [...row.querySelectorAll<HTMLElement>(`${CELL}:enabled`)]
  return cells[cells.indexOf(from) + (way === 'left' ? -1 : 1)]
}

function enter(cell: HTMLElement): void {
  cell.focus()
  cell.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  if (cell instanceof HTMLInputElement && cell.type !== 'checkbox') cell.select()
}
