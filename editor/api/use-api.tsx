import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query'
import { createContext, useContext, type ReactNode } from 'react'
import type { EndpointId, ResponseOf } from '../../server/model/endpoint.ts'
import type { Api, ApiRequest } from './api.ts'
import type { ApiProblem } from './api-problem.ts'

const ApiContext = createContext<Api | null>(null)

/** Gives the client to everything below. */
export function ApiProvider({ api, children }: { api: Api; children: ReactNode }) {
  return <ApiContext value={api}>{children}</ApiContext>
}

/** The client, for calls outside of queries. */
export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi needs an ApiProvider above it.')
  return api
}

/** The cache key of a query: the endpoint first, so that `['flows.list']` addresses all of them. */
export const endpointKey = <I extends EndpointId>(id: I, request?: ApiRequest<I>): readonly unknown[] =>
  request ? [id, request.params ?? null, request.query ?? null] : [id]

type EndpointOptions<I extends EndpointId> = Omit<UseQueryOptions<ResponseOf<I>, ApiProblem>, 'queryKey' | 'queryFn'>

/** Reads an endpoint and keeps the answer in the cache. */
export function useEndpoint<I extends EndpointId>(id: I, request?: ApiRequest<I>, options?: EndpointOptions<I>): UseQueryResult<ResponseOf<I>, ApiProblem> {
  const api = useApi()
  return useQuery<ResponseOf<I>, ApiProblem>({ queryKey: endpointKey(id, request), queryFn: ({ signal }) => api.call(id, { ...request, signal }), ...options })
}

/** POST endpoints that change nothing. */
const READS: ReadonlySet<EndpointId> = new Set<EndpointId>(['flows.check', 'flows.try', 'mapping.preview', 'connections.test'])

/**
 * Calls an endpoint that changes something; afterwards every query of the same area (`clients.*`) is read again.
 * A failure shows as a notification unless `quiet` is set, for forms that show it beside their fields.
 */
export function useChange<I extends EndpointId>(id: I, options: { quiet?: boolean } = {}): UseMutationResult<ResponseOf<I>, ApiProblem, ApiRequest<I>> {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation<ResponseOf<I>, ApiProblem, ApiRequest<I>>({
    mutationFn: (request) => api.call(id, request),
    onSuccess: () => (READS.has(id) ? undefined : refreshArea(queries, id)),
    meta: { quiet: options.quiet ?? false },
  })
}

const areaOf = (id: string): string => id.slice(0, id.indexOf('.'))

/** Reads again what a change may have made stale; resolves when that is done. */
export async function refreshArea(queries: QueryClient, id: EndpointId): Promise<void> {
  const areas = new Set([areaOf(id), ...(id === 'flows.publish' ? ['versions'] : [])])
  await queries.invalidateQueries({ predicate: (query) => areas.has(areaOf(String(query.queryKey[0]))) })
}
