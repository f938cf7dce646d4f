import type { SelectorFilter } from '../../server/model/selector.ts'
import { make } from './make.ts'
import { lackingCharacters } from './search-query.ts'
import type { SearchState, Stage } from './stage.ts'
import { say } from './words.ts'

const TYPING_PAUSE_MS = 180

interface FilterBar {
  readonly node: HTMLElement
  focus(): void
  /** Puts a scanned code where scanned codes go. False where nothing takes them. */
  scan(code: string): boolean
  close(): void
}

/** The filters, and beside their buttons whatever else can be done. `search` is called at once, or after a pause in typing. */
export function filterBar(stage: Stage, state: SearchState, { search, beside }: { search(): void; beside: HTMLElement }): FilterBar {
  const { words, compact } = stage
  const shown = shownFilters(stage)
  const { soon, now, stop } = pausing(search)
  const controls = new Map<string, HTMLInputElement | HTMLSelectElement>()
  const draw = (filter: SelectorFilter): HTMLElement => {
    const { node, control } = filterField(stage, filter, { state, soon, search: now })
    controls.set(filter.id, control)
    return node
  }
  const main = make('div', { part: 'filters', class: 'filters' }, shown.main.map(draw))
  const advanced = make('div', { part: 'advanced-filters', class: 'filters', id: 'advanced', hidden: !state.advanced }, shown.advanced.map(draw))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    now()
  }
  const node = make('form', { role: 'search', 'aria-label': words.customers, autocomplete: 'off', novalidate: true, onsubmit: submit }, [
    main,
    advanced,
    make('div', { class: 'row' }, [
      make('button', { type: 'submit', part: 'button primary-button', class: 'primary' }, [words.search]),
      shown.advanced.length > 0 && !compact && unfolding(stage, state, advanced),
      beside,
    ]),
  ])
  const scan = (code: string): boolean => {
    const scanned = [...shown.main, ...shown.advanced].find((filter) => filter.scan)
    if (!scanned) return false
    for (const [id, control] of controls) setControl(control, (state.values[id] = id === scanned.id ? code : ''))
    controls.get(scanned.id)!.focus()
    now()
    return true
  }
  return { node, focus: () => [...controls.values()][0]?.focus(), scan, close: stop }
}

/** Runs something at once, or when nothing was typed for a moment; never twice for the same keys. */
function pausing(run: () => void): { soon(): void; now(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = (): void => clearTimeout(timer)
  const soon = (): void => {
    stop()
    timer = setTimeout(run, TYPING_PAUSE_MS)
  }
  const now = (): void => {
    stop()
    run()
  }
  return { soon, now, stop }
}

function setControl(control: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value !== ''
  else control.value = value
}

/** In a small selector one field, else the main ones and behind a button the advanced ones. */
function shownFilters({ description: { filters }, compact }: Stage): { main: SelectorFilter[]; advanced: SelectorFilter[] } {
  const one = compact ? filters.filter(({ selector }) => selector).slice(0, 1) : []
  if (one.length > 0) return { main: one, advanced: [] }
  const main = filters.filter((filter) => filter.main)
  return main.length > 0 ? { main, advanced: filters.filter((filter) => filter.advanced && !filter.main) } : { main: filters, advanced: [] }
}

function unfolding({ words }: Stage, state: SearchState, advanced: HTMLElement): HTMLElement {
  const label = (): string => (state.advanced ? words.fewerFilters : words.moreFilters)
  const toggle = (): void => {
    state.advanced = !state.advanced
    advanced.hidden = !state.advanced
    button.setAttribute('aria-expanded', String(state.advanced))
    button.textContent = label()
    if (state.advanced) advanced.querySelector<HTMLElement>('input, select')?.focus()
  }
  const button = make(
    'button',
    { type: 'button', part: 'button', class: 'quiet', 'aria-expanded': String(state.advanced), 'aria-controls': 'advanced', onclick: toggle },
    [label()],
  )
  return button
}

interface FieldWork {
  state: SearchState
  soon(): void
  search(): void
}

function filterField(stage: Stage, filter: SelectorFilter, work: FieldWork): { node: HTMLElement; control: HTMLInputElement | HTMLSelectElement } {
  const { words } = stage
  const { id, type, label, minCharacters } = filter
  const { state, soon, search } = work
  const hint = type === 'input' && minCharacters > 1 ? make('span', { class: 'hint', id: `hint-${id}`, part: 'hint' }) : undefined
  const explain = (): void => {
    const lacking = lackingCharacters(filter, state.values[id] ?? '')
    if (!hint) return
    hint.textContent = lacking > 0 ? say(words.missing, { n: lacking }) : say(words.atLeast, { n: minCharacters })
    hint.toggleAttribute('data-lacking', lacking > 0)
  }
  const take = (value: string, go: () => void): void => {
    state.values[id] = value
    explain()
    go()
  }
  const common = { id: `filter-${id}`, 'data-key': `filter-${id}`, part: 'input', 'aria-describedby': hint?.id }
  const control = controlOf(stage, filter, common)
  setControl(control, state.values[id] ?? '')
  if (type === 'input') control.addEventListener('input', () => take(control.value, soon))
  else control.addEventListener('change', () => take(type === 'checkbox' ? ((control as HTMLInputElement).checked ? 'true' : '') : control.value, search))
  explain()
  const text = make('label', { for: `filter-${id}`, part: 'label' }, [label])
  const parts = type === 'checkbox' ? [make('span', { class: 'check' }, [control, text])] : [text, control]
  return { control, node: make('div', { class: 'field' }, [...parts, hint]) }
}

function controlOf(
  { description, words }: Stage,
  { type, properties, scan }: SelectorFilter,
  common: Record<string, string | undefined>,
): HTMLInputElement | HTMLSelectElement {
  if (type === 'input') return make('input', { ...common, type: 'search', enterkeyhint: 'search', spellcheck: 'false', 'data-scan': scan })
  if (type !== 'combo') return make('input', { ...common, type })
  const options = description.properties.find(({ apiKey }) => apiKey === properties[0])?.options ?? []
  return make('select', common, [make('option', { value: '' }, [words.any]), ...options.map(({ value, label }) => make('option', { value }, [label]))])
}
