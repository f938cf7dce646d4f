import type { Arrivals } from '../../server/model/case.ts'
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

/** As many as the preview takes. */
const MAX_ARRIVALS = 100

/** The node, the steps of the last run, the schemas of all nodes, and what cases and samples bring to the node, once that is known. */
export interface ArrivalPlace {
  node: string
  steps: readonly TryStep[]
  schemas: ReadonlyMap<string, NodeSchemas>
  found?: Arrivals | undefined
}

/**
 * The messages that arrive at a node: those of the last run, and those of the cases and samples. Until it is known what these bring to the node,
 * the samples that start at a trigger from where nothing changes them.
 */
export function arrivalsAt(flow: Flow, specs: Specs, place: ArrivalPlace): Arrival[] {
  const steps = place.steps.filter((step) => step.node === place.node).map((step) => ({ id: `step-${step.seq}`, body: step.input }))
  const others = place.found?.length ? foundAt(place.found) : steps.length > 0 ? [] : samplesAt(flow, specs, place)
  return [...numbered('Last test', steps), ...others].slice(0, MAX_ARRIVALS)
}

/** Answers that are not their own may belong to somebody else, so that such runs only stand in where there are no others. */
function foundAt(found: Arrivals): Arrival[] {
  const own = found.filter(({ made }) => !made)
  return (own.length > 0 ? own : found).flatMap(({ kind, id, name, made, bodies }) =>
    numbered(
      made ? `${name} (made-up answers)` : name,
      bodies.map((body, index) => ({ id: `${kind}-${id}-${index}`, body })),
    ),
  )
}

const numbered = (name: string, messages: readonly { id: string; body: unknown }[]): Arrival[] =>
  messages.map((message, index) => ({ ...message, name: messages.length === 1 ? name : `${name}, message ${index + 1}` }))

function samplesAt(flow: Flow, specs: Specs, place: ArrivalPlace): Arrival[] {
  const before = unchangedFrom(flow, specs, place.node)
  const triggers = triggersOf(flow, specs)
  if (!triggers.some((trigger) => before.has(trigger.id))) return []
  const own = flow.samples.filter((sample) => before.has(triggerFor(sample, triggers, place.schemas)?.id ?? ''))
  return own.map(({ id, name, body }) => ({ id, name, body }))
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
