import { createHash } from 'node:crypto'
import type { SandboxAnswer, SandboxRequest } from './sandbox-server.ts'

export interface TokenOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Seconds. */
  readonly lifetime: number
  /** Milliseconds. */
  readonly now: () => number
}

/** Issues and checks the tokens of the sandbox CRM (RFC 6749 section 4.4, client authentication by Basic header or in the body). */
export function createTokens({ clientId, clientSecret, lifetime, now }: TokenOptions): {
  issue(request: SandboxRequest): SandboxAnswer
  accepts(header: unknown): boolean
} {
  const expiry = new Map<string, number>()
  let issued = 0
  const issue = (request: SandboxRequest): SandboxAnswer => {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
    if (request.method !== 'POST') return { status: 405, body: { error: 'invalid_request' } }
    const [id, secret] = credentialsOf(request, form)
    if (id !== clientId || secret !== clientSecret) return { status: 401, body: { error: 'invalid_client' } }
    if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } }
    issued += 1
    const token = createHash('sha256').update(`${clientSecret}:${issued}`).digest('base64url')
    for (const [old, at] of expiry) if (at <= now()) expiry.delete(old)
    expiry.set(token, now() + lifetime * 1000)
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: lifetime } }
  }
  const accepts = (header: unknown): boolean => {
    const token = typeof header === 'string' ? /^Bearer (.+)$/i.exec(header)?.[1] : undefined
    return token !== undefined && (expiry.get(token) ?? 0) > now()
  }
  return { issue, accepts }
}

function credentialsOf({ headers }: SandboxRequest, form: URLSearchParams): [string | null, string | null] {
  const encoded = /^Basic (.+)$/i.exec(headers['authorization']?.toString() ?? '')?.[1]
  if (encoded === undefined) return [form.get('client_id'), form.get('client_secret')]
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [decodeURIComponent(id), decodeURIComponent(rest.join(':'))]
}
