import type { BulkRetry } from '../../../server/model/run-endpoint.ts'
import { countText, spanText } from '../run-words.ts'

/** How a bulk retry stands: `Retrying: 120 of 412, 20 a second, 15 s left`. */
export function bulkWords({ total, done, refused, rate, endedAt, cancelled }: BulkRetry): string {
  const over = done + refused
  const no = refused > 0 ? `, ${refused.toLocaleString()} refused` : ''
  if (endedAt === null) {
    const left = rate > 0 && over < total ? `, ${spanText(((total - over) / rate) * 1000)} left` : ''
    return `Retrying: ${over.toLocaleString()} of ${total.toLocaleString()}${no}, ${rate.toLocaleString()} a second${left}`
  }
  const result = done === total ? `${countText(done, 'document')} started again` : `${done.toLocaleString()} of ${countText(total, 'document')} started again`
  return `${cancelled ? 'Retry stopped' : 'Retry done'}: ${result}${no}`
}

/** How long a retry of so many takes at a rate. */
export const bulkTime = (runs: number, perSecond: number): string =>
  runs <= perSecond ? 'takes about a second' : `takes about ${spanText((runs / perSecond) * 1000)}`
