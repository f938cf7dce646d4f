import type { Customer } from '../../server/model/customer.ts'
import { filterBar } from './filter-bar.ts'
import { latest } from './latest.ts'
import { fill, make } from './make.ts'
import { newForm } from './new-form.ts'
import { resultGrid } from './result-grid.ts'
import { PAGE_SIZE, searchBody } from './search-query.ts'
import { isAbort } from './selector-problem.ts'
import type { Screen, SearchState, Stage } from './stage.ts'
import { say } from './words.ts'

export interface SearchScreen extends Screen {
  /** Takes a scanned code; false where no filter takes one. */
  scan(code: string): boolean
}

/** Filters above, the customers found below. Searches while somebody types, and gives up what is superseded. */
export function searchScreen(stage: Stage, state: SearchState): SearchScreen {
  const { words, description } = stage
  const results = make('div', { class: 'results' })
  const summary = make('p', { class: 'summary', part: 'summary' })
  const buttons = make('div', { class: 'row actions apart' })
  const request = latest()
  const draw = (): void => {
    drawResults(stage, state, { results, summary, more: () => void run(true), again: () => void run(false), leave: () => bar.focus() })
    fill(buttons, searchActions(stage, state))
  }
  const run = async (more: boolean): Promise<void> => {
    const body = searchBody(description.filters, state.values)
    if (!body) {
      request.stop()
      forgetWhenEmpty(state)
      return draw()
    }
    results.setAttribute('aria-busy', 'true')
    summary.textContent = words.searching
    try {
      await find(stage, state, { body: { ...body, ...(more && state.next && { page: state.next }) }, more, signal: request.next() })
      draw()
      if (more) focusRow(results, state.active)
    } catch (error) {
      if (isAbort(error)) return
      summary.textContent = summaryOf(stage, state)
      stage.fail(error, () => void run(more))
    }
    results.removeAttribute('aria-busy')
  }
  const bar = filterBar(stage, state, { search: () => void run(false), beside: buttons })
  bar.node.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || !(event.target instanceof HTMLInputElement) || state.items.length === 0) return
    event.preventDefault()
    focusRow(results, state.active)
  })
  draw()
  const node = make('section', { class: 'screen', part: 'screen search-screen', 'aria-label': words.customers }, [bar.node, summary, results])
  return { node, focus: () => bar.focus(), scan: (code) => bar.scan(code), close: () => [bar.close, request.stop].forEach((close) => close()) }
}

function forgetWhenEmpty(state: SearchState): void {
  if (Object.values(state.values).some((value) => value.trim() !== '')) return
  state.items = []
  state.next = undefined
  state.searched = undefined
}

const focusRow = (results: HTMLElement, index: number): void => results.querySelector<HTMLElement>(`[data-key="row-${index}"]`)?.focus()

interface Search {
  body: NonNullable<ReturnType<typeof searchBody>>
  more: boolean
  signal: AbortSignal
}

async function find(stage: Stage, state: SearchState, { body, more, signal }: Search): Promise<void> {
  const values = { ...state.values }
  const { page, searchToken } = await stage.api.search({ ...body, limit: PAGE_SIZE, ...(state.sort && { sort: state.sort }) }, signal)
  stage.answered()
  stage.searched.token = searchToken
  stage.searched.done = true
  state.active = more ? state.items.length : 0
  state.items = more ? [...state.items, ...page.items] : page.items
  state.active = Math.min(state.active, Math.max(0, state.items.length - 1))
  state.next = page.next
  state.total = page.total
  state.searched = values
  stage.tell(summaryOf(stage, state))
}

function summaryOf({ words }: Stage, { items, next, total, searched }: SearchState): string {
  if (!searched) return words.start
  if (items.length === 0) return words.none
  return say(next && !total ? words.foundMore : words.found, { n: total ?? items.length })
}

interface Drawing {
  results: HTMLElement
  summary: HTMLElement
  more(): void
  again(): void
  leave(): void
}

function drawResults(stage: Stage, state: SearchState, { results, summary, more, again, leave }: Drawing): void {
  const { words } = stage
  summary.textContent = summaryOf(stage, state)
  const sortBy = (by: string): void => {
    state.sort = { by, descending: state.sort?.by === by && !state.sort.descending }
    again()
  }
  const open = (customer: Customer): void => stage.go({ kind: 'detail', ref: customer.ref, customer })
  fill(results, [
    state.items.length > 0 && resultGrid(stage, state, { choose: stage.choose, open, sortBy, leave }),
    state.next && make('button', { type: 'button', part: 'button more-button', 'data-key': 'more', onclick: more }, [words.more]),
  ])
}

function searchActions(stage: Stage, state: SearchState): HTMLElement[] {
  const { words, description, searched } = stage
  const blocked = description.header.searchBeforeNew && !searched.done
  const start = (): void => {
    if (!blocked) stage.go(newForm(description, state.values))
  }
  const create = make(
    'button',
    {
      type: 'button',
      part: 'button new-button',
      'data-key': 'new',
      'aria-disabled': blocked ? 'true' : undefined,
      'aria-describedby': blocked ? 'search-first' : undefined,
      onclick: start,
    },
    [words.new],
  )
  const anonymous = make(
    'button',
    { type: 'button', part: 'button anonymous-button', class: 'quiet', 'data-key': 'anonymous', onclick: () => stage.anonymous() },
    [words.anonymous],
  )
  const why = make('span', { class: 'hint', id: 'search-first' }, [words.searchFirst])
  return [...(description.can.create ? [create, ...(blocked ? [why] : [])] : []), anonymous]
}
