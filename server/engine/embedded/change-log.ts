import type { EngineStart, JobState } from '../contract.ts'
import { type JobRow, toView } from './job-row.ts'

interface Change {
  from: JobState | undefined
  to: JobRow | undefined
}

/**
 * The changes of the transaction that is under way. After its commit they are counted and told, one for each job; those of a failed one never happened.
 * empty -(note)-> noted -(committed or rolledBack)-> empty.
 */
export class ChangeLog {
  readonly counts: Record<JobState, number>
  /** Who is told of each job whose state has changed. */
  changed: EngineStart['changed']
  private pending = new Map<number, Change>()

  constructor(counts: Record<JobState, number>) {
    this.counts = counts
  }

  /** `from` is missing for a new job, `to` for a removed one. */
  note(seq: number, { from, to }: Change): void {
    const before = this.pending.get(seq)
    this.pending.set(seq, { from: before ? before.from : from, to })
  }

  committed(): void {
    const changes = this.pending
    this.pending = new Map()
    for (const { from, to } of changes.values()) {
      if (from === to?.state) continue
      if (from) this.counts[from] -= 1
      if (to) this.counts[to.state] += 1
    }
    if (!this.changed) return
    for (const { from, to } of changes.values()) if (to && from !== to.state) this.changed(toView(to))
  }

  rolledBack(): void {
    this.pending.clear()
  }
}
