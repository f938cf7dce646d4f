import type { Admission, RunRequest } from './contract.ts'
import { triggerOf } from './live-flows.ts'
import type { Plan, PlanNode } from './plan.ts'

/** What the plan knows of a message before it runs: a promise only where an expression of the trigger needs one. Throws `flow.invalid`, `client.unbound`. `now`: milliseconds since 1970. */
export function admissionOf(plan: Plan, message: Pick<RunRequest, 'trigger' | 'operation' | 'body' | 'request'>, now: number): Admission | Promise<Admission> {
  const { body, request } = message
  const trigger = triggerOf(plan, message)
  const { admitter } = trigger
  const meta = { runId: '', client: plan.flow.client, flow: plan.flow.id, at: new Date(now).toISOString(), ...(request && { request }) }
  const bindings = { meta, input: body }
  const lane = admitter?.lane(body, bindings)
  const keys = admitter?.keys(body, bindings) ?? []
  const facts = factsOf(plan, trigger, body)
  // What a webhook is given in its address has no schema.
  const personal = facts.personal || Object.keys(request?.query ?? {}).length > 0
  const made = (told: Pick<Admission, 'lane' | 'keys'>): Admission => ({ ...facts, personal, ...told })
  if (!(lane instanceof Promise) && !(keys instanceof Promise)) return made({ lane, keys })
  return Promise.all([lane, keys]).then(([settledLane, settledKeys]) => made({ lane: settledLane, keys: settledKeys }))
}

function factsOf(plan: Plan, { id, admitter }: PlanNode, body: unknown): Omit<Admission, 'lane' | 'keys'> {
  return {
    version: plan.version,
    trigger: id,
    personal: admitter?.personal(body) ?? true,
    delivery: plan.flow.settings.delivery,
    connections: [...new Set(plan.calls.map(({ connection }) => connection))],
  }
}
