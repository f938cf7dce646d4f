import type { RunCriteria } from '../model/run.ts'
import type { RunQuery } from '../store/contract.ts'
import type { HttpEnvironment } from './environment.ts'

/** Criteria as the store takes them: a business key becomes its keyed hash, and is kept nowhere. */
export function runQuery<C extends RunCriteria>({ key, ...criteria }: C, { keyHash }: Pick<HttpEnvironment, 'keyHash'>): RunQuery<C> {
  return { ...criteria, ...(key !== undefined && { keyHash: keyHash(key) }) }
}
