import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hub } from '../hub/hub.ts'
import { Problem } from '../model/problem.ts'
import { allowOrigin } from './allow-origin.ts'

/** What of the hub tells who calls. */
export interface CallerHub {
  keys: Pick<Hub['keys'], 'clientOf'>
  clients: Pick<Hub['clients'], 'origins'>
}

/** As `requireClient`; pages of the client may read the answer, and pages of any client that there is none. */
export function requireCaller(hub: CallerHub, request: IncomingMessage, response: ServerResponse): string {
  const { origin } = request.headers
  if (origin === undefined) return requireClient(hub, request)
  const client = findClient(hub, request)
  allowOrigin(response, origin, hub.clients.origins(client))
  return client ?? requireClient(hub, request)
}

/** The client whose API key or token the request carries as bearer. Throws `request.unauthenticated`. */
export function requireClient(hub: Pick<CallerHub, 'keys'>, request: IncomingMessage): string {
  const client = findClient(hub, request)
  if (client === undefined)
    throw new Problem(
      'request.unauthenticated',
      request.headers.authorization === undefined ? 'The authorization header is missing.' : 'The API key is unknown or revoked.',
      { at: 'authorization' },
    )
  return client
}

/** The same, `undefined` without a valid key or token. */
export function findClient({ keys }: Pick<CallerHub, 'keys'>, request: IncomingMessage): string | undefined {
  const bearer = findBearer(request)
  return bearer === undefined ? undefined : keys.clientOf(bearer)
}

/** What the request carries as bearer. */
export function findBearer({ headers: { authorization } }: IncomingMessage): string | undefined {
  if (authorization === undefined || authorization.length > 400 || !/^bearer /i.test(authorization)) return undefined
  return authorization.slice(7).trim()
}
