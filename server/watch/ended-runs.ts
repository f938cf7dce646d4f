import type { RunRecord } from '../model/run.ts'

/** Milliseconds that are looked back, and the steps in which old runs fall out. */
const WINDOW_MS = 300_000
const SLOT_MS = 15_000

interface Slot {
  /** Since 1970, in slots. */
  readonly at: number
  readonly flows: Map<string, { ended: number; failed: number }>
}

const ENDED: ReadonlySet<RunRecord['state']> = new Set(['succeeded', 'failed', 'cancelled', 'blocked'])
const FAILED: ReadonlySet<RunRecord['state']> = new Set(['failed', 'blocked'])

/** Counts the runs of the last five minutes by flow. A document whose attempts are used up counts as one that has failed. */
export class EndedRuns {
  private readonly slots: Slot[] = []
  private readonly now: () => number

  constructor(now: () => number) {
    this.now = now
  }

  /** `before`: the record before this change, where there was one. */
  note({ flow, state }: RunRecord, before?: RunRecord): void {
    // One that was put aside after it was blocked has failed once.
    if (!ENDED.has(state) || state === before?.state || (before?.state === 'blocked' && state !== 'succeeded')) return
    const { flows } = this.slot()
    const counts = flows.get(flow) ?? { ended: 0, failed: 0 }
    flows.set(flow, counts)
    counts.ended += 1
    if (FAILED.has(state)) counts.failed += 1
  }

  /** Percent of the runs that failed, of one flow or of all; null where none has ended. */
  errorRate(flow?: string): number | null {
    const first = (this.now() - WINDOW_MS) / SLOT_MS
    const recent = this.slots.filter(({ at }) => at >= first).flatMap(({ flows }) => (flow === undefined ? [...flows.values()] : (flows.get(flow) ?? [])))
    const sum = (part: 'ended' | 'failed'): number => recent.reduce((all, counts) => all + counts[part], 0)
    return sum('ended') === 0 ? null : (100 * sum('failed')) / sum('ended')
  }

  private slot(): Slot {
    const at = Math.floor(this.now() / SLOT_MS)
    const last = this.slots.at(-1)
    if (last?.at === at) return last
    const made: Slot = { at, flows: new Map() }
    this.slots.push(made)
    if (this.slots.length > WINDOW_MS / SLOT_MS + 1) this.slots.shift()
    return made
  }
}
