import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { CookieOptions, Request, Response } from 'express'

const NAME = 'patchbay_session'

/** The session token of a request, if it carries one. */
export function sessionToken(request: IncomingMessage): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === NAME) return part.slice(at + 1).trim() || undefined
  }
  return undefined
}

/** Not readable by scripts, not sent by other sites, and only over TLS where the page came over TLS. */
const options = (request: Request): CookieOptions => ({ httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/' })

/** `maxAgeMs`: how long the session lasts, in milliseconds. */
export function setSessionCookie(response: Response, token: string, maxAgeMs: number): void {
  response.cookie(NAME, token, { ...options(response.req), maxAge: maxAgeMs })
}

export function clearSessionCookie(response: Response): void {
  response.clearCookie(NAME, options(response.req))
}

/** Compares in constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
