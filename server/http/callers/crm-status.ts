import type { CALLER_ENDPOINTS } from '../../model/caller-endpoint.ts'
import type { z } from 'zod'
import type { HttpEnvironment } from '../environment.ts'

type CrmStatus = z.output<(typeof CALLER_ENDPOINTS)['status.read']['response']>

/** Whether the CRM of a client is there, as far as the last calls tell. None is made. */
export function crmStatus({ hub, connectionHealth }: Pick<HttpEnvironment, 'hub' | 'connectionHealth'>, client: string): CrmStatus {
  const inUse = hub.implementations.current(client)
  if (!inUse) return { crm: 'disabled', retryAt: null, implementation: null }
  const health = connectionHealth().find(({ id }) => id === inUse.implementation.connection)
  const retryAt = health?.retryAt ?? health?.quietUntil ?? null
  return {
    crm: health && health.breaker !== 'closed' ? 'offline' : 'online',
    retryAt: health?.breaker === 'closed' ? null : retryAt,
    implementation: inUse.label,
  }
}
