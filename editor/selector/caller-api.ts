import { readProblem, SelectorProblem } from './selector-problem.ts'

/** The token itself, or what gives one: called at first, and again when the one before has run out. */
export type TokenSource = string | (() => string | Promise<string>)

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  body?: unknown
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
}

export interface CallerApi {
  /** Throws `SelectorProblem`; a good answer has a status below 300, or 304. */
  call(path: string, options?: CallOptions): Promise<Response>
}

/** Sends requests below `/api/v1` of a server. A function as token is asked once more when a token is refused. */
export function callerApi(server: string, token: () => TokenSource | undefined): CallerApi {
  const known: { token?: string } = {}
  const base = server.replace(/\/+$/, '')
  const present = async (renew: boolean): Promise<string | undefined> => {
    const source = token()
    if (typeof source !== 'function') return source
    if (renew || known.token === undefined) known.token = await source()
    return known.token
  }
  const send = async (path: string, options: CallOptions, renew: boolean): Promise<Response> => {
    const bearer = await present(renew)
    try {
      return await fetch(`${base}/api/v1${path}`, requestOf(options, bearer))
    } catch (error) {
      if (options.signal?.aborted) throw new DOMException('superseded', 'AbortError')
      throw error instanceof TypeError ? new SelectorProblem('') : error
    }
  }
  return {
    async call(path, options = {}) {
      let response = await send(path, options, false)
      if (response.status === 401 && typeof token() === 'function') response = await send(path, options, true)
      if (response.ok || response.status === 304) return response
      throw await readProblem(response)
    },
  }
}

function requestOf({ method = 'GET', body, headers, signal }: CallOptions, bearer: string | undefined): RequestInit {
  return {
    method,
    // What people look at lives in the CRM: nothing is taken from, or left in, a cache of the browser.
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    headers: {
      accept: 'application/json',
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }
}
