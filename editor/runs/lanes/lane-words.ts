import type { LaneView } from '../../../server/model/delivery.ts'
import type { ConnectionHealth } from '../../../server/model/run-endpoint.ts'
import { countText, spanText } from '../run-words.ts'

/** How long the head has held its lane: `for 12 min`. */
export const sinceText = (lane: LaneView, now: Date): string => `for ${spanText(Math.max(0, now.getTime() - new Date(lane.headSince).getTime()))}`

/** `4 wait behind`; `nothing waits behind`. */
export const behindText = ({ behind }: LaneView): string =>
  behind === 0 ? 'nothing waits behind' : `${behind.toLocaleString()} ${behind === 1 ? 'waits' : 'wait'} behind`

/** A connection in a word or two, the worst first. */
export function healthWords(health: ConnectionHealth, now: Date): { look: 'ok' | 'busy' | 'quiet' | 'open'; words: string } {
  const { breaker, retryAt, active, waiting, quietUntil } = health
  if (breaker === 'open') return { look: 'open', words: `breaker open${untilText(retryAt, now, ', tries again in ')}` }
  if (breaker === 'half-open') return { look: 'open', words: 'breaker half open: one call tries' }
  if (quietUntil !== null && new Date(quietUntil) > now) return { look: 'quiet', words: `asked for silence${untilText(quietUntil, now, ' for ')}` }
  if (waiting > 0) return { look: 'busy', words: `${countText(waiting, 'call')} ${waiting === 1 ? 'waits' : 'wait'}, ${active} at work` }
  return { look: 'ok', words: active > 0 ? `${countText(active, 'call')} at work` : 'ready' }
}

const untilText = (at: string | null, now: Date, lead: string): string => {
  const ms = at === null ? 0 : new Date(at).getTime() - now.getTime()
  return ms > 0 ? `${lead}${spanText(ms)}` : ''
}
