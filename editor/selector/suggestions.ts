import { latest } from './latest.ts'
import { fill, make } from './make.ts'
import type { Stage } from './stage.ts'
import { say } from './words.ts'

const TYPING_PAUSE_MS = 200
const MOST = 8

export interface Proposals {
  property: string
  label: string
  from: number
  pick(value: string): void
}

/** Makes a text field a combobox whose listbox proposes values while somebody types (ARIA Authoring Practices, editable combobox with list autocomplete). Gives the listbox. */
export function addSuggestions(stage: Stage, input: HTMLInputElement, proposals: Proposals): HTMLElement {
  const { property, label, from, pick } = proposals
  const request = latest()
  let timer: ReturnType<typeof setTimeout> | undefined
  const list = make('ul', {
    role: 'listbox',
    id: `list-${property}`,
    part: 'suggestions',
    class: 'suggestions',
    hidden: true,
    'aria-label': say(stage.words.suggestions, { name: label }),
  })
  const take = (value: string): void => {
    close()
    pick(value)
  }
  const popup = popupOf(input, list, take)
  const close = (): void => {
    clearTimeout(timer)
    request.stop()
    popup.show([])
  }
  const ask = async (): Promise<void> => {
    // What nobody waits for may fail: the field works without proposals.
    const values = await stage.api.suggest(property, input.value.trim(), request.next()).catch(() => [])
    if (input.matches(':focus')) popup.show(values.filter((value) => value !== input.value).slice(0, MOST))
  }
  input.addEventListener('input', () => {
    close()
    if (input.value.trim().length >= from) timer = setTimeout(() => void ask(), TYPING_PAUSE_MS)
  })
  input.addEventListener('blur', close)
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !list.hidden) close()
    else if (!popup.move(event.key)) return
    event.preventDefault()
    event.stopPropagation()
  })
  return list
}

interface Popup {
  /** Shows these values; none closes it. */
  show(values: readonly string[]): void
  /** Takes a key; false where it means nothing here. */
  move(key: string): boolean
}

function popupOf(input: HTMLInputElement, list: HTMLElement, take: (value: string) => void): Popup {
  let active = -1
  const options = (): HTMLElement[] => [...list.children] as HTMLElement[]
  const mark = (index: number): void => {
    active = index
    options().forEach((option, at) => option.setAttribute('aria-selected', String(at === index)))
    if (index < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', options()[index]!.id)
  }
  const show = (values: readonly string[]): void => {
    const option = (value: string, index: number): HTMLElement =>
      make('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false', onclick: () => take(value) }, [value])
    fill(list, values.map(option))
    list.hidden = values.length === 0
    input.setAttribute('aria-expanded', String(values.length > 0))
    mark(-1)
  }
  const move = (key: string): boolean => {
    const count = options().length
    if (count === 0) return false
    if (key === 'ArrowDown') mark((active + 1) % count)
    else if (key === 'ArrowUp') mark(active <= 0 ? count - 1 : active - 1)
    else if (key === 'Enter' && active >= 0) take(options()[active]!.textContent ?? '')
    else return false
    return true
  }
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }))
    input.setAttribute(name, value)
  // Else the field loses the focus, and the list closes before the click arrives.
  list.addEventListener('pointerdown', (event) => event.preventDefault())
  return { show, move }
}
