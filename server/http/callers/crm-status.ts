import type { z } from 'zod'
import { Canceller } from '../../model/cancellation.ts'
import type { CALLER_ENDPOINTS } from '../../model/caller-endpoint.ts'
import type { HttpEnvironment } from '../environment.ts'

type CrmStatus = z.output<(typeof CALLER_ENDPOINTS)['status.read']['response']>
type Room = Pick<HttpEnvironment, 'hub' | 'connectionHealth' | 'ping' | 'now'>

/** Whether the CRM of a client is there, as far as the last calls tell. Nobody waits for a call; where the rest of the CRM is over, one is made on trial, for whoever asks next. */
export function crmStatus({ hub, connectionHealth, ping, now }: Room, client: string): CrmStatus {
  const inUse = hub.implementations.current(client)
  if (!inUse) return { crm: 'disabled', retryAt: null, implementation: null }
  const { connection: id } = inUse.implementation
  const health = connectionHealth().find((one) => one.id === id)
  if (!health || health.breaker === 'closed') return { crm: 'online', retryAt: null, implementation: inUse.label }
  const retryAt = health.retryAt ?? health.quietUntil
  const connection = hub.connections.find(client, id)
  // What it finds is in the health of the connection; the breaker lets one through at a time.
  if (connection && (retryAt === null || Date.parse(retryAt) <= now())) void ping(connection, new Canceller())
  return { crm: 'offline', retryAt, implementation: inUse.label }
}
