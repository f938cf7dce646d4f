import { Problem } from '../model/problem.ts'
import type { RunRecord, RunState } from '../model/run.ts'
import type { QueueLimits } from './parts.ts'

/** Seconds after which a caller may try again. */
const RETRY_AFTER = 5

/** Bounds the documents that have not ended, all together and of each client. */
export class QueueLimit {
  private readonly limits: QueueLimits
  private total = 0
  private readonly byClient = new Map<string, number>()

  constructor(limits: QueueLimits) {
    this.limits = limits
  }

  /** Takes a place. Throws `queue.full`. */
  take(client: string): void {
    const own = this.byClient.get(client) ?? 0
    if (this.total >= this.limits.total) throw full(`More than ${this.limits.total} documents wait to be delivered.`)
    if (own >= this.limits.perClient) throw full(`More than ${this.limits.perClient} documents of this client wait to be delivered.`)
    this.add(client, 1)
  }

  giveBack(client: string): void {
    this.add(client, -1)
  }

  /** The record of a run has changed from one that waits to one that does not, or the other way round. */
  moved(run: RunRecord, before: RunRecord | undefined): void {
    // The first record of a document comes with the place that was taken for it.
    const waited = before === undefined || waits(before)
    if (waits(run) !== waited) this.add(run.client, waits(run) ? 1 : -1)
  }

  /** How many documents wait: all of them as the engine counts them, and those of each client as their records say, which `moved` goes on from. */
  correct(total: number, byClient: ReadonlyMap<string, number>): void {
    this.total = total
    this.byClient.clear()
    for (const [client, own] of byClient) this.byClient.set(client, own)
  }

  private add(client: string, by: number): void {
    this.total = Math.max(0, this.total + by)
    const own = Math.max(0, (this.byClient.get(client) ?? 0) + by)
    if (own === 0) this.byClient.delete(client)
    else this.byClient.set(client, own)
  }
}

/** States of documents that have not ended. */
export const IN_QUEUE: readonly RunState[] = ['queued', 'running', 'waiting', 'blocked', 'paused']
const waits = ({ state }: RunRecord): boolean => IN_QUEUE.includes(state)

const full = (detail: string): Problem => new Problem('queue.full', detail, { retryAfter: RETRY_AFTER })
