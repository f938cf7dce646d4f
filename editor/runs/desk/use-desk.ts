import { useMutation, useQueryClient, type QueryClient, type UseMutationResult } from '@tanstack/react-query'
import type { EndpointId, ResponseOf } from '../../../server/model/endpoint.ts'
import type { ApiProblem } from '../../api/api-problem.ts'
import type { ApiRequest } from '../../api/api.ts'
import { useDeskEvents, useLiveState, useRunEvents } from '../../api/live-runs.ts'
import { useApi } from '../../api/use-api.tsx'
import { useCalm } from '../use-live-runs.ts'

/** What changes with any act at the desk. */
const DESK: readonly string[] = ['lanes.list', 'pauses.list', 'bulk.list', 'connections.health', 'runs.groups', 'runs.read']

const refresh = (queries: QueryClient, ids: readonly string[]): Promise<void> =>
  queries.invalidateQueries({ predicate: ({ queryKey }) => ids.includes(String(queryKey[0])) })

/** Keeps lanes, pauses, bulk retries, health and groups fresh while the component is mounted. */
export function useFreshDesk(): void {
  const queries = useQueryClient()
  const soon = useCalm(() => void refresh(queries, DESK))
  useDeskEvents(soon)
  useRunEvents((events) => {
    if (events.some(({ run }) => run.delivery !== undefined || run.problem !== null)) soon()
  })
}

/**
 * Calls an endpoint of the desk that changes something, and reads again what that may have changed; the list of runs only while the live channel,
 * which keeps it without a jump, is down. The problem is shown by the caller. What was sent is forgotten at once: it may hold a body.
 */
export function useDeskChange<I extends EndpointId>(id: I): UseMutationResult<ResponseOf<I>, ApiProblem, ApiRequest<I>> {
  const api = useApi()
  const queries = useQueryClient()
  const live = useLiveState()
  return useMutation<ResponseOf<I>, ApiProblem, ApiRequest<I>>({
    mutationFn: (request) => api.call(id, request),
    onSettled: () => void refresh(queries, live === 'connected' ? DESK : [...DESK, 'runs.list']),
    meta: { quiet: true },
    gcTime: 0,
  })
}
