import { Problem } from '../model/problem.ts'
import type { AlertChannel } from '../model/alert.ts'
import { type AlertMessage, mailText } from './alert-message.ts'

type MailChannel = Extract<AlertChannel, { type: 'email' }>

/** Milliseconds for each phase of a delivery. */
const TIMEOUT_MS = 10_000

export interface MailParts {
  /** The address to connect to. Rejects with `egress.refused` for one on this machine or link, unless `local`. */
  address(host: string, local: boolean): Promise<string>
  /** Certificates that servers are trusted by, besides those of the system. */
  ca?: string
}

export interface Mail {
  channel: MailChannel
  password: string | undefined
  message: AlertMessage
}

/** Sends one plain mail. Rejects with a Problem; what the server said is not kept. */
export async function sendMail({ address, ca }: MailParts, { channel, password, message }: Mail): Promise<void> {
  const { host, port, secure, user, from, to, local } = channel
  const { subject, text } = mailText(message)
  // The package is not needed before the first alert.
  const [{ createTransport }, target] = await Promise.all([import('nodemailer'), address(host, local)])
  const transport = createTransport({
    // The address that was looked at is the one connected to; the certificate must be that of the name.
    host: target,
    tls: { servername: host, ...(ca !== undefined && { ca }) },
    port,
    secure,
    // A password never travels in plain text.
    requireTLS: password !== undefined,
    ...(password !== undefined && { auth: { user: user ?? from, pass: password } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    const headers = { 'auto-submitted': 'auto-generated' }
    await transport.sendMail({ from, to, subject, text, messageId: `<${message.id}@patchbay>`, date: new Date(message.timestamp), headers })
  } catch (error) {
    throw mailProblem(error)
  } finally {
    transport.close()
  }
}

/** Codes are those of the package; a reply code is that of the server (RFC 5321). */
function mailProblem(error: unknown): Problem {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  const name = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'no code'
  const reply = typeof responseCode === 'number' ? `, reply ${responseCode}` : ''
  if (name === 'EAUTH') return new Problem('target.auth', `The mail server refused the login (${name}${reply}).`, { at: 'user' })
  if (name === 'ETIMEDOUT') return new Problem('target.timeout', `The mail server did not answer in time (${name}).`, { at: 'host' })
  if (name === 'ETLS') return new Problem('target.unavailable', `No encrypted connection to the mail server could be made (${name}${reply}).`, { at: 'host' })
  if (typeof responseCode === 'number') return new Problem('target.failed', `The mail server did not take the message (${name}${reply}).`, { at: 'host' })
  return new Problem('target.unavailable', `No connection to the mail server, or it ended too early (${name}).`, { at: 'host' })
}
