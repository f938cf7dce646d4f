import { readValues, writeValues } from '../../server/model/customer-values.ts'
import type { CustomerReaction } from '../../server/model/customer.ts'
import type { Value } from './show-value.ts'
import type { FormState, Stage } from './stage.ts'

/** Asks the CRM what follows from a change of one property, and puts it into the form. Without an answer the form works as it is. */
export async function react(stage: Stage, state: FormState, { key, signal }: { key: string; signal: AbortSignal }): Promise<void> {
  const { ref, values } = state
  const change = { ...(ref !== undefined && { ref }), property: key, customer: writeValues(stage.description, values) }
  const reaction = await stage.api.changed(change, signal).catch(() => undefined)
  if (reaction) applyReaction(stage, state, reaction)
}

/** Puts what follows from a change into the form. */
function applyReaction({ description }: Stage, state: FormState, { customer, options, messages }: CustomerReaction): void {
  if (customer) takeGiven(state, readValues(description, customer))
  Object.assign(state.options, options)
  if (!messages) return
  const told = new Set(messages.map(({ property }) => property))
  state.findings = [...state.findings.filter(({ property }) => !told.has(property)), ...messages]
}

function takeGiven(state: FormState, given: Readonly<Record<string, Value>>): void {
  for (const [key, value] of Object.entries(given)) if (value !== undefined && value !== null) state.values[key] = value
}

/** Fills the empty fields of a new customer with what the CRM proposes. What somebody has typed meanwhile stays; without an answer the form works as it is. */
export async function askForDefaults({ api, description }: Stage, state: FormState, signal: AbortSignal): Promise<void> {
  const draft = await api.defaults(signal).catch(() => undefined)
  if (!draft) return
  state.customer = draft
  const given = readValues(description, draft)
  takeGiven(state, Object.fromEntries(Object.entries(given).filter(([key]) => (state.values[key] ?? '') === '')))
}
