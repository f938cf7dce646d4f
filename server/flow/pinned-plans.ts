import type { Flow } from '../model/flow.ts'
import { Problem } from '../model/problem.ts'
import type { Plan } from './plan.ts'

/** Plans of versions that are not live, which are kept compiled. */
const MOST_PLANS = 50

export interface PlanSource {
  /** The live plan of a flow. */
  live(flow: string): Plan | undefined
  version(flow: string, version: number): Promise<Flow | undefined>
  compile(flow: Flow, version: number): Plan
}

/** Plans by version: the live one, or one that is compiled on demand. Those that were used last are kept. */
export class PinnedPlans {
  private readonly source: PlanSource
  private readonly plans = new Map<string, Promise<Plan>>()

  constructor(source: PlanSource) {
    this.source = source
  }

  /** Rejects with `flow.unpublished` for a version that does not exist, or as compiling does. */
  get(flow: string, version: number): Plan | Promise<Plan> {
    const live = this.source.live(flow)
    return live?.version === version ? live : this.pinned(flow, version)
  }

  /** The flow has gone; another one may get its id. */
  forget(flow: string): void {
    for (const key of this.plans.keys()) if (key.startsWith(`${flow}@`)) this.plans.delete(key)
  }

  private pinned(flow: string, version: number): Promise<Plan> {
    const key = `${flow}@${version}`
    const plan = this.plans.get(key) ?? this.load(flow, version)
    this.plans.delete(key)
    this.plans.set(key, plan)
    const oldest = this.plans.keys().next()
    if (this.plans.size > MOST_PLANS && !oldest.done) this.plans.delete(oldest.value)
    plan.catch(() => {
      if (this.plans.get(key) === plan) this.plans.delete(key)
    })
    return plan
  }

  private async load(flow: string, version: number): Promise<Plan> {
    const found = await this.source.version(flow, version)
    if (!found) throw new Problem('flow.unpublished', `The flow ${flow} has no version ${version}.`)
    return this.source.compile(found, version)
  }
}
