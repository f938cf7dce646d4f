import type { Clock } from '../contract.ts'

/** Named timers: setting one replaces the one of the same name. */
export interface Timers {
  set(name: string, ms: number, run: () => void): void
  cancelAll(): void
}

export function createTimers(clock: Clock): Timers {
  const pending = new Map<string, () => void>()
  return {
    set: (name, ms, run) => {
      pending.get(name)?.()
      const cancel = clock.after(ms, () => {
        pending.delete(name)
        run()
      })
      pending.set(name, cancel)
    },
    cancelAll: () => {
      for (const cancel of pending.values()) cancel()
      pending.clear()
    },
  }
}
