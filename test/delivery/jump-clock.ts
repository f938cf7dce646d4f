import type { Clock } from '../../server/engine/contract.ts'

/** The clock of the machine, which a test may put forward: what is due then happens at once. */
export class JumpClock implements Clock {
  private ahead = 0
  private readonly waiting = new Set<{ at: number; run: () => void; timer: NodeJS.Timeout | undefined }>()

  now(): number {
    return Date.now() + this.ahead
  }

  after(ms: number, run: () => void): () => void {
    const entry: { at: number; run: () => void; timer: NodeJS.Timeout | undefined } = { at: this.now() + ms, run, timer: undefined }
    const fire = (): void => {
      this.waiting.delete(entry)
      run()
    }
    entry.timer = setTimeout(fire, Math.min(Math.max(ms, 0), 2 ** 31 - 1)).unref()
    entry.run = fire
    this.waiting.add(entry)
    return () => {
      clearTimeout(entry.timer)
      this.waiting.delete(entry)
    }
  }

  jump(ms: number): void {
    this.ahead += ms
    const due = Array.from(this.waiting).filter(({ at }) => at <= this.now())
    for (const { run, timer } of due) {
      clearTimeout(timer)
      run()
    }
  }
}
