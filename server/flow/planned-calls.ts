import type { Flow, FlowNode } from '../model/flow.ts'
import { reach } from './graph.ts'
import type { PlanNode } from './plan.ts'

/** A node that calls an operation. */
export interface PlannedCall {
  readonly node: string
  readonly connection: string
  readonly operation: string
  readonly undo: string | undefined
}

/** The calls that runs may make, in the given order of the nodes. What no trigger leads to is left out. */
export function plannedCalls(flow: Flow, order: readonly FlowNode[], nodes: ReadonlyMap<string, PlanNode>): PlannedCall[] {
  const triggers = [...nodes.values()].filter(({ trigger }) => trigger)
  const reached = reach(
    flow,
    triggers.map(({ id }) => id),
  )
  return order.flatMap(({ id }) => {
    const node = nodes.get(id)
    if (!node || !reached.has(id)) return []
    return node.sends.flatMap(({ to }) => (to.to === 'operation' ? [{ node: id, connection: to.connection, operation: to.operation, undo: node.undo }] : []))
  })
}
