/** The time of day to the second; with the day in front if it is another than today's. */
export function clockText(at: Date, now: Date): string {
  const time = at.toLocaleTimeString(undefined, { hour12: false })
  if (at.toDateString() === now.toDateString()) return time
  return `${at.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })} ${time.slice(0, 5)}`
}

/** `item 3` or `item 3.1` for a step inside splits, counted from 1. */
export const itemText = (item: readonly number[]): string => `item ${item.map((index) => index + 1).join('.')}`
