import type { SelectorField } from '../../server/model/selector.ts'
import { askYesNo } from './ask-yes-no.ts'
import { checkValues, type Finding } from './check-values.ts'
import { type FormField, formField } from './form-field.ts'
import { sameValue } from './join-changes.ts'
import { latest } from './latest.ts'
import { make } from './make.ts'
import { askForDefaults, react } from './form-hooks.ts'
import { inSections } from './sections.ts'
import { saveForm } from './save-form.ts'
import { propertiesByKey } from './show-value.ts'
import { stalePanel } from './stale-panel.ts'
import type { FormState, Screen, Stage } from './stage.ts'
import { say } from './words.ts'

/** The form of a new customer, or of one that is changed. */
export function formScreen(stage: Stage, state: FormState): Screen {
  const { words, description } = stage
  const requests = { reaction: latest(), defaults: latest() }
  const fields: FormField[] = []
  const showFindings = (): void => fields.forEach((field) => field.show(worst(state.findings, field.key)))
  const refresh = (): void => {
    fields.forEach((field) => field.refresh())
    showFindings()
  }
  const changed = (key: string, done: boolean): void => {
    checkField(stage, state, { key, done })
    showFindings()
    if (done && description.can.onChange) void react(stage, state, { key, signal: requests.reaction.next() }).then(refresh)
  }
  const save = makeSaving(stage, state, { showFindings, focusFirst: () => fields.find(({ key }) => worst(state.findings, key)?.level === 'error')?.focus() })
  const leave = (): void => void leaveForm(stage, state)
  const panel = state.stale && stalePanel(stage, state.stale, { state, chosen: refresh, discard: () => discard(stage, state) })
  const node = make('section', { class: 'screen', part: 'screen form-screen', 'aria-labelledby': 'heading' }, [
    make('h2', { part: 'heading', id: 'heading' }, [state.ref === undefined ? words.new : words.edit]),
    panel,
    formOf({ stage, state, fields, changed, save, leave }),
  ])
  node.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    leave()
  })
  if (state.ref === undefined && !state.customer && description.can.defaults) void askForDefaults(stage, state, requests.defaults.next()).then(refresh)
  showFindings()
  const close = (): void => Object.values(requests).forEach((request) => request.stop())
  return {
    node,
    focus: () => (panel ?? fields.find(({ key }) => viewOf(stage, state).some((field) => field.property === key && field.editable)))?.focus(),
    close,
  }
}

const viewOf = ({ description }: Stage, { ref }: FormState): readonly SelectorField[] => description.views[ref === undefined ? 'create' : 'edit']

/** Forgets what was wrong with a field; when it was left, looks again. */
function checkField(stage: Stage, state: FormState, { key, done }: { key: string; done: boolean }): void {
  state.findings = state.findings.filter(({ property }) => property !== key)
  if (!done) return
  const fields = viewOf(stage, state).filter(({ property }) => property === key)
  state.findings.push(...checkValues(stage.description, fields, { values: state.values, words: stage.words }))
}

const worst = (findings: readonly Finding[], key: string): Finding | undefined => {
  const own = findings.filter(({ property }) => property === key)
  return own.find(({ level }) => level === 'error') ?? own[0]
}

interface FormFacts {
  stage: Stage
  state: FormState
  /** Takes the fields that are made. */
  fields: FormField[]
  changed(key: string, done: boolean): void
  save(): void
  leave(): void
}

function formOf({ stage, state, fields, changed, save, leave }: FormFacts): HTMLElement {
  const { words, description } = stage
  const properties = propertiesByKey(description)
  const sections = inSections(viewOf(stage, state)).map(({ section, fields: inside }) => {
    const made = inside.flatMap((field) => {
      const property = properties.get(field.property)
      return property ? [formField(stage, { field, property, state, changed: (done) => changed(field.property, done) })] : []
    })
    fields.push(...made)
    const grid = make(
      'div',
      { class: 'form', part: 'fields' },
      made.map(({ node }) => node),
    )
    grid.style.setProperty('--columns', String(description.header.detailColumns))
    return make('fieldset', { class: 'section', part: 'section' }, [make('legend', { class: section ? '' : 'unseen' }, [section || words.general]), grid])
  })
  const submit = (event: Event): void => {
    event.preventDefault()
    save()
  }
  const label = state.stale ? words.sendAgain : state.ref === undefined ? words.create : words.save
  return make('form', { novalidate: true, autocomplete: 'off', onsubmit: submit }, [
    ...sections,
    make('p', { class: 'hint' }, [make('span', { class: 'mandatory', 'aria-hidden': 'true' }, ['*']), ` ${words.mandatory}`]),
    make('div', { class: 'row actions' }, [
      make('button', { type: 'submit', part: 'button primary-button', class: 'primary', 'data-key': 'save' }, [label]),
      make('button', { type: 'button', part: 'button', class: 'quiet', 'data-key': 'cancel', onclick: leave }, [words.cancel]),
    ]),
  ])
}

/** Saves once at a time, after what is wrong has been shown. Hints stop nobody who has seen them. */
function makeSaving(stage: Stage, state: FormState, { showFindings, focusFirst }: { showFindings(): void; focusFirst(): void }): () => void {
  const { words, description } = stage
  let busy = false
  return () => {
    if (busy) return
    state.findings = checkValues(description, viewOf(stage, state), { values: state.values, words })
    showFindings()
    const errors = state.findings.filter(({ level }) => level === 'error')
    if (errors.length > 0) {
      stage.tell(say(words.mistakes, { n: errors.length }))
      return focusFirst()
    }
    const hints = JSON.stringify(state.findings)
    if (state.findings.length > 0 && state.told !== hints) {
      state.told = hints
      return stage.tell(state.findings.map(({ text }) => text).join(' '))
    }
    busy = true
    stage.tell(words.saving)
    void saveForm(stage, state).finally(() => {
      busy = false
      showFindings()
      if (state.findings.length > 0) focusFirst()
    })
  }
}

const isChanged = ({ base, values }: FormState): boolean =>
  Object.keys(values).some((key) => !sameValue(values[key] === false ? null : values[key], base[key] === false ? null : base[key]))

async function leaveForm(stage: Stage, state: FormState): Promise<void> {
  const { words } = stage
  const question = { title: words.discard, text: '', yes: words.discard, no: words.cancel, host: stage.dialogs }
  if (isChanged(state) && !(await askYesNo(question))) return
  discard(stage, state)
}

function discard(stage: Stage, { ref }: FormState): void {
  if (ref === undefined) stage.back()
  else stage.go({ kind: 'detail', ref })
}
