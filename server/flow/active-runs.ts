import { Problem } from '../model/problem.ts'
import type { Run } from './run.ts'

/** The runs that have not ended. */
export class ActiveRuns {
  private readonly runs = new Set<Run>()
  private readonly waiting = new Set<() => void>()

  get size(): number {
    return this.runs.size
  }

  add(run: Run): void {
    this.runs.add(run)
  }

  delete(run: Run): void {
    this.runs.delete(run)
    if (this.runs.size > 0) return
    for (const tell of this.waiting) tell()
    this.waiting.clear()
  }

  /** Resolves when no run is left; after `graceMs` milliseconds those left are cancelled. */
  async drain(graceMs: number): Promise<void> {
    if (this.runs.size === 0) return
    const timer = setTimeout(() => this.cancel(), graceMs)
    await new Promise<void>((resolve) => this.waiting.add(resolve))
    clearTimeout(timer)
  }

  private cancel(): void {
    for (const run of this.runs) run.stop(new Problem('flow.cancelled', 'The server is shutting down.'))
  }
}
