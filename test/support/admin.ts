import { createApi, type Api } from '../../editor/api/api.ts'
import type { SessionView } from '../../server/model/user.ts'

export const ADMIN = { user: 'ada', password: 'a long enough password' }

/** A fetch that keeps the cookies of one server, as a browser would. */
function fetchWithCookies(base: string): typeof fetch {
  const cookies = new Map<string, string>()
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    headers.set('origin', base)
    const response = await fetch(new URL(String(input), base), { ...init, headers })
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0]!.split('=')
      cookies.set(name!, value!)
    }
    return response
  }
}

/** An API whose session travels as cookies; `open` makes the session. */
async function openApi(base: string, open: (api: Api) => Promise<SessionView>): Promise<{ api: Api; session: SessionView }> {
  const known: { session?: SessionView } = {}
  const api = createApi({ fetch: fetchWithCookies(base), csrf: () => known.session?.csrf })
  const session = await open(api)
  known.session = session
  return { api, session }
}

/** The API of a fresh server, logged in as its first user, who is made through the set-up link. */
export const setUpAdmin = (base: string, setupToken: string): Promise<{ api: Api; session: SessionView }> =>
  openApi(base, (api) => api.call('setup.finish', { body: { token: setupToken, ...ADMIN } }))

/** The API of a server that has the first user already. */
export const logIn = async (base: string): Promise<Api> => (await openApi(base, (api) => api.call('session.create', { body: ADMIN }))).api
