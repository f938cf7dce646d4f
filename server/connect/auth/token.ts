import type { AuthScheme } from '../../model/connector.ts'
import { Problem } from '../../model/problem.ts'
import { formFrom, type OutgoingRequest } from '../outgoing.ts'
import type { TargetResponse } from '../response.ts'
import type { Authorization, Authorizer, AuthorizerOptions } from './authorizer.ts'
import { createSharedLogin, type Login } from './shared-login.ts'
import { basic, bearer } from './static.ts'
import { refuseUnavailable } from './unavailable.ts'

type OAuth2 = Extract<AuthScheme, { type: 'oauth2' }>

/** Used where the token answer does not say how long the token lives. */
const DEFAULT_LIFETIME_S = 300

/** OAuth 2 client credentials (RFC 6749 section 4.4): one token per connection, renewed in the last fifth of its life, and once after a 401. */
export function createTokenAuthorizer(scheme: OAuth2, options: AuthorizerOptions): Authorizer {
  const { now, exchange } = options
  const request = tokenRequest(scheme, options)
  const login = async (): Promise<Login<Authorization>> => {
    const sentAt = now()
    const { token, lifetimeMs } = readToken(await exchange(request))
    return { value: { headers: bearer(token) }, refreshAt: sentAt + lifetimeMs * 0.8, expiresAt: sentAt + lifetimeMs * 0.95 }
  }
  const shared = createSharedLogin(login, now)
  return {
    authorize: (signal) => shared.get(signal),
    expired: async (response, used) => {
      if (response.status !== 401) return false
      shared.drop(used)
      return true
    },
  }
}

function tokenRequest(scheme: OAuth2, { connection, base, credentials }: AuthorizerOptions): OutgoingRequest {
  const { tokenUrl, scope: chosenScope } = connection.settings
  const place = typeof tokenUrl === 'string' && tokenUrl !== '' ? tokenUrl : scheme.tokenPath
  const url = tokenAddress(place, base)
  const scope = typeof chosenScope === 'string' && chosenScope !== '' ? chosenScope : scheme.scope
  const { clientId = '', clientSecret = '' } = credentials
  const inBody = scheme.clientAuth === 'body'
  const form = { grant_type: 'client_credentials', scope, ...(inBody && { client_id: clientId, client_secret: clientSecret }) }
  // RFC 6749 section 2.3.1: id and secret are form-encoded before they become a Basic header.
  const encoded: Record<string, string> = inBody ? {} : { authorization: basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret)) }
  return {
    method: 'POST',
    origin: url.origin,
    path: url.pathname + url.search,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', ...encoded },
    body: Buffer.from(formFrom(form, 'auth')),
  }
}

function tokenAddress(place: string, base: URL): URL {
  const absolute = /^https?:\/\//.test(place)
  const text = absolute ? place : `${base.origin}${base.pathname.replace(/\/$/, '')}/${place.replace(/^\//, '')}`
  if (!URL.canParse(text)) throw new Problem('connection.invalid', 'The address for tokens is not a valid URL.', { at: 'settings.tokenUrl' })
  return new URL(text)
}

function readToken(response: TargetResponse): { token: string; lifetimeMs: number } {
  const { status, body } = response
  const answer = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  refuseUnavailable(response, 'The address for tokens')
  if (status < 200 || status > 299) {
    const code = answer['error']
    const vendorCode = typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? { vendorCode: code } : {}
    throw new Problem('target.auth', `The address for tokens answered ${status}.`, vendorCode)
  }
  const token = answer['access_token']
  if (typeof token !== 'string' || token === '') throw new Problem('target.malformed', 'The address for tokens answered without a token.')
  const lifetime = Number(answer['expires_in'] ?? DEFAULT_LIFETIME_S)
  return { token, lifetimeMs: (lifetime > 0 ? lifetime : DEFAULT_LIFETIME_S) * 1000 }
}
