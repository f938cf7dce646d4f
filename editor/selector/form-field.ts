import type { SelectorField, SelectorProperty } from '../../server/model/selector.ts'
import type { Finding } from './check-values.ts'
import { fill, make } from './make.ts'
import type { Value } from './show-value.ts'
import type { FormState, Stage } from './stage.ts'
import { addSuggestions } from './suggestions.ts'

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

export interface FormField {
  readonly key: string
  readonly node: HTMLElement
  focus(): void
  /** Shows what is wrong with it, or nothing. */
  show(finding: Finding | undefined): void
  /** Takes value and options from the state of the form. */
  refresh(): void
}

export interface FieldFacts {
  field: SelectorField
  property: SelectorProperty
  state: FormState
  /** `done`: the field was left, or a choice made. */
  changed(done: boolean): void
}

/** One field of a form: label, control, its mark if it must be filled, and what is wrong with it. */
export function formField(stage: Stage, facts: FieldFacts): FormField {
  const { property, state, field, changed } = facts
  const { apiKey, label, type } = property
  const mandatory = field.mandatory && field.editable
  const control = controlOf(stage, facts)
  const message = make('p', { class: 'message', id: `message-${apiKey}`, part: 'message' })
  const put = (value: Value, done: boolean): void => {
    state.values[apiKey] = value ?? null
    changed(done)
  }
  control.addEventListener('input', () => put(valueOf(control), false))
  control.addEventListener('change', () => put(valueOf(control), true))
  const pick = (value: string): void => {
    setValue(control, value)
    put(value, true)
  }
  const list =
    property.suggestFrom !== undefined && field.editable && type === 'string' && control instanceof HTMLInputElement
      ? addSuggestions(stage, control, { property: apiKey, label, from: property.suggestFrom, pick })
      : undefined
  const text = make('label', { for: `field-${apiKey}`, part: 'label' }, [
    label,
    mandatory && make('span', { class: 'mandatory', 'aria-hidden': 'true', part: 'mandatory' }, [' *']),
  ])
  const node = make(
    'div',
    { class: 'field', part: 'field' },
    type === 'boolean' ? [make('span', { class: 'check' }, [control, text]), message] : [text, make('div', { class: 'holder' }, [control, list]), message],
  )
  node.style.setProperty('--span', String(field.columns))
  const refresh = (): void => {
    if (control instanceof HTMLSelectElement) fill(control, optionsOf(stage, facts))
    setValue(control, state.values[apiKey])
  }
  refresh()
  return { key: apiKey, node, focus: () => control.focus(), show: (finding) => showFinding(control, message, finding), refresh }
}

function showFinding(control: Control, message: HTMLElement, finding: Finding | undefined): void {
  message.textContent = finding?.text ?? ''
  message.dataset.level = finding?.level ?? ''
  if (finding?.level === 'error') control.setAttribute('aria-invalid', 'true')
  else control.removeAttribute('aria-invalid')
  if (finding) control.setAttribute('aria-describedby', message.id)
  else control.removeAttribute('aria-describedby')
}

function controlOf(_stage: Stage, { property: { apiKey, type, role }, field }: FieldFacts): Control {
  const common = {
    id: `field-${apiKey}`,
    'data-key': `field-${apiKey}`,
    part: 'input',
    'aria-required': field.mandatory && field.editable ? 'true' : undefined,
    autocomplete: 'off',
  }
  if (type === 'combo') return make('select', { ...common, disabled: !field.editable })
  if (type === 'boolean') return make('input', { ...common, type: 'checkbox', disabled: !field.editable })
  if (role === 'notes') return make('textarea', { ...common, rows: 3, readonly: !field.editable })
  const kinds: Partial<Record<string, string>> = { email: 'email', phone: 'tel', website: 'url' }
  const kind = type === 'date' ? 'date' : (kinds[role] ?? 'text')
  return make('input', { ...common, type: kind, inputmode: type === 'number' ? 'decimal' : undefined, readonly: !field.editable })
}

/** The choices of a combo: those that the CRM gave for this customer, else the configured ones, and always the present one. */
function optionsOf({ words }: Stage, { property, field, state }: FieldFacts): HTMLElement[] {
  // The labels of the selector are in the language of the reader; those of the CRM may not be.
  const labels = new Map(property.options.map(({ value, label }) => [value, label]))
  const given = state.options[property.apiKey]?.map(({ value, label }) => ({ value, label: labels.get(value) ?? label }))
  const known: readonly { value: string; label: string }[] = given ?? property.options
  const present = state.values[property.apiKey]
  const missing = typeof present === 'string' && present !== '' && !known.some(({ value }) => value === present) ? [{ value: present, label: present }] : []
  const none = field.mandatory && present ? [] : [make('option', { value: '' }, [words.empty])]
  return [...none, ...[...known, ...missing].map(({ value, label }) => make('option', { value }, [label]))]
}

const isCheck = (control: Control): control is HTMLInputElement => control instanceof HTMLInputElement && control.type === 'checkbox'

const valueOf = (control: Control): Value => (isCheck(control) ? control.checked : control.value === '' ? null : control.value)

function setValue(control: Control, value: Value): void {
  if (isCheck(control)) control.checked = value === true || value === 'true'
  else control.value = String(value ?? '')
}
