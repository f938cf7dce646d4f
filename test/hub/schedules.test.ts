import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSchedules, type Schedule } from '../../server/hub/schedules.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 9, 59, 30) })
})
afterEach(() => {
  vi.useRealTimers()
})

const every = (cron: string, timeZone = 'UTC'): Schedule => ({ flow: 'f', node: 'n', cron, timeZone })

test('a schedule fires at its times, in its time zone, with the time it was due', async () => {
  const fired: string[] = []
  const schedules = createSchedules(
    (schedule, dueAt) => fired.push(`${schedule.flow} ${new Date(dueAt).toISOString()}`),
    () => undefined,
  )
  schedules.follow([every('0 11 * * *', 'Europe/Prague')])
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(fired).toEqual(['f 2026-01-05T10:00:00.000Z'])
  schedules.stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('following again starts, replaces and ends timers', async () => {
  const fired: string[] = []
  const schedules = createSchedules(
    (schedule) => fired.push(schedule.cron),
    () => undefined,
  )
  schedules.follow([every('*/5 * * * *')])
  schedules.follow([every('*/5 * * * *')])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fired).toEqual(['*/5 * * * *'])
  schedules.follow([every('*/30 * * * *')])
  await vi.advanceTimersByTimeAsync(20 * 60_000)
  expect(fired).toHaveLength(1)
  schedules.follow([])
  expect(vi.getTimerCount()).toBe(0)
})

test('one that cannot be read is reported and holds up nobody', () => {
  const failed: string[] = []
  const schedules = createSchedules(
    () => undefined,
    ({ cron }) => failed.push(cron),
  )
  schedules.follow([every('never'), { ...every('0 * * * *'), node: 'm' }])
  expect(failed).toEqual(['never'])
  expect(vi.getTimerCount()).toBe(1)
  schedules.stop()
})
