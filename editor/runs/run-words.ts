import type { RunState } from '../../server/model/run.ts'
import { placeOfProblem, type RunProblem } from '../../server/model/run-problem.ts'

/** The time of day to the second; with the day in front if it is another than today's. */
export function clockText(at: Date, now: Date): string {
  const time = at.toLocaleTimeString(undefined, { hour12: false })
  if (at.toDateString() === now.toDateString()) return time
  return `${at.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })} ${time.slice(0, 5)}`
}

/** The time of day to the minute; with the day in front if it is another than today's. */
export const minuteText = (at: Date, now: Date): string =>
  at.toDateString() === now.toDateString() ? at.toLocaleTimeString(undefined, { hour12: false }).slice(0, 5) : clockText(at, now)

/** `item 3` or `item 3.1` for a step inside splits, counted from 1. */
export const itemText = (item: readonly number[]): string => `item ${item.map((index) => index + 1).join('.')}`

/** `1 document`, `4,120 documents`. */
export const countText = (count: number, noun: string): string => `${count.toLocaleString()} ${count === 1 ? noun : `${noun}s`}`

/** The state as a person reads it. */
export const stateWord = (state: RunState): string => state.replaceAll('-', ' ')

/** `due now`, `due in 40 s`, `due in 12 min`, `due in 3 h`. */
export const dueText = (dueAt: Date, now: Date): string => (dueAt <= now ? 'due now' : `due in ${spanText(dueAt.getTime() - now.getTime())}`)

/** A length of time in its largest unit: `40 s`, `12 min`, `3 h`, `2 days`. */
export function spanText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** A problem in a line: its code and where it happened. */
export function problemLine(problem: RunProblem): string {
  const place = placeOfProblem(problem)
  return place === undefined ? problem.code : `${problem.code} at ${place}`
}
