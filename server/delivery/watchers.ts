import type { Cancellation } from '../model/cancellation.ts'

/** Those who wait for a run to stand still. */
export class Watchers {
  private readonly waiting = new Map<string, Set<() => void>>()
  private readonly after: (ms: number, run: () => void) => () => void
  private readonly lookEveryMs: number | undefined

  /** `lookEveryMs`: how often runs are looked at, where not everything that happens to them is told here. */
  constructor(after: (ms: number, run: () => void) => () => void, lookEveryMs?: number) {
    this.after = after
    this.lookEveryMs = lookEveryMs
  }

  /** The run stands still now. */
  tell(run: string): void {
    for (const end of this.waiting.get(run) ?? []) end()
  }

  /** Resolves when it is told of the run, when `already` says so, after `ms`, or when nobody waits any more. */
  wait(run: string, { ms, signal, already }: { ms: number; signal: Cancellation; already: () => Promise<boolean> }): Promise<void> {
    return new Promise((resolve) => {
      const group = this.waiting.get(run) ?? new Set()
      this.waiting.set(run, group)
      let lookLater: (() => void) | undefined
      const end = (): void => {
        group.delete(end)
        lookLater?.()
        if (group.size === 0 && this.waiting.get(run) === group) this.waiting.delete(run)
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.after(ms, end)
      group.add(end)
      signal.addEventListener('abort', end, { once: true })
      // Asked after the subscription, so that nothing is missed in between.
      if (signal.aborted) return end()
      const look = async (): Promise<void> => {
        if (await already().catch(() => true)) return end()
        if (this.lookEveryMs !== undefined && group.has(end)) lookLater = this.after(this.lookEveryMs, () => void look())
      }
      void look()
    })
  }
}
