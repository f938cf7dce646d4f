import type { Cancellation } from '../../model/cancellation.ts'
import type { Connection } from '../../model/connection.ts'
import { CREDENTIAL_FIELDS, type AuthScheme, type Connector } from '../../model/connector.ts'
import { Problem } from '../../model/problem.ts'
import type { OutgoingRequest } from '../outgoing.ts'
import type { TargetResponse } from '../response.ts'
import type { Compiler } from '../template.ts'
import { createSessionAuthorizer } from './session.ts'
import { apiKey, basic, bearer } from './static.ts'
import { createTokenAuthorizer } from './token.ts'

/** What is added to a request so that the target lets it in. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>
  /** `name=value`, encoded. */
  readonly query?: string
}

/** Of a target that lets everybody in. */
export const NO_AUTHORIZATION: Authorization = { headers: {} }

/** Lets requests of one connection in. */
export interface Authorizer {
  authorize(signal: Cancellation): Authorization | Promise<Authorization>
  /** True if the answer asks for a new login; the one that was used is then forgotten. Left out by schemes that have nothing to renew. */
  expired?(response: TargetResponse, used: Authorization): Promise<boolean>
}

export type Credentials = Readonly<Record<string, string>>

export interface AuthorizerOptions {
  readonly connection: Connection
  readonly connector: Connector
  readonly base: URL
  readonly credentials: Credentials
  readonly compiler: Compiler
  /** Milliseconds. */
  readonly now: () => number
  /** Sends a login or token request, independent of any caller's signal, and reads the answer. */
  readonly exchange: (request: OutgoingRequest) => Promise<TargetResponse>
}

/** The authorizer for the scheme that the connection chose. Throws `connection.invalid` where scheme or credentials are missing. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { connection, connector, credentials } = options
  const scheme = connector.auth.find((candidate) => candidate.type === connection.auth)
  if (!scheme) throw new Problem('connection.invalid', `The connector has no auth scheme "${connection.auth}".`, { at: 'auth' })
  for (const field of CREDENTIAL_FIELDS[scheme.type]) {
    if (!credentials[field]) throw new Problem('connection.invalid', `The credential "${field}" is not set.`, { at: `credentials.${field}` })
  }
  return authorizerFor(scheme, options)
}

function authorizerFor(scheme: AuthScheme, options: AuthorizerOptions): Authorizer {
  const { credentials, connection } = options
  switch (scheme.type) {
    case 'none':
      return fixed(NO_AUTHORIZATION)
    case 'apiKey':
      return fixed(apiKey(scheme, credentials, connection.settings))
    case 'basic':
      return fixed({ headers: { authorization: basic(credentials['username'] ?? '', credentials['password'] ?? '') } })
    case 'bearer':
      return fixed({ headers: bearer(credentials['token'] ?? '') })
    case 'oauth2':
      return createTokenAuthorizer(scheme, options)
    case 'session':
      return createSessionAuthorizer(scheme, options)
  }
}

const fixed = (authorization: Authorization): Authorizer => ({ authorize: () => authorization })
