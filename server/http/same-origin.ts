import type { IncomingMessage } from 'node:http'
import { Problem } from '../model/problem.ts'

/** Does the request come from a page of this server, or from no page at all? Browsers tell, others send neither header. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin } = request.headers
  return origin === undefined || hostOf(origin) === request.headers.host
}

/** Throws `request.csrf` for a request from a page of another site. */
export function requireSameOrigin(request: IncomingMessage): void {
  if (!isSameOrigin(request)) throw new Problem('request.csrf', 'The request comes from a page of another site.')
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
