import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { ProblemDocument } from '../../server/model/problem.ts'
import { allows, type Role, type SessionView } from '../../server/model/user.ts'
import { endpointKey, useApi, useEndpoint } from './use-api.tsx'

/** `expired`: somebody was logged in here and the server no longer knows the session. */
export type SessionState =
  | { state: 'unknown' }
  | { state: 'out' }
  | { state: 'failed'; problem: ProblemDocument }
  | { state: 'in' | 'expired'; session: SessionView }

/** Who is logged in. */
export function useSession(): SessionState {
  const { data, error, isPending } = useEndpoint('session.read', undefined, { retry: false, staleTime: Infinity })
  if (data) return { state: error?.document.status === 401 ? 'expired' : 'in', session: data }
  if (isPending) return { state: 'unknown' }
  return error && error.document.status !== 401 ? { state: 'failed', problem: error.document } : { state: 'out' }
}

/** May the user do what `role` may? False while nobody is logged in. */
export function useAllowed(role: Role): boolean {
  const session = useSession()
  return 'session' in session && allows(session.session.role, role)
}

/** The token of the session in the cache. */
export const cachedCsrf = (queries: QueryClient): string | undefined => queries.getQueryData<SessionView>(endpointKey('session.read'))?.csrf

/** Takes a new session: what failed for want of it is read again. Another user than before gets a fresh page. */
export function useTakeSession(): (session: SessionView) => void {
  const queries = useQueryClient()
  return (session) => {
    const before = queries.getQueryData<SessionView>(endpointKey('session.read'))
    if (before && before.user !== session.user) return window.location.reload()
    queries.setQueryData(endpointKey('session.read'), session)
    void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session.read' })
  }
}

/** Logs out and forgets everything that was read. */
export function useLogOut(): () => Promise<void> {
  const api = useApi()
  return async () => {
    await api.call('session.delete')
    window.location.assign('/')
  }
}
