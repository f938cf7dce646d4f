import type { Clock } from './contract.ts'

/** Longer than this, Node's timers fire at once. */
const LONGEST = 2 ** 31 - 1

/** The clock of the machine. A pending timer does not keep the process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(ms, 0), LONGEST)).unref()
    return () => clearTimeout(timer)
  },
}
