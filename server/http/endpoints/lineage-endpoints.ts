import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Where fields go and where they come from, over all flows. */
export function lineageEndpoints({ lineage }: HttpEnvironment): Pick<EndpointHandlers, 'lineage.read' | 'lineage.fields'> {
  return {
    'lineage.read': ({ query }) => lineage.read(query.field),
    'lineage.fields': () => lineage.fields(),
  }
}
