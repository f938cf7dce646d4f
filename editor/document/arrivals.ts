import type { Flow } from '../../server/model/flow.ts'
import type { NodeSchemas } from '../../server/model/flow-schema.ts'
import type { TryStep } from '../../server/model/run.ts'
import { triggerFor, triggersOf } from './sample-trigger.ts'
import type { Specs } from './wire-refusal.ts'

/** One message that arrives at a node, by which its mapping is tried. */
export interface Arrival {
  id: string
  name: string
  body: unknown
}

const MAX_ARRIVALS = 20

/** The node, the steps of the last run, and the schemas of all nodes. */
export interface ArrivalPlace {
  node: string
  steps: readonly TryStep[]
  schemas: ReadonlyMap<string, NodeSchemas>
}

/**
 * The messages that arrive at a node: those of the last run, or else, where nothing between a trigger and the node changes them, the samples that
 * start at that trigger.
 */
export function arrivalsAt(flow: Flow, specs: Specs, place: ArrivalPlace): Arrival[] {
  const steps = place.steps.filter((step) => step.node === place.node)
  const name = (index: number): string => (steps.length === 1 ? 'Last test' : `Last test, message ${index + 1}`)
  if (steps.length > 0) return steps.slice(0, MAX_ARRIVALS).map((step, index) => ({ id: `step-${step.seq}`, name: name(index), body: step.input }))
  const before = unchangedFrom(flow, specs, place.node)
  const triggers = triggersOf(flow, specs)
  if (!triggers.some((trigger) => before.has(trigger.id))) return []
  const own = flow.samples.filter((sample) => before.has(triggerFor(sample, triggers, place.schemas)?.id ?? ''))
  return own.slice(0, MAX_ARRIVALS).map(({ id, name, body }) => ({ id, name, body }))
}

/** The nodes whose message comes to this one as it left them. A message that failed leaves a node as it came. */
function unchangedFrom(flow: Flow, specs: Specs, node: string): Set<string> {
  const kinds = new Map(flow.nodes.map(({ id, kind }) => [id, kind]))
  const found = new Set<string>()
  const visit = (at: string): void => {
    for (const { from } of flow.wires.filter((wire) => wire.to === at)) {
      if (found.has(from.node)) continue
      found.add(from.node)
      const passes = specs.get(kinds.get(from.node) ?? '')?.produces.rule === 'same'
      if (passes || from.port === 'problem') visit(from.node)
    }
  }
  visit(node)
  return found
}
