import type { Customer } from '../../server/model/customer.ts'
import type { SelectorField } from '../../server/model/selector.ts'
import { identifierText, readValues } from '../../server/model/customer-values.ts'
import { askYesNo } from './ask-yes-no.ts'
import { fieldOfPath } from './field-of-path.ts'
import { latest } from './latest.ts'
import { type Child, fill, make } from './make.ts'
import { editForm } from './new-form.ts'
import { randomId } from './random-id.ts'
import { inSections } from './sections.ts'
import { isAbort, SelectorProblem } from './selector-problem.ts'
import { propertiesByKey, showValue, type Values } from './show-value.ts'
import type { DetailState, Screen, Stage } from './stage.ts'
import { say } from './words.ts'

/** One customer as the CRM has it now, and what can be done with it. */
export function detailScreen(stage: Stage, state: DetailState): Screen {
  const { words, api } = stage
  const request = latest()
  const node = make('section', { class: 'screen', part: 'screen detail-screen', 'aria-label': words.details })
  const draw = (): void => fill(node, state.customer ? detailOf(stage, state.customer, lost(stage, state)) : [waiting(stage)])
  const load = async (): Promise<void> => {
    try {
      state.customer = await api.get(state.ref, request.next())
      stage.answered()
      const focused = node.contains((node.getRootNode() as ShadowRoot).activeElement)
      draw()
      if (focused) focus()
    } catch (error) {
      if (isAbort(error)) return
      if (error instanceof SelectorProblem && (error.status === 404 || error.status === 410)) stage.back()
      stage.fail(gone(error, words.unknown), () => void load())
    }
  }
  const focus = (): void => node.querySelector<HTMLElement>('[data-key="choose"], [data-key="back"]')?.focus()
  draw()
  if (stage.description.can.get) void load()
  return { node, focus, close: () => request.stop() }
}

const gone = (error: unknown, text: string): unknown =>
  error instanceof SelectorProblem && (error.status === 404 || error.status === 410) ? new SelectorProblem(text, { status: error.status }) : error

const waiting = ({ words, back }: Stage): HTMLElement =>
  make('div', { class: 'row' }, [make('button', { type: 'button', part: 'button', 'data-key': 'back', onclick: () => back() }, [words.back]), words.loading])

/** Says once, after saving, which fields the CRM has no place for. */
function lost({ description, words }: Stage, { notKept = [] }: DetailState): HTMLElement | undefined {
  if (notKept.length === 0) return undefined
  const properties = propertiesByKey(description)
  const names = notKept.map((path) => properties.get(fieldOfPath(description, path) ?? '')?.label ?? path)
  const text = say(words.notKept, { fields: [...new Set(names)].join(', ') })
  return make('p', { class: 'notice quiet', role: 'status', part: 'notice not-kept' }, [text])
}

function detailOf(stage: Stage, customer: Customer, told: HTMLElement | undefined): Child[] {
  const { description, words } = stage
  const values = readValues(description, customer)
  const name = identifierText(description, values) || customer.name
  const heading = make('h2', { part: 'heading', id: 'heading' }, [name])
  const button = (key: string, text: string, [kind, act]: [string, () => void]): HTMLElement =>
    make('button', { type: 'button', part: `button ${key}-button`, class: kind, 'data-key': key, onclick: act }, [text])
  const actions = make('div', { class: 'row actions' }, [
    button('choose', words.choose, ['primary', () => stage.choose(customer)]),
    description.can.update && button('edit', words.edit, ['', () => void openForm(stage, customer.ref)]),
    description.can.delete && button('delete', words.delete, ['danger', () => void remove(stage, customer, name)]),
    button('back', words.back, ['quiet', () => stage.back()]),
  ])
  return [heading, actions, told, ...detailSections(stage, description.views.detail, values)]
}

function detailSections(stage: Stage, fields: readonly SelectorField[], values: Values): HTMLElement[] {
  const properties = propertiesByKey(stage.description)
  return inSections(fields).map(({ section, fields: inside }) => {
    const entries = inside.map(({ property, columns }) => {
      const known = properties.get(property)
      const text = known ? showValue(known, values[property], stage) : ''
      const entry = make('div', { class: 'entry' }, [
        make('dt', { part: 'label' }, [known?.label ?? property]),
        make('dd', { part: 'value' }, [text || stage.words.empty]),
      ])
      entry.style.setProperty('--span', String(columns))
      return entry
    })
    const list = make('dl', { class: 'form', part: 'fields' }, entries)
    list.style.setProperty('--columns', String(stage.description.header.detailColumns))
    return make('div', { class: 'section', part: 'section' }, [section && make('h3', {}, [section]), list])
  })
}

/** Opens the form with what the CRM holds now, never with an older copy. */
async function openForm(stage: Stage, ref: string): Promise<void> {
  try {
    const customer = await stage.api.get(ref)
    stage.answered()
    stage.go(editForm(stage.description, customer))
  } catch (error) {
    stage.fail(error, () => void openForm(stage, ref))
  }
}

async function remove(stage: Stage, { ref }: Customer, name: string): Promise<void> {
  const { words, api } = stage
  if (!(await askYesNo({ title: say(words.deleteWhich, { name }), text: words.deleteSays, yes: words.delete, no: words.cancel, host: stage.dialogs }))) return
  try {
    await api.remove(ref, { 'idempotency-key': randomId() })
    stage.answered()
    stage.forget(ref)
    stage.back()
    stage.tell(words.deleted)
  } catch (error) {
    stage.fail(error)
  }
}
