import { Problem } from '../../model/problem.ts'
import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'

/** Records of runs, and the counters of the server. */
export function runEndpoints({
  runs,
  runtime,
  now,
  settings,
  expressionCounters,
}: HttpEnvironment): Pick<EndpointHandlers, 'runs.list' | 'runs.read' | 'status.read'> {
  const started = now()
  return {
    'runs.list': ({ query }) => runs.list(query),
    'runs.read': async ({ params }) => {
      const run = await runs.get(params.id)
      if (!run) throw new Problem('request.not-found', 'There is no record of this run.', { at: 'id' })
      return run
    },
    'status.read': async () => ({
      version: settings.version,
      uptimeSeconds: Math.floor((now() - started) / 1000),
      expressions: expressionCounters(),
      runs: { ...(await runs.counts()), active: runtime.active() },
    }),
  }
}
