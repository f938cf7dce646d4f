import { Problem } from '../model/problem.ts'
import type { HookMatch, LiveSchedule } from './contract.ts'
import type { Plan, PlanNode } from './plan.ts'

/** The plans that serve callers now, one per flow, and what starts them. */
export class LiveFlows {
  private readonly plans = new Map<string, Plan>()

  /** Throws `flow.invalid` if another flow of the client has one of its webhooks already. */
  set(plan: Plan): void {
    for (const { id, trigger } of plan.triggers) {
      if (trigger?.type !== 'http') continue
      const other = this.hook(plan.flow.client, trigger.method, trigger.path)
      if (other && other.flow !== plan.flow.id)
        throw new Problem('flow.invalid', `The flow ${other.flow} has the webhook ${trigger.method} /hooks/${trigger.path} already.`, { at: id })
    }
    this.plans.set(plan.flow.id, plan)
  }

  delete(flow: string): void {
    this.plans.delete(flow)
  }

  get(flow: string): Plan | undefined {
    return this.plans.get(flow)
  }

  all(): Plan[] {
    return [...this.plans.values()]
  }

  hook(client: string, method: string, path: string): HookMatch | undefined {
    const found = this.hooks(client, path).find((hook) => hook.method === method)
    return found && { flow: found.flow, trigger: found.trigger, receives: found.receives }
  }

  hookMethods(client: string, path: string): string[] {
    return [...new Set(this.hooks(client, path).map((hook) => hook.method))]
  }

  schedules(): LiveSchedule[] {
    return this.triggers().flatMap(({ plan, node }) => {
      const { trigger } = node
      if (trigger?.type !== 'schedule') return []
      return [{ flow: plan.flow.id, client: plan.flow.client, node: node.id, cron: trigger.cron, timeZone: trigger.timeZone, body: trigger.body }]
    })
  }

  private hooks(client: string, path: string): (HookMatch & { method: string })[] {
    return this.triggers().flatMap(({ plan, node }) => {
      const { trigger, receives } = node
      return trigger?.type === 'http' && trigger.path === path && plan.flow.client === client && receives
        ? [{ flow: plan.flow.id, trigger: node.id, method: trigger.method, receives }]
        : []
    })
  }

  private triggers(): { plan: Plan; node: PlanNode }[] {
    return this.all().flatMap((plan) => plan.triggers.map((node) => ({ plan, node })))
  }
}

/** The trigger a run begins with: the named node, the one of the operation, or the only one. */
export function triggerOf(plan: Plan, request: { trigger?: string | undefined; operation?: string | undefined }): PlanNode {
  const { triggers } = plan
  if (request.trigger !== undefined) {
    const node = triggers.find(({ id }) => id === request.trigger)
    if (node) return node
    throw new Problem('flow.invalid', 'The flow has no trigger of this name.', { at: request.trigger })
  }
  if (request.operation !== undefined) {
    const node = triggers.find(({ trigger }) => trigger?.type === 'operation' && trigger.operation === request.operation)
    if (node) return node
    throw new Problem('client.unbound', `The flow ${plan.flow.id} has no endpoint node for ${request.operation}.`)
  }
  const [only] = triggers
  if (only && triggers.length === 1) return only
  throw new Problem('flow.invalid', only ? 'The flow has several triggers; name the one to start with.' : 'The flow has no trigger that works.')
}
