import type { ServerResponse } from 'node:http'

/** Headers of answers that pages may read. */
const EXPOSED = 'etag, search-token, x-patchbay-not-kept, location, retry-after, x-patchbay-run, idempotent-replayed, preference-applied, ratelimit'
const METHODS = 'GET, POST, PATCH, DELETE'
const ALLOWED = 'authorization, content-type, idempotency-key, if-match, if-none-match, prefer, search-token, traceparent'
/** Seconds that a browser may keep the answer to a preflight. */
const KEPT_SECONDS = 600

/** Lets a page of one of these origins read the answer; credentials such as cookies are never let in. Gives back whether it does. */
export function allowOrigin(response: ServerResponse, origin: string, allowed: ReadonlySet<string>): boolean {
  response.setHeader('vary', 'origin')
  if (!allowed.has(origin)) return false
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', EXPOSED)
  return true
}

/** Answers the question of a browser whether a page may send a request. It names no client: pages of any client are let through to where the key is looked at. */
export function answerPreflight(response: ServerResponse, allowed: ReadonlySet<string>): void {
  const { origin } = response.req.headers
  if (origin !== undefined && allowOrigin(response, origin, allowed)) {
    response.setHeader('access-control-allow-methods', METHODS)
    response.setHeader('access-control-allow-headers', ALLOWED)
    response.setHeader('access-control-max-age', KEPT_SECONDS)
  }
  response.writeHead(204).end()
}
