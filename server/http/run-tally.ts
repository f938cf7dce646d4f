import type { EffectRecord } from '../model/delivery.ts'
import type { RunRecord } from '../model/run.ts'
import { Counts } from './counts.ts'
import { Durations } from './durations.ts'

/** Upper ends in seconds. A document may wait for days for a target that is down. */
const RUN_ENDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
const DELIVERY_ENDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 86_400]

const ENDED: ReadonlySet<RunRecord['state']> = new Set(['succeeded', 'failed', 'cancelled'])

/** Counts what happens to runs and documents since the start of the server. Cheap, as it is done for each of them. */
export class RunTally {
  /** Runs that have ended, by flow and state. */
  readonly ended = new Counts()
  /** Of runs that are answered at once. */
  readonly durations = new Durations(RUN_ENDS)
  /** From acceptance to delivery. */
  readonly deliveries = new Durations(DELIVERY_ENDS)
  /** Documents by flow: `accepted` and `delivered`. */
  readonly documents = new Counts()
  /** Attempts by flow, and the state that the document was in afterwards. */
  readonly attempts = new Counts()
  /** Writes by connection and the state that they came to. */
  readonly effects = new Counts()
  /** Tries to reach a client, `sent` or `failed`; documents refused, `full`. */
  readonly others = new Counts()

  /** The record of a run has changed; `before` is left out for the first one of an accepted document, and for runs that are answered at once. */
  changed(run: RunRecord, before?: RunRecord): void {
    const { flow, state, delivery, durationMs } = run
    if (delivery) this.document(run, before)
    if (!ENDED.has(state) || state === before?.state) return
    this.ended.add(flow, state)
    if (!delivery) this.durations.add(flow, (durationMs ?? 0) / 1000)
    else if (state === 'succeeded') this.deliveries.add(flow, (durationMs ?? 0) / 1000)
  }

  effect({ connection, state }: EffectRecord): void {
    this.effects.add(connection, state)
  }

  callback(sent: boolean): void {
    this.others.add('callback', sent ? 'sent' : 'failed')
  }

  full(): void {
    this.others.add('refusal', 'full')
  }

  private document({ flow, state, delivery }: RunRecord, before: RunRecord | undefined): void {
    if (!before) this.documents.add(flow, 'accepted')
    if (state === before?.state && delivery?.attempt === before.delivery?.attempt) return
    if (state === 'succeeded' && before?.state !== 'succeeded') this.documents.add(flow, 'delivered')
    // A record may come with the end of an attempt whose beginning was never seen. After a crash a document is queued again.
    const attempted = before?.state === 'running' || (delivery?.attempt ?? 0) > (before?.delivery?.attempt ?? 0)
    if (attempted && state !== 'running' && state !== 'queued') this.attempts.add(flow, state)
  }
}
