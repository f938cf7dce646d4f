import type { HttpEnvironment } from '../environment.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import { readRun } from '../read-run.ts'
import { runQuery } from '../run-query.ts'

type Handled = 'runs.list' | 'runs.groups' | 'runs.read' | 'status.read'

/** Records of runs, and the counters of the server. */
export function runEndpoints(environment: HttpEnvironment): Pick<EndpointHandlers, Handled> {
  const { runs, runtime, now, settings, expressionCounters } = environment
  const started = now()
  return {
    'runs.list': ({ query }) => runs.list(runQuery(query, environment)),
    'runs.groups': ({ query }) => runs.groups(runQuery(query, environment)),
    'runs.read': ({ params }) => readRun(environment, params.id),
    'status.read': async () => ({
      version: settings.version,
      uptimeSeconds: Math.floor((now() - started) / 1000),
      expressions: expressionCounters(),
      runs: { ...(await runs.counts()), active: runtime.active() },
    }),
  }
}
