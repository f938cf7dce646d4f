import { useQueryClient, type QueryClient, type UseMutationResult } from '@tanstack/react-query'
import type { EndpointId, ResponseOf } from '../../../server/model/endpoint.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import type { ApiRequest } from '../../api/api.ts'
import { useDeskEvents, useRunEvents } from '../../api/live-runs.ts'
import { useChange } from '../../api/use-api.tsx'
import { useCalm } from '../use-live-runs.ts'

/** What changes with any act at the desk, besides the runs themselves. */
const AREAS: readonly string[] = ['lanes.list', 'pauses.list', 'bulk.list', 'connections.health', 'runs.groups']

/** Reads lanes, pauses, bulk retries and groups again. */
const refreshDesk = (queries: QueryClient): Promise<void> => queries.invalidateQueries({ predicate: ({ queryKey }) => AREAS.includes(String(queryKey[0])) })

/** Keeps lanes, pauses, bulk retries, health and groups fresh while the component is mounted. */
export function useFreshDesk(): void {
  const queries = useQueryClient()
  const soon = useCalm(() => void refreshDesk(queries))
  useDeskEvents(soon)
  useRunEvents((events) => {
    if (events.some(({ run }) => run.delivery !== undefined || run.problem !== null)) soon()
  })
}

/** Calls an endpoint of the desk that changes something, and reads again what that may have changed. The problem is shown by the caller. */
export function useDeskChange<I extends EndpointId>(id: I): UseMutationResult<ResponseOf<I>, ApiProblem, ApiRequest<I>> {
  const queries = useQueryClient()
  const change = useChange(id, { quiet: true })
  const mutate: typeof change.mutate = (request, options) =>
    change.mutate(request, {
      ...options,
      onSettled: (...told) => {
        void refreshDesk(queries)
        options?.onSettled?.(...told)
      },
    })
  return { ...change, mutate }
}
