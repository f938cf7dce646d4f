import { type Api, createApi } from '../../editor/api/api.ts'
import { ADMIN } from '../support/admin.ts'

/** A session that may be used at every server. */
export interface Session {
  cookie: string
  csrf: string
  /** The API of a server, for this login. */
  at(url: string): Api
}

/** Logs the first user in. */
export async function openSession(url: string): Promise<Session> {
  const body = JSON.stringify(ADMIN)
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin: url }, body })
  const cookie = answer.headers.getSetCookie()[0]!.split(';')[0]!
  const { csrf } = (await answer.json()) as { csrf: string }
  const at = (base: string): Api =>
    createApi({
      fetch: (input, init) => {
        const headers = new Headers(init?.headers)
        headers.set('cookie', cookie)
        headers.set('origin', base)
        return fetch(new URL(String(input), base), { ...init, headers })
      },
      csrf: () => csrf,
    })
  return { cookie, csrf, at }
}
