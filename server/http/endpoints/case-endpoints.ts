import { flowChanges } from '../../model/flow-changes.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Cases of drafts, and what a change comes to. */
export function caseEndpoints({ runtime }: HttpEnvironment): Pick<EndpointHandlers, 'flows.arrivals' | 'flows.cases' | 'flows.compare'> {
  return {
    'flows.arrivals': ({ body: { flow, node }, signal }) => runtime.arrivals(flow, node, { signal }),
    'flows.cases': ({ body: { flow, only }, signal }) => runtime.cases(flow, { ...(only && { only }), signal }),
    'flows.compare': async ({ body: { before, after }, signal }) => ({
      changes: flowChanges(before, after),
      effects: await runtime.effects(before, after, { signal }),
    }),
  }
}
