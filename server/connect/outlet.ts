import { Pool } from 'undici'
import { createGuardedConnector, type Resolve } from './egress.ts'
import type { OutgoingRequest } from './outgoing.ts'
import { send, type RawResponse, type SendLimits } from './send.ts'

export interface OutletOptions {
  /** Sockets per origin. */
  connections: number
  /** Addresses on this machine or link are allowed. */
  local: boolean
  resolve: Resolve
  /** Milliseconds for making a socket. */
  connectTimeoutMs: number
}

/** The sockets of one connection: kept alive, one pool per origin. Redirects are not followed. */
export interface Outlet {
  send(request: OutgoingRequest, limits: SendLimits): Promise<RawResponse>
  /** Ends the sockets once the requests under way are done. A later request opens new ones, which end when idle. */
  retire(): void
  /** Ends the sockets now; requests under way fail. */
  close(): Promise<void>
}

/** Makes the outlet of a connection; sockets are opened with the first request. */
export function createOutlet({ connections, local, resolve, connectTimeoutMs }: OutletOptions): Outlet {
  const connect = createGuardedConnector({ local, resolve, timeoutMs: connectTimeoutMs })
  const pools = new Map<string, Pool>()
  const poolOf = (origin: string): Pool => {
    const known = pools.get(origin)
    if (known) return known
    // `send` watches the time of the whole exchange; the pool's own timers would only repeat it.
    const made = new Pool(origin, { connect, connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 })
    pools.set(origin, made)
    return made
  }
  return {
    send: (request, limits) => send(poolOf(request.origin), request, limits),
    retire: () => {
      for (const pool of pools.values()) void pool.close()
      pools.clear()
    },
    close: async () => {
      const all = [...pools.values()]
      pools.clear()
      await Promise.all(all.map((pool) => pool.destroy()))
    },
  }
}
