import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import type { ConnectionHealth } from '../model/run-endpoint.ts'
import { prepareConnection, type ConnectEnvironment, type PreparedConnection } from './prepared-connection.ts'

/** Connections that were called, prepared, by id. */
export class KnownConnections {
  private readonly connectors: ReadonlyMap<string, Connector>
  private readonly environment: ConnectEnvironment
  private readonly prepared = new Map<string, PreparedConnection>()

  constructor(connectors: ReadonlyMap<string, Connector>, environment: ConnectEnvironment) {
    this.connectors = connectors
    this.environment = environment
  }

  /** Prepares the connection, unless it is known as it is. Throws `connection.invalid`. */
  find(connection: Connection): PreparedConnection {
    const known = this.prepared.get(connection.id)
    if (known && (known.connection === connection || JSON.stringify(known.connection) === JSON.stringify(connection))) return known
    const made = prepareConnection(connection, connectorOf(connection, this.connectors), this.environment)
    this.forget(connection.id)
    this.prepared.set(connection.id, made)
    return made
  }

  forget(connectionId: string): void {
    const known = this.prepared.get(connectionId)
    this.prepared.delete(connectionId)
    known?.retire()
  }

  health(): ConnectionHealth[] {
    return [...this.prepared.values()].map((connection) => connection.health())
  }

  /** Ends all sockets. */
  async close(): Promise<void> {
    const all = [...this.prepared.values()]
    this.prepared.clear()
    await Promise.all(all.map((connection) => connection.close()))
  }
}

/** The connector of a connection. Throws `connection.invalid`. */
export function connectorOf({ connector: id }: Connection, connectors: ReadonlyMap<string, Connector>): Connector {
  const connector = connectors.get(id)
  if (!connector) throw new Problem('connection.invalid', 'The connector of the connection is not installed.', { at: 'connector', noEffect: true })
  return connector
}
