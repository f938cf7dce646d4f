import { useEndpoint } from '../api/use-api.tsx'

/** Names for ids; the id itself where there is no name (deleted, or not read yet). */
export interface Names {
  flow: (id: string) => string
  client: (id: string) => string
  connection: (id: string) => string
}

export function useFlowNames(): Names {
  const flows = useEndpoint('flows.list', undefined, { staleTime: 60_000 })
  const clients = useEndpoint('clients.list', undefined, { staleTime: 60_000 })
  const connections = useEndpoint('connections.list', undefined, { staleTime: 60_000 })
  const flowNames = new Map(flows.data?.map((flow) => [flow.id, flow.name]))
  const clientNames = new Map(clients.data?.map(({ value }) => [value.id, value.name]))
  const connectionNames = new Map(connections.data?.map(({ connection }) => [connection.id, connection.name]))
  return { flow: (id) => flowNames.get(id) ?? id, client: (id) => clientNames.get(id) ?? id, connection: (id) => connectionNames.get(id) ?? id }
}
