import type { RetryPolicy } from './engine/contract.ts'
import { CALLBACK_FLOW, CALLBACK_POLICY } from './delivery/callbacks.ts'
import type { LiveFlow } from './delivery/parts.ts'
import { connectionsOf } from './hub/flow-facts.ts'
import { DEFAULT_DELIVERY } from './model/delivery.ts'
import type { Flow } from './model/flow.ts'
import type { NodeSpecs } from './model/flow-schema.ts'

/** What the rooms behind the callers know of the live versions. */
export class LiveFlows {
  readonly facts = new Map<string, LiveFlow>()
  private readonly policies = new Map<string, RetryPolicy>([[CALLBACK_FLOW, CALLBACK_POLICY]])
  private readonly specs: NodeSpecs

  constructor(specs: NodeSpecs) {
    this.specs = specs
  }

  set(version: number, flow: Flow): void {
    this.facts.set(flow.id, { client: flow.client, version, connections: [...new Set(connectionsOf(flow, this.specs))] })
    this.policies.set(flow.id, flow.settings.delivery)
  }

  delete(flow: string): void {
    this.facts.delete(flow)
    this.policies.delete(flow)
  }

  /** How often the documents of a flow are tried. */
  readonly policy = (flow: string): RetryPolicy => this.policies.get(flow) ?? DEFAULT_DELIVERY
}
