import { Cron } from 'croner'

/** A schedule of a live flow. */
export interface Schedule {
  flow: string
  node: string
  cron: string
  timeZone: string
}

/** Keeps one timer for every schedule of the live flows. */
export interface Schedules<S extends Schedule> {
  /** Called whenever live flows have changed. */
  follow(schedules: readonly S[]): void
  stop(): void
}

/** `fire` is told the time a schedule was due at, in milliseconds since 1970; `failed` of a pattern or time zone that can't be read. */
export function createSchedules<S extends Schedule>(fire: (schedule: S, dueAt: number) => void, failed: (schedule: S) => void): Schedules<S> {
  let timers = new Map<string, { text: string; timer: Cron | undefined }>()
  const start = (schedule: S): Cron | undefined => {
    try {
      // croner fires within the second that it announces.
      return new Cron(schedule.cron, { timezone: schedule.timeZone, unref: true }, () => fire(schedule, Math.floor(Date.now() / 1000) * 1000))
    } catch {
      failed(schedule)
      return undefined
    }
  }
  const stopAll = (): void => timers.forEach(({ timer }) => timer?.stop())
  return {
    follow: (schedules) => {
      const next: typeof timers = new Map()
      for (const schedule of schedules) {
        const key = `${schedule.flow} ${schedule.node}`
        const text = JSON.stringify(schedule)
        const known = timers.get(key)
        // One that stays as it is keeps its timer, so that nothing is missed or doubled.
        next.set(key, known?.text === text ? known : { text, timer: start(schedule) })
      }
      for (const [key, entry] of timers) if (next.get(key) !== entry) entry.timer?.stop()
      timers = next
    },
    stop: stopAll,
  }
}
