import type { AlertChannel } from '../model/alert.ts'
import type { Cancellation } from '../model/cancellation.ts'
import { Problem } from '../model/problem.ts'
import type { AlertMessage } from './alert-message.ts'
import { type MailParts, sendMail } from './send-mail.ts'

export interface SendParts extends MailParts {
  /** Posts JSON to an address, past the egress guard. */
  post(url: string, message: { headers: Readonly<Record<string, string>>; body: string; signal: Cancellation; local: boolean }): Promise<{ status: number }>
  /** The headers of a message by Standard Webhooks. */
  sign(message: { id: string; timestamp: number; body: string }, secret: string): Readonly<Record<string, string>>
  /** Milliseconds since 1970. */
  now(): number
  /** Aborted when the server stops. */
  signal: Cancellation
}

export interface AlertSending {
  channel: AlertChannel
  /** Signing secret, or password. */
  secret: string | undefined
  message: AlertMessage
}

/** Sends a message by a channel, once. Rejects with a Problem where it was not taken. */
export async function sendAlert(parts: SendParts, { channel, secret, message }: AlertSending): Promise<void> {
  if (channel.type === 'email') return sendMail(parts, { channel, password: secret, message })
  if (secret === undefined) throw new Problem('connection.invalid', 'The webhook has no secret to be signed with.', { at: 'secret' })
  const { id, ...content } = message
  const body = JSON.stringify(content)
  const headers = parts.sign({ id, timestamp: Math.floor(parts.now() / 1000), body }, secret)
  const { status } = await parts.post(channel.url, { headers, body, signal: parts.signal, local: channel.local })
  if (status < 200 || status > 299) throw new Problem('target.failed', `The receiver answered ${status}.`, { at: 'url' })
}
