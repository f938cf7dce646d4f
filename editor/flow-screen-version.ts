import { useEndpoint } from './api/use-api.tsx'

/** A published version of a flow, which never changes; nothing is asked for where there is no number. */
export function useVersion(flow: string, version: number | null | undefined) {
  const params = { id: flow, version: String(version) }
  return useEndpoint('versions.read', { params }, { enabled: version !== null && version !== undefined, staleTime: Infinity })
}
