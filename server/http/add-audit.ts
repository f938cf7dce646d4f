import type { AuditEntry } from '../model/run-endpoint.ts'
import type { HttpEnvironment } from './environment.ts'

/** Keeps who did what to what, and why. Durable when it resolves. */
export function addAudit({ audit, now }: Pick<HttpEnvironment, 'audit' | 'now'>, entry: Omit<AuditEntry, 'at'>): Promise<void> {
  return audit.add({ at: new Date(now()).toISOString(), ...entry })
}
