import { setMaxListeners } from 'node:events'
import type { Cancellation } from '../model/cancellation.ts'
import type { Connector } from '../model/connector.ts'
import { Problem } from '../model/problem.ts'
import type { Credentials } from './auth/authorizer.ts'
import type { Connect } from './contract.ts'
import { resolveBySystem, type Resolve } from './egress.ts'
import { connectorOf, KnownConnections } from './known-connections.ts'
import { operationOf } from './operation.ts'
import { createPost } from './post.ts'
import { repeatSafety } from './read-back.ts'
import type { SharedLimits } from './shared-limits.ts'
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
  /** Keeps the limits that connections set together with other replicas; each process keeps them for itself as well, and alone if left out. */
  readonly limits?: SharedLimits
}

/** Makes connector documents callable. A connection is prepared with its first call and again when its document changed. Close it. */
export function createConnect(options: ConnectOptions): Connect {
  const { connectors, expressions: compiler, credentials, now, random, resolve = resolveBySystem, limits } = options
  const known = new KnownConnections(connectors, { compiler, credentials, now, random, resolve, limits })
  const poster = createPost(resolve)
  let closed = false
  const open = (signal: Cancellation): void => {
    if (closed) throw new Problem('service.stopping', 'Calls to other systems have ended.', { noEffect: true })
    // Many calls of one run share its signal; without this, Node warns of a leak at eleven.
    if (signal instanceof AbortSignal) setMaxListeners(0, signal)
  }
  return {
    connectors,
    forget: (connectionId) => known.forget(connectionId),
    call: async (request) => {
      open(request.signal)
      return known.find(request.connection).call(request)
    },
    repeat: (connection, operation) => repeatSafety(operationOf(connectorOf(connection, connectors), operation)),
    readBack: async (request) => {
      open(request.signal)
      return known.find(request.connection).readBack(request)
    },
    post: async (url, message) => {
      open(message.signal)
      return poster.post(url, message)
    },
    health: () => known.health(),
    close: async () => {
      closed = true
      await Promise.all([poster.close(), known.close()])
    },
  }
}
