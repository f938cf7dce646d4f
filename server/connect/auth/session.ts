import type { AuthScheme } from '../../model/connector.ts'
import { Problem } from '../../model/problem.ts'
import { headersFrom } from '../outgoing.ts'
import { prepareRequest } from '../request.ts'
import { compileExpression, compileTemplate } from '../template.ts'
import type { Authorization, Authorizer, AuthorizerOptions } from './authorizer.ts'
import { createSharedLogin, type Login } from './shared-login.ts'
import { refuseUnavailable } from './unavailable.ts'

type Session = Extract<AuthScheme, { type: 'session' }>

/** A login request whose answer opens a session; one per connection, kept until the target says that it has ended. */
export function createSessionAuthorizer(scheme: Session, options: AuthorizerOptions): Authorizer {
  const { compiler, now } = options
  const login = prepareLogin(scheme, options)
  const expired = compileExpression(scheme.expired, compiler, 'auth.expired')
  const shared = createSharedLogin(login, now)
  return {
    authorize: (signal) => shared.get(signal),
    expired: async (response, used) => {
      if ((await expired(response)) !== true) return false
      shared.drop(used)
      return true
    },
  }
}

function prepareLogin(scheme: Session, options: AuthorizerOptions): () => Promise<Login<Authorization>> {
  const { compiler, base, connection, credentials, exchange } = options
  const request = prepareRequest(scheme.login, { compiler, base, at: 'auth.login' })
  const session = compileExpression(scheme.session, compiler, 'auth.session')
  const headers = compileTemplate(scheme.headers, compiler, 'auth.headers')
  const scope = { credentials, connection: { baseUrl: connection.baseUrl, settings: connection.settings } }
  return async () => {
    const response = await exchange(await request(scope))
    refuseUnavailable(response, 'The login')
    const opened = response.status < 400 ? await session({ ...response, credentials }) : undefined
    if (opened === undefined || opened === null) throw new Problem('target.auth', `The target refused the login (${response.status}).`)
    const value = { headers: headersFrom(await headers.from({ session: opened }), 'auth.headers') }
    return { value, refreshAt: Infinity, expiresAt: Infinity }
  }
}
