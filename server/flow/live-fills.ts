import { combineFills, type FillReport, type MappingFill } from '../model/fill.ts'
import type { FlowFills } from './contract.ts'
import type { LiveFlows } from './live-flows.ts'
import type { Plan } from './plan.ts'

/** What the mappings of a plan have counted since it was compiled. */
function fillsOf(plan: Plan): MappingFill[] {
  return [...plan.nodes.values()].flatMap(({ id, fills }) => (fills ? [{ node: id, ...fills() }] : []))
}

/** The counts of live plans that nobody has taken yet. A plan that was replaced is asked once more, for the runs that were under way then. */
export class LiveFills {
  private readonly live: LiveFlows
  private readonly taken = new WeakMap<Plan, MappingFill[]>()
  private replaced: Plan[] = []

  constructor(live: LiveFlows) {
    this.live = live
  }

  /** Makes the plan live. */
  load(plan: Plan): void {
    const before = this.live.get(plan.flow.id)
    this.live.set(plan)
    if (before) this.replaced.push(before)
  }

  unload(flow: string): void {
    this.live.delete(flow)
    this.replaced = this.replaced.filter((plan) => plan.flow.id !== flow)
  }

  of(flow: string): FillReport | undefined {
    const plan = this.live.get(flow)
    return plan && { version: plan.version, mappings: this.left(plan) }
  }

  take(): FlowFills[] {
    const plans = [...this.replaced, ...this.live.all()]
    this.replaced = []
    return plans.map((plan) => {
      const mappings = this.left(plan)
      this.taken.set(plan, combineFills(mappings, this.taken.get(plan) ?? [], 1))
      return { flow: plan.flow.id, version: plan.version, mappings }
    })
  }

  private left(plan: Plan): MappingFill[] {
    return combineFills(fillsOf(plan), this.taken.get(plan) ?? [], -1)
  }
}
