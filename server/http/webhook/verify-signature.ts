import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '../../model/problem.ts'
import type { WebhookSignature } from '../../model/webhook-signature.ts'

type Signed = Exclude<WebhookSignature, { scheme: 'none' }>
type Scheme<S extends Signed['scheme']> = Extract<Signed, { scheme: S }>

/** A request as it arrived: the bytes are those that were sent. */
export interface SignedRequest {
  headers: IncomingHttpHeaders
  bytes: Buffer
  secret: string
  /** Milliseconds since 1970. */
  now: number
}

/** What a request claims: signatures of some content, of which one must be right. */
interface Claim {
  key: string | Buffer
  algorithm: string
  /** Signed before the body. */
  before: string
  signatures: readonly Buffer[]
  /** Seconds since 1970. */
  time: number | undefined
}

/**
 * Throws `webhook.signature` unless the sender knows the secret, and `webhook.too-old` for a rightly signed time that is too far away.
 * Schemes: HMAC of the body (GitHub, Shopify), or of time and body; `t=…,v1=…` (Stripe); Standard Webhooks 1.0.
 */
export function verifySignature(signature: Signed, request: SignedRequest): void {
  const claim = claimOf(signature, request)
  const hmac = createHmac(claim.algorithm, claim.key)
  if (claim.before !== '') hmac.update(claim.before)
  const right = hmac.update(request.bytes).digest()
  // All are compared, so that the time tells nothing about which one fits.
  const fitting = claim.signatures.filter((given) => given.length === right.length && timingSafeEqual(given, right))
  if (fitting.length === 0) refuse('None of the signatures fits the body and the secret.')
  if (claim.time !== undefined && Math.abs(request.now / 1000 - claim.time) > signature.toleranceSeconds)
    throw new Problem('webhook.too-old', `The time of the webhook is more than ${signature.toleranceSeconds} seconds away from now.`)
}

function claimOf(signature: Signed, request: SignedRequest): Claim {
  switch (signature.scheme) {
    case 'hmac':
      return hmacClaim(signature, request)
    case 'timestamped':
      return timestampedClaim(signature, request)
    case 'standard-webhooks':
      return standardClaim(request)
  }
}

function hmacClaim({ header, algorithm, encoding, prefix, timestampHeader }: Scheme<'hmac'>, { headers, secret }: SignedRequest): Claim {
  const text = textOf(headers, header)
  if (!text.startsWith(prefix)) refuse(`The header ${header} does not begin with ${prefix}.`)
  const signatures = [Buffer.from(text.slice(prefix.length), encoding)]
  const time = timestampHeader === undefined ? undefined : textOf(headers, timestampHeader)
  return { key: secret, algorithm, before: time === undefined ? '' : `${time}.`, signatures, time: time === undefined ? undefined : seconds(time) }
}

/** `t=1492774577,v1=<hex>,v1=<hex>`; other names are ignored. */
function timestampedClaim({ header }: Scheme<'timestamped'>, { headers, secret }: SignedRequest): Claim {
  const parts = textOf(headers, header)
    .split(',')
    .map((part) => part.trim().split('=', 2))
  const time = parts.find(([name]) => name === 't')?.[1] ?? refuse(`The header ${header} has no time.`)
  const signatures = parts.filter(([name]) => name === 'v1').map(([, text = '']) => Buffer.from(text, 'hex'))
  return { key: secret, algorithm: 'sha256', before: `${time}.`, signatures, time: seconds(time) }
}

/** Several signatures stand for several secrets, of which ours is one. The secret is base64 after `whsec_`. */
function standardClaim({ headers, secret }: SignedRequest): Claim {
  const [id, time] = [textOf(headers, 'webhook-id'), textOf(headers, 'webhook-timestamp')]
  const signatures = textOf(headers, 'webhook-signature')
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length === 0) throw new Problem('connection.invalid', 'The secret of the webhook is not base64.', { at: 'signature.secretFrom' })
  return { key, algorithm: 'sha256', before: `${id}.${time}.`, signatures, time: seconds(time) }
}

function textOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name.toLowerCase()]
  return typeof value === 'string' && value !== '' ? value : refuse(`The header ${name} is missing.`)
}

function seconds(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : refuse('The time of the webhook is no number of seconds.')
}

function refuse(detail: string): never {
  throw new Problem('webhook.signature', detail)
}
