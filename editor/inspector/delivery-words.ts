import type { DeliverySettings } from '../../server/model/delivery.ts'
import { durationText } from '../ui/figures.ts'

/** Waits that are named one by one. */
const MOST_NAMED = 4
/** Figures of a wait: `2 s`, not `2.00 s`. */
const waitText = (ms: number): string =>
  durationText(ms)
    .replace(/\.0+(?= )/, '')
    .replace(/ 0 (s|min)$/, '')

/** When a document is tried, in words, without the small change by chance: `Tried at once, then after 2 s, 6 s, 18 s, 54 s and so on: 8 attempts in 22 min.` */
export function deliveryWords({ attempts, firstDelayMs, factor, mostDelayMs, expiryMs }: DeliverySettings): string {
  const waits = Array.from({ length: attempts - 1 }, (_, index) => Math.min(mostDelayMs, firstDelayMs * factor ** index))
  const all = waits.reduce((sum, wait) => sum + wait, 0)
  const named = waits.slice(0, MOST_NAMED).map(waitText).join(', ')
  const kept = `Personal data is kept for ${waitText(expiryMs)} at most.`
  if (waits.length === 0) return `Tried once. ${kept}`
  return `Tried at once, then after ${named}${waits.length > MOST_NAMED ? ' and so on' : ''}: ${attempts} attempts in ${waitText(all)}. ${kept}`
}
