import { ENDPOINTS, type BodyOf, type EndpointId, type QueryOf, type ResponseOf } from '../../server/model/endpoint.ts'
import type { Endpoint } from '../../server/model/endpoint-kind.ts'
import { isProblemDocument, offlineProblem, unreadableProblem, ApiProblem } from './api-problem.ts'

/** What a call sends: path parameters, query and body, as the endpoint asks for. */
export interface ApiRequest<I extends EndpointId> {
  params?: Record<string, string>
  query?: QueryOf<I>
  body?: BodyOf<I>
  signal?: AbortSignal
}

/** The typed client of the editor's API. `call` throws `ApiProblem` and nothing else, except the abort error of its signal. */
export interface Api {
  call<I extends EndpointId>(id: I, request?: ApiRequest<I>): Promise<ResponseOf<I>>
}

export interface ApiOptions {
  fetch: typeof fetch
  /** The token of the present session; every change sends it. */
  csrf: () => string | undefined
  /** Told when the server no longer knows the session. */
  onUnauthenticated?: (() => void) | undefined
  /** Told of each call that went well. */
  onDone?: ((id: EndpointId) => void) | undefined
}

/** Makes the client; the session travels as a cookie of the same origin. */
export function createApi(options: ApiOptions): Api {
  return {
    async call(id, request = {}) {
      const response = await send(options, id, request)
      const body = await readBody(response)
      if (response.ok) {
        options.onDone?.(id)
        return body as ResponseOf<typeof id>
      }
      if (response.status === 401 && id !== 'session.create' && id !== 'session.read') options.onUnauthenticated?.()
      throw isProblemDocument(body) ? new ApiProblem(body) : unreadableProblem(response.status)
    },
  }
}

async function send<I extends EndpointId>(options: ApiOptions, id: I, request: ApiRequest<I>): Promise<Response> {
  const endpoint: Endpoint = ENDPOINTS[id]
  const headers: Record<string, string> = { accept: 'application/json' }
  const csrf = endpoint.method === 'get' ? undefined : options.csrf()
  if (csrf !== undefined) headers['x-patchbay-csrf'] = csrf
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  const init: RequestInit = { method: endpoint.method.toUpperCase(), headers, credentials: 'same-origin' }
  if (request.body !== undefined) init.body = JSON.stringify(request.body)
  if (request.signal) init.signal = request.signal
  try {
    return await options.fetch(addressOf(endpoint.path, request.params, request.query as object | undefined), init)
  } catch (error) {
    if (request.signal?.aborted) throw error
    throw offlineProblem()
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => {
    throw offlineProblem()
  })
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch {
    throw unreadableProblem(response.status)
  }
}

/** The address of an endpoint: parameters percent-encoded, empty query values left out. */
export function addressOf(path: string, params: Record<string, string> = {}, query?: object): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
  return search === '' ? filled : `${filled}?${search}`
}
