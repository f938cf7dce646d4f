import type { IncomingMessage } from 'node:http'
import type { Hub } from '../hub/hub.ts'
import { Problem } from '../model/problem.ts'

/** The client whose API key the request carries as bearer token. Throws `request.unauthenticated`. */
export function requireClient(hub: Hub, request: IncomingMessage): string {
  const client = findClient(hub, request)
  if (client === undefined)
    throw new Problem(
      'request.unauthenticated',
      request.headers.authorization === undefined ? 'The authorization header is missing.' : 'The API key is unknown or revoked.',
      { at: 'authorization' },
    )
  return client
}

/** The same, `undefined` without a valid key. */
export function findClient(hub: Hub, request: IncomingMessage): string | undefined {
  const { authorization } = request.headers
  if (authorization === undefined || authorization.length > 300 || !/^bearer /i.test(authorization)) return undefined
  return hub.keys.clientOf(authorization.slice(7).trim())
}
