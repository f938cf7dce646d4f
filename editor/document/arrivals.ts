import type { Flow } from '../../server/model/flow.ts'
import type { NodeSpec } from '../../server/model/node-spec.ts'
import type { TryStep } from '../../server/model/run.ts'

/** One message that arrives at a node, by which its mapping is tried. */
export interface Arrival {
  id: string
  name: string
  body: unknown
}

const MAX_ARRIVALS = 20

/**
 * The messages that arrive at a node: those of the last run, or else the samples of the flow where the node follows a trigger directly
 * (a trigger passes its message on as it is).
 */
export function arrivalsAt(flow: Flow, specs: ReadonlyMap<string, NodeSpec>, place: { node: string; steps: readonly TryStep[] }): Arrival[] {
  const steps = place.steps.filter((step) => step.node === place.node)
  if (steps.length > 0)
    return steps
      .slice(0, MAX_ARRIVALS)
      .map((step, index) => ({ id: `step-${step.seq}`, name: steps.length === 1 ? 'Last run' : `Last run, message ${index + 1}`, body: step.input }))
  const before = flow.wires.filter((wire) => wire.to === place.node).map((wire) => flow.nodes.find((node) => node.id === wire.from.node))
  const follows = before.some((node) => node && specs.get(node.kind)?.trigger)
  return follows ? flow.samples.slice(0, MAX_ARRIVALS).map((sample) => ({ id: sample.id, name: sample.name, body: sample.body })) : []
}
