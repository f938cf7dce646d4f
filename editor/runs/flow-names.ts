import { useEndpoint } from '../api/use-api.tsx'

/** Names for ids; the id itself where there is no name (deleted, or not read yet). */
export function useFlowNames(): { flow: (id: string) => string; client: (id: string) => string } {
  const flows = useEndpoint('flows.list', undefined, { staleTime: 60_000 })
  const clients = useEndpoint('clients.list', undefined, { staleTime: 60_000 })
  const flowNames = new Map(flows.data?.map((flow) => [flow.id, flow.name]))
  const clientNames = new Map(clients.data?.map(({ value }) => [value.id, value.name]))
  return { flow: (id) => flowNames.get(id) ?? id, client: (id) => clientNames.get(id) ?? id }
}
