import type { Customer, CustomerPatch } from '../../server/model/customer.ts'
import type { FieldError } from '../../server/model/problem.ts'
import { readValues, writeValues } from '../../server/model/customer-values.ts'
import { fieldOfPath } from './field-of-path.ts'
import { joinChanges } from './join-changes.ts'
import { randomId } from './random-id.ts'
import type { Written } from './selector-api.ts'
import { SelectorProblem } from './selector-problem.ts'
import type { FormState, Stage } from './stage.ts'

/** Sends the form. A stale one gets the fresh copy; what the server refuses is shown at its field. Never rejects. */
export async function saveForm(stage: Stage, state: FormState): Promise<void> {
  const { words, emit } = stage
  try {
    const { customer, notKept } = await send(stage, state)
    stage.answered()
    stage.go({ kind: 'detail', ref: customer.ref, customer, notKept })
    stage.tell(state.ref === undefined ? words.created : words.saved)
    emit(state.ref === undefined ? 'customer-created' : 'customer-updated', { ref: customer.ref, customer })
  } catch (error) {
    if (error instanceof SelectorProblem && error.code === 'target.conflict' && state.ref !== undefined) return takeFreshCopy(stage, state, error.current)
    if (error instanceof SelectorProblem && error.errors.length > 0) state.findings = findingsOf(stage, error.errors)
    stage.fail(error, stage.checkStatus)
  }
}

function send({ api, description, searched }: Stage, state: FormState): Promise<Written> {
  const body: CustomerPatch = writeValues(description, state.values, state.ref === undefined ? undefined : state.customer)
  if (state.customer?.versionToken !== undefined && state.ref !== undefined) body.versionToken = state.customer.versionToken
  const text = JSON.stringify(body)
  // The same values sent again after a broken answer make no second customer.
  if (state.key?.body !== text) state.key = { id: randomId(), body: text }
  const headers = { 'idempotency-key': state.key.id }
  if (state.ref !== undefined) return api.update(state.ref, body, headers)
  return api.create(body, { ...headers, ...(searched.token !== undefined && { 'search-token': searched.token }) })
}

const findingsOf = ({ description }: Stage, errors: readonly FieldError[]): FormState['findings'] =>
  errors.flatMap(({ path, message }) => {
    const property = fieldOfPath(description, path)
    return property === undefined ? [] : [{ property, level: 'error' as const, text: message }]
  })

/** Joins what was typed with what the CRM holds now, and shows where the two differ. Sending again carries the new version. */
async function takeFreshCopy(stage: Stage, state: FormState, current: Customer | undefined): Promise<void> {
  const { api, description } = stage
  try {
    const customer = current ?? (await api.get(state.ref!))
    stage.answered()
    const fresh = readValues(description, customer)
    const keys = description.views.edit.map(({ property }) => property)
    const { values, clashes, theirs } = joinChanges(keys, { base: state.base, mine: state.values, fresh })
    stage.go({ ...state, customer, base: fresh, values, findings: [], key: undefined, stale: { clashes, theirs } })
    stage.tell(stage.words.stale)
  } catch (error) {
    stage.fail(error, stage.checkStatus)
  }
}
