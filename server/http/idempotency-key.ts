import { Problem } from '../model/problem.ts'

const VISIBLE = /^[\x21-\x7e]{1,255}$/
/** A string of RFC 8941. */
const QUOTED = /^"(?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"$/

/**
 * The key of the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a structured-field string, or the same without quotes.
 * `undefined` without the header. Throws `request.invalid`.
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = header.trim()
  const quoted = text.startsWith('"')
  const key = quoted ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text
  if (VISIBLE.test(key) && (quoted ? QUOTED.test(text) : !text.includes('"'))) return key
  throw new Problem('request.invalid', 'The header Idempotency-Key cannot be read.', {
    at: 'idempotency-key',
    errors: [{ path: 'idempotency-key', message: 'must be one key of 1 to 255 visible ASCII characters, with or without double quotes' }],
  })
}
