import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
const SECRET_BYTES = 24

/** A new secret in the notation of Standard Webhooks. */
export const newWebhookSecret = (random: (bytes: number) => Uint8Array): string => PREFIX + Buffer.from(random(SECRET_BYTES)).toString('base64')

export interface WebhookMessage {
  /** The same in every try. */
  id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/** The headers of a message by Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`. */
export function webhookHeaders({ id, timestamp, body }: WebhookMessage, secret: string): Record<string, string> {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
}
