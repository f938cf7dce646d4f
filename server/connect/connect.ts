import { setMaxListeners } from 'node:events'
import type { Connection } from '../model/connection.ts'
import type { Connector } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import type { Credentials } from './auth/authorizer.ts'
import type { Connect } from './contract.ts'
import { resolveBySystem, type Resolve } from './egress.ts'
import { prepareConnection, type ConnectEnvironment, type PreparedConnection } from './prepared-connection.ts'
import type { Compiler } from './template.ts'

export interface ConnectOptions {
  /** By id, as `loadConnectors` gives them. */
  readonly connectors: ReadonlyMap<string, Connector>
  readonly expressions: Compiler
  /** The credentials of a connection in the clear; asked for once per connection, and again after `forget`. */
  readonly credentials: (connectionId: string) => Promise<Credentials>
  /** Milliseconds, for token lifetimes and rates. */
  readonly now: () => number
  /** 0 to 1, for the wait before a repeat. */
  readonly random: () => number
  /** Addresses of a host name; the resolver of the operating system if left out. */
  readonly resolve?: Resolve
}

/** Makes connector documents callable. A connection is prepared with its first call and again when its document changed. Close it. */
export function createConnect(options: ConnectOptions): Connect {
  const { connectors, expressions: compiler, credentials, now, random, resolve = resolveBySystem } = options
  const environment: ConnectEnvironment = { compiler, credentials, now, random, resolve }
  const prepared = new Map<string, PreparedConnection>()
  let closed = false

  const forget = (connectionId: string): void => {
    const known = prepared.get(connectionId)
    prepared.delete(connectionId)
    known?.retire()
  }
  const find = (connection: Connection): PreparedConnection => {
    const known = prepared.get(connection.id)
    if (known && (known.connection === connection || JSON.stringify(known.connection) === JSON.stringify(connection))) return known
    const connector = connectors.get(connection.connector)
    if (!connector) throw new Problem('connection.invalid', 'The connector of the connection is not installed.', { at: 'connector' })
    const made = prepareConnection(connection, connector, environment)
    forget(connection.id)
    prepared.set(connection.id, made)
    return made
  }
  return {
    connectors,
    forget,
    call: async (request) => {
      if (closed) throw new Problem('service.stopping', 'Calls to other systems have ended.')
      // Many calls of one run share its signal; without this, Node warns of a leak at eleven.
      if (request.signal instanceof AbortSignal) setMaxListeners(0, request.signal)
      return find(request.connection).call(request)
    },
    close: async () => {
      closed = true
      const all = [...prepared.values()]
      prepared.clear()
      await Promise.all(all.map((connection) => connection.close()))
    },
  }
}
