import { make } from './make.ts'
import { propertiesByKey, showValue, type Value } from './show-value.ts'
import type { FormState, Stage } from './stage.ts'

/** Shows what somebody else has changed meanwhile, and lets people choose where both sides changed a field. `chosen` is called with the value to keep. */
export function stalePanel(
  stage: Stage,
  { clashes, theirs }: NonNullable<FormState['stale']>,
  work: { state: FormState; chosen(): void; discard(): void },
): HTMLElement {
  const { words } = stage
  const properties = propertiesByKey(stage.description)
  const text = (key: string, value: Value): string => {
    const property = properties.get(key)
    return (property && showValue(property, value, stage)) || words.empty
  }
  const rows = clashes.map(({ property: key, mine, theirs: fresh }) => {
    const choice = (value: Value, label: string): HTMLElement => {
      const take = (): void => {
        work.state.values[key] = value ?? null
        work.chosen()
      }
      return make('label', { class: 'choice' }, [
        make('input', { type: 'radio', name: `clash-${key}`, checked: work.state.values[key] === value, onchange: take }),
        make('span', {}, [make('small', {}, [label]), ' ', text(key, value)]),
      ])
    }
    return make('fieldset', { class: 'clash' }, [
      make('legend', {}, [properties.get(key)?.label ?? key]),
      choice(mine, words.yours),
      choice(fresh, words.theirs),
    ])
  })
  const changed = theirs.map((key) => make('li', {}, [make('b', {}, [properties.get(key)?.label ?? key]), ' ', text(key, work.state.base[key])]))
  return make('div', { class: 'notice', role: 'group', 'aria-labelledby': 'stale-title', tabindex: -1, part: 'notice stale', 'data-key': 'stale' }, [
    make('h3', { id: 'stale-title' }, [words.stale]),
    make('p', {}, [clashes.length > 0 ? words.staleSays : words.staleSimple]),
    ...rows,
    changed.length > 0 && make('p', {}, [words.changedThere]),
    changed.length > 0 && make('ul', {}, changed),
    make('div', { class: 'row' }, [make('button', { type: 'button', part: 'button', 'data-key': 'discard', onclick: work.discard }, [words.discard])]),
  ])
}
