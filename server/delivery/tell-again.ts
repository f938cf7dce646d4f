import type { RunRecord } from '../model/run.ts'
import type { Callbacks } from './callbacks.ts'
import type { DeliveryParts } from './parts.ts'

/** What is told after it has happened; that a document has succeeded is certain to be told before. */
const TOLD_AFTERWARDS = 'failed,cancelled,needs-payload'
/** Documents that are looked at, the newest. */
const MOST = 2_000
/** Messages about what happened longer ago are not sent any more, in milliseconds. Much less than the time for which the engine knows those that were. */
const RECENT = 86_400_000

/**
 * A crash may come between the end of a document and the message about it. After a start the newest ends are told again: the engine knows the messages it
 * has taken by their ids.
 */
export async function tellAgain(
  { store, engine, callback, now }: Pick<DeliveryParts, 'store' | 'engine' | 'callback' | 'now'>,
  callbacks: Pick<Callbacks, 'tell'>,
  stopped: () => boolean,
): Promise<void> {
  for (const run of await store.runs.list({ state: TOLD_AFTERWARDS, limit: MOST })) {
    if (stopped()) return
    if (!callback(run.client) || endOf(run) < now() - RECENT) continue
    const detail = (await engine.get(run.id)) && (await store.runs.get(run.id))
    if (detail) await callbacks.tell(detail.run, detail.effects)
  }
}

/** Milliseconds since 1970; `-Infinity` for what is no accepted document. */
function endOf({ delivery, durationMs }: RunRecord): number {
  if (!delivery) return -Infinity
  return Date.parse(durationMs === null ? (delivery.expiresAt ?? delivery.acceptedAt) : delivery.acceptedAt) + (durationMs ?? 0)
}
