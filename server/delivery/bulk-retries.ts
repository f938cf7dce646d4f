import type { BulkRetry } from '../model/run-endpoint.ts'
import { Problem } from '../model/problem.ts'
import type { Desk, ManyRetries } from './contract.ts'
import type { DeliveryParts } from './parts.ts'
import { isoTime } from './run-state.ts'

const MOST_KEPT = 100
/** Documents that are tried in one go where the rate is high, every so many milliseconds. */
const BEAT_MS = 50

interface Bulk {
  view: BulkRetry
  rest: string[]
  version: ManyRetries['version']
  /** Documents that may be tried by now, as a fraction grows. */
  allowance: number
}

/** Retries of many documents. One: going -(no document left, or cancelled)-> ended. Lives in memory: after a restart somebody begins it anew. */
export class BulkRetries {
  private readonly parts: Pick<DeliveryParts, 'runId' | 'now' | 'after'> & Pick<Desk, 'retry'>
  private readonly known = new Map<string, Bulk>()
  private stopped = false

  constructor(parts: Pick<DeliveryParts, 'runId' | 'now' | 'after'> & Pick<Desk, 'retry'>) {
    this.parts = parts
  }

  begin({ runs, perSecond, version, by }: ManyRetries): BulkRetry {
    const rest = [...new Set(runs)]
    const id = this.parts.runId()
    const view: BulkRetry = { id, by, startedAt: this.time(), endedAt: null, total: rest.length, done: 0, refused: 0, rate: perSecond, cancelled: false }
    const bulk: Bulk = { view, rest, version, allowance: 1 }
    this.known.set(id, bulk)
    if (this.known.size > MOST_KEPT) this.dropOldest()
    void this.beat(bulk)
    return { ...view }
  }

  list(): BulkRetry[] {
    return [...this.known.values()].map(({ view }) => ({ ...view })).toReversed()
  }

  cancel(id: string): BulkRetry {
    const bulk = this.known.get(id)
    if (!bulk) throw new Problem('request.not-found', 'There is no bulk retry of this id.', { at: 'id' })
    if (bulk.view.endedAt === null) this.end(bulk, true)
    return { ...bulk.view }
  }

  /** The server stops: nothing more is tried. */
  stop(): void {
    this.stopped = true
  }

  private async beat(bulk: Bulk): Promise<void> {
    for (; bulk.allowance >= 1 && bulk.rest.length > 0 && this.goes(bulk); bulk.allowance -= 1) await this.tryOne(bulk, bulk.rest.shift()!)
    if (!this.goes(bulk)) return
    if (bulk.rest.length === 0) return this.end(bulk, false)
    const wait = Math.max(BEAT_MS, 1000 / bulk.view.rate)
    this.parts.after(wait, () => {
      bulk.allowance += (bulk.view.rate * wait) / 1000
      void this.beat(bulk)
    })
  }

  private async tryOne({ view, version }: Bulk, run: string): Promise<void> {
    try {
      await this.parts.retry(run, version === 'newest' ? { version } : {})
      view.done += 1
    } catch {
      view.refused += 1
    }
  }

  private goes({ view }: Bulk): boolean {
    return !this.stopped && view.endedAt === null
  }

  private end({ view, rest }: Bulk, cancelled: boolean): void {
    view.endedAt = this.time()
    view.cancelled = cancelled
    rest.length = 0
  }

  private dropOldest(): void {
    for (const [id, { view }] of this.known) if (view.endedAt !== null) return void this.known.delete(id)
  }

  private time(): string {
    return isoTime(this.parts.now())
  }
}
