import type { Customer } from '../../server/model/customer.ts'
import type { SelectorField } from '../../server/model/selector.ts'
import { identifierText, readValues } from '../../server/model/customer-values.ts'
import { make } from './make.ts'
import { propertiesByKey, showValue } from './show-value.ts'
import type { SearchState, Stage } from './stage.ts'
import { say } from './words.ts'

export interface GridWork {
  choose(customer: Customer): void
  open(customer: Customer): void
  sortBy(by: string): void
  /** Leaves the list upwards. */
  leave(): void
}

/**
 * The customers found, as a grid (ARIA Authoring Practices): one row is in the tab order, arrow keys move between rows and to the button in a row,
 * Enter chooses.
 */
export function resultGrid(stage: Stage, state: SearchState, work: GridWork): HTMLElement {
  const { description, words } = stage
  const columns = description.views.list
  const rows = state.items.map((customer, index) => resultRow(stage, { customer, index, columns, active: index === state.active, work }))
  const grid = make(
    'div',
    {
      role: 'grid',
      part: 'results',
      class: 'grid',
      'aria-label': words.results,
      'aria-rowcount': state.next ? -1 : state.items.length + 1,
      'aria-colcount': columns.length + 1,
    },
    [make('div', { role: 'rowgroup' }, [headerRow(stage, state, work)]), make('div', { role: 'rowgroup', class: 'rows' }, rows)],
  )
  grid.style.setProperty('--template', `${columns.map((column) => `minmax(0, ${column.columns}fr)`).join(' ')} 112px`)
  const activate = (index: number): void => {
    rows.forEach((row, at) => markActive(row, at === index))
    state.active = index
  }
  grid.addEventListener('focusin', (event) => {
    const index = rows.findIndex((row) => row.contains(event.target as Node))
    if (index >= 0) activate(index)
  })
  grid.addEventListener('keydown', (event) => moveInGrid(event, { rows, work, state }))
  return grid
}

function markActive(row: HTMLElement, active: boolean): void {
  row.tabIndex = active ? 0 : -1
  row.setAttribute('aria-selected', String(active))
  row.querySelector('button')!.tabIndex = active ? 0 : -1
}

function headerRow({ description, words }: Stage, { sort }: SearchState, work: GridWork): HTMLElement {
  const properties = propertiesByKey(description)
  const cells = description.views.list.map(({ property }) => {
    const label = properties.get(property)?.label ?? property
    const filter = description.filters.find(({ sortable, properties: searched }) => sortable && searched[0] === property)
    const by = filter?.id
    const sorted = by !== undefined && sort?.by === by
    const direction = sorted ? (sort?.descending ? 'descending' : 'ascending') : 'none'
    const button =
      by === undefined
        ? label
        : make(
            'button',
            { type: 'button', class: 'sort', part: 'sort-button', 'data-key': `sort-${by}`, 'data-sorted': direction, onclick: () => work.sortBy(by) },
            [label],
          )
    return make('div', { role: 'columnheader', 'aria-sort': by === undefined ? undefined : direction, class: by === undefined ? 'plain' : undefined }, [button])
  })
  const last = make('div', { role: 'columnheader', class: 'plain' }, [make('span', { class: 'unseen' }, [words.details])])
  return make('div', { role: 'row', class: 'header', part: 'results-header', 'aria-rowindex': 1 }, [...cells, last])
}

interface RowFacts {
  customer: Customer
  index: number
  columns: readonly SelectorField[]
  active: boolean
  work: GridWork
}

function resultRow(stage: Stage, { customer, index, columns, active, work }: RowFacts): HTMLElement {
  const { description, words } = stage
  const properties = propertiesByKey(description)
  const values = readValues(description, customer)
  const name = identifierText(description, values) || customer.name
  const cells = columns.map(({ property }) => {
    const known = properties.get(property)
    const text = known ? showValue(known, values[property], stage) : ''
    return make('div', { role: 'gridcell', part: 'cell', 'data-label': known?.label ?? property, 'data-empty': text === '' }, [text])
  })
  const open = (event: Event): void => {
    event.stopPropagation()
    work.open(customer)
  }
  const details = make(
    'button',
    { type: 'button', part: 'button details-button', class: 'quiet', 'aria-label': say(words.detailsOf, { name }), onclick: open },
    [words.details],
  )
  const row = make(
    'div',
    { role: 'row', class: 'result', part: 'row', 'data-key': `row-${index}`, 'aria-rowindex': index + 2, onclick: () => work.choose(customer) },
    [...cells, make('div', { role: 'gridcell' }, [details])],
  )
  markActive(row, active)
  return row
}

function moveInGrid(event: KeyboardEvent, { rows, work, state }: { rows: readonly HTMLElement[]; work: GridWork; state: SearchState }): void {
  const index = rows.findIndex((row) => row.contains(event.target as Node))
  if (index < 0) return
  const onRow = event.target === rows[index]
  const moves: Record<string, () => void> = {
    ArrowDown: () => rows[Math.min(index + 1, rows.length - 1)]!.focus(),
    ArrowUp: () => (index === 0 ? work.leave() : rows[index - 1]!.focus()),
    Home: () => rows[0]!.focus(),
    End: () => rows.at(-1)!.focus(),
    ArrowRight: () => rows[index]!.querySelector('button')!.focus(),
    ArrowLeft: () => rows[index]!.focus(),
    Escape: () => (onRow ? work.leave() : rows[index]!.focus()),
    ...(onRow && { Enter: () => work.choose(state.items[index]!) }),
  }
  const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined
  if (!move || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  event.stopPropagation()
  move()
}
