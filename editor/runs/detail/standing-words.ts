import type { RunDetail } from '../../../server/model/run.ts'
import { countText, minuteText, spanText } from '../run-words.ts'

/** What a state means for the document, and what happens next by itself. */
export function standingWords({ run, attempts }: RunDetail, now: Date): string {
  const { delivery, state } = run
  if (!delivery) return ''
  const tried = `${countText(delivery.attempt, 'attempt')} so far.`
  switch (state) {
    case 'queued':
      return `Accepted at ${minuteText(new Date(delivery.acceptedAt), now)}. It runs when its place in its lane comes.`
    case 'running':
      return `Attempt ${Math.max(1, delivery.attempt)} is at work.`
    case 'waiting':
      return `${tried} It is tried again by itself.`
    case 'blocked':
      return `${tried} Its lane waits until somebody retries, skips or cancels it.`
    case 'paused':
      return `An operator holds it. It keeps its place in its lane.`
    case 'needs-payload':
      return 'Its body has expired. The caller must send the document again with the same idempotency key.'
    case 'succeeded':
      return `Delivered in ${countText(Math.max(1, delivery.attempt), 'attempt')}, ${takenText(run, attempts)}.`
    case 'failed':
      return `Put aside after ${countText(delivery.attempt, 'attempt')}. It is not tried again by itself; its lane goes on.`
    case 'cancelled':
      return 'It is not tried any more; its lane goes on.'
  }
}

/** From acceptance to the end of the last attempt. */
function takenText({ delivery }: RunDetail['run'], attempts: RunDetail['attempts']): string {
  const last = attempts.at(-1)
  if (!last || !delivery) return 'all writes confirmed'
  const ms = new Date(last.startedAt).getTime() + last.durationMs - new Date(delivery.acceptedAt).getTime()
  return ms < 1000 ? 'in under a second' : `${spanText(ms)} after it was accepted`
}
