import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Arrivals } from '../server/model/case.ts'
import type { Flow } from '../server/model/flow.ts'
import { useApi } from './api/use-api.tsx'
import { type Arrival, arrivalsAt } from './document/arrivals.ts'
import { triggerFor, triggersOf } from './document/sample-trigger.ts'
import type { FlowScreenModel } from './flow-screen-use.ts'

/** The messages that arrive at a node: of the last test, and of the cases and samples run as far as there with answered calls. */
export function useArrivals(screen: FlowScreenModel, node: string): Arrival[] {
  const { state, specs, tries, schemas } = screen
  const { flow } = state
  const steps = tries.result?.steps
  const found = useFound(screen, node)
  return useMemo(() => arrivalsAt(flow, specs, { node, steps: steps ?? [], schemas, found }), [flow, specs, node, steps, schemas, found])
}

function useFound({ state, specs, schemas }: FlowScreenModel, node: string): Arrivals | undefined {
  const api = useApi()
  const { flow, canEdit } = state
  const asked = useMemo(
    () => JSON.stringify(upTo(flow, node, (sample) => triggerFor(sample, triggersOf(flow, specs), schemas)?.id)),
    [flow, node, specs, schemas],
  )
  const query = useQuery({
    queryKey: ['arrivals', node, asked],
    queryFn: ({ signal }) => api.call('flows.arrivals', { body: { flow: JSON.parse(asked) as Flow, node }, signal }),
    enabled: canEdit && flow.samples.length + flow.cases.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    // Older states of the flow are of no use.
    gcTime: 1_000,
    retry: false,
  })
  return query.data
}

/** The flow without what has no part in what arrives at the node: the node's own config, and where the cards stand. */
function upTo(flow: Flow, node: string, triggerOf: (sample: Flow['samples'][number]) => string | undefined): Flow {
  const nodes = flow.nodes.map((each) => ({ ...each, position: { x: 0, y: 0 }, config: each.id === node ? {} : each.config }))
  return { ...flow, nodes, samples: flow.samples.map((sample) => ({ ...sample, trigger: triggerOf(sample) })) }
}
