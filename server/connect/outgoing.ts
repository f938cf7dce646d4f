import { Problem } from '../model/problem.ts'
import { encode } from './path-template.ts'

/** A request that is ready to be sent. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** Names that frame the message or its connection; a template must not set them. */
const FRAMING = new Set('host connection content-length transfer-encoding upgrade expect te trailer keep-alive proxy-authorization proxy-connection'.split(' '))
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// Line breaks and other control characters would let a value write headers of its own.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** Headers with lower-case names; values that are nothing or null are left out. Fails with `message.invalid`, naming the place only. */
export function headersFrom(value: unknown, at: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [key, text] of textPairs(value, at)) {
    const name = key.toLowerCase()
    if (!HEADER_NAME.test(name) || FRAMING.has(name)) throw new Problem('message.invalid', 'A header has a name that cannot be sent.', { at })
    if (!HEADER_VALUE.test(text))
      throw new Problem('message.invalid', 'A header has a value that cannot be sent; line breaks are refused.', { at: `${at}.${name}` })
    headers[name] = text
  }
  return headers
}

/** `a=1&b=2`; a list repeats its name. */
export function queryFrom(value: unknown, at: string): string {
  return textPairs(value, at)
    .map(([key, text]) => `${encode(key, at)}=${encode(text, at)}`)
    .join('&')
}

/** A body of `application/x-www-form-urlencoded`. */
export function formFrom(value: unknown, at: string): string {
  return new URLSearchParams(textPairs(value, at)).toString()
}

function textPairs(value: unknown, at: string): [string, string][] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) throw new Problem('message.invalid', 'An object with plain values is needed here.', { at })
  const pairs: [string, string][] = []
  for (const [key, entry] of Object.entries(value)) {
    for (const item of Array.isArray(entry) ? entry : [entry]) {
      if (item === undefined || item === null) continue
      if (typeof item === 'object') throw new Problem('message.invalid', 'A plain value is needed here.', { at: `${at}.${key}` })
      pairs.push([key, String(item)])
    }
  }
  return pairs
}
