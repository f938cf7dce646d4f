import type { NewSession } from '../../hub/users.ts'
import type { HttpEnvironment } from '../environment.ts'
import { createLoginLimit } from '../login-limit.ts'
import type { EndpointHandlers } from '../mount-endpoints.ts'
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts'
import type { Response } from 'express'
import type { SessionView } from '../../model/user.ts'

type Handled = 'setup.state' | 'setup.finish' | 'session.read' | 'session.create' | 'session.delete'

/** Set-up of the first user, login, logout. `ended` is told of every session that ends, so that its live channel closes. */
export function sessionEndpoints({ hub }: HttpEnvironment, ended: (user: string) => void): Pick<EndpointHandlers, Handled> {
  const limit = createLoginLimit()
  return {
    'setup.state': async () => ({ needed: await hub.users.needsSetup() }),
    'setup.finish': async (call) => {
      await limit(call, 'set-up')
      return begin(call.response, await hub.users.finishSetup(call.body))
    },
    'session.read': ({ caller: { user, role, csrf } }) => ({ user, role, csrf }),
    'session.create': async (call) => {
      await limit(call, call.body.user)
      return begin(call.response, await hub.users.login(call.body.user, call.body.password))
    },
    'session.delete': async ({ caller, response }) => {
      await hub.users.logout(caller.token)
      clearSessionCookie(response)
      ended(caller.user)
      return { done: true }
    },
  }
}

function begin(response: Response, { token, maxAgeMs, view }: NewSession): SessionView {
  setSessionCookie(response, token, maxAgeMs)
  return view
}
