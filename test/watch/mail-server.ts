import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { LOCALHOST } from './localhost-certificate.ts'

/** A mail server on this machine, and what it took. */
export interface MailServer {
  port: number
  readonly mails: { from: string; to: string[]; text: string; encrypted: boolean; user: string | null }[]
  /** Refuses every message while true. */
  refuses: boolean
  close(): Promise<void>
}

/** With `password`: only for who logs in as `alerts` with it. `plain`: without STARTTLS. */
export async function openMailServer({ password, plain = false }: { password?: string; plain?: boolean } = {}): Promise<MailServer> {
  const server = new SMTPServer({
    ...LOCALHOST,
    logger: false,
    authOptional: password === undefined,
    disabledCommands: [...(plain ? (['STARTTLS'] as const) : []), ...(password === undefined ? (['AUTH'] as const) : [])],
    onAuth: (auth, _session, done) => {
      if (auth.username === 'alerts' && auth.password === password) done(null, { user: auth.username })
      else done(new Error('wrong'))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (mail.refuses) return done(Object.assign(new Error('not now'), { responseCode: 450 }))
        const { mailFrom, rcptTo } = session.envelope
        const from = mailFrom ? mailFrom.address : ''
        const user = (session.user as string | false | undefined) || null
        mail.mails.push({ from, to: rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString('utf8'), encrypted: session.secure, user })
        done()
      })
    },
  })
  // A client that does not trust the certificate hangs up.
  server.on('error', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const mail: MailServer = {
    port: (server.server.address() as AddressInfo).port,
    mails: [],
    refuses: false,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
  return mail
}
