import type { Catalog } from '../server/model/api-view.ts'
import type { ConnectionView } from '../server/model/connection.ts'
import type { OperationSchemas } from '../server/model/flow-schema.ts'

/** Finds the schemas of operations by what the catalog tells about connectors. */
export function operationSchemas(catalog: Catalog, connections: readonly ConnectionView[]): OperationSchemas {
  const connectors = new Map(catalog.connectors.map((connector) => [connector.id, connector]))
  const byConnection = new Map(connections.map(({ connection }) => [connection.id, connectors.get(connection.connector)]))
  return (connection, operation, side) => byConnection.get(connection)?.operations.find((each) => each.id === operation)?.[side]
}
