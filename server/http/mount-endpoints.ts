import type { Request, RequestHandler, Response, Router } from 'express'
import type { z } from 'zod'
import type { Cancellation } from '../model/cancellation.ts'
import { type EndpointId, ENDPOINTS, type ResponseOf } from '../model/endpoint.ts'
import type { Endpoint } from '../model/endpoint-kind.ts'
import { Problem } from '../model/problem.ts'
import { allows, type SessionView } from '../model/user.ts'
import { addAudit } from './add-audit.ts'
import { checkInput } from './check-input.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readJsonBody } from './json-body.ts'
import { refuseMethod } from './refuse-method.ts'
import { type PathParams, expressPath } from './route-path.ts'
import { requireSameOrigin } from './same-origin.ts'
import { sameText, sessionToken } from './session-cookie.ts'

/** Largest bodies of the editor, in bytes: a drawing with its samples, and what somebody may send who has not logged in. */
const BODY_LIMIT = 8_000_000
const PUBLIC_BODY_LIMIT = 16_000

/** Who is logged in, with the token of the session. */
export interface Caller extends SessionView {
  token: string
}

type Parsed<I extends EndpointId, Part extends 'body' | 'query'> =
  (typeof ENDPOINTS)[I] extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined

export interface EndpointCall<I extends EndpointId> {
  params: Record<PathParams<(typeof ENDPOINTS)[I]['path']>, string>
  query: Parsed<I, 'query'>
  body: Parsed<I, 'body'>
  /** Only a public endpoint may be called by nobody. */
  caller: (typeof ENDPOINTS)[I]['role'] extends 'public' ? Caller | undefined : Caller
  request: Request
  response: Response
  /** Aborted when the caller hangs up. */
  signal: Cancellation
}

export type EndpointHandler<I extends EndpointId> = (call: EndpointCall<I>) => ResponseOf<I> | Promise<ResponseOf<I>>

/** One handler for every endpoint: the compiler sees that none is missing. */
export type EndpointHandlers = { [I in EndpointId]: EndpointHandler<I> }

type NamedEndpoint = Endpoint & { id: string }
/** What of an endpoint decides who is let in. */
type Gate = Pick<NamedEndpoint, 'id' | 'method' | 'role' | 'audited'>
type AnyHandler = (call: EndpointCall<never>) => unknown

/** Mounts every endpoint of the table with its role, csrf and schema checks, then the 405 of each path. */
export function mountEndpoints(router: Router, environment: HttpEnvironment, handlers: EndpointHandlers): void {
  const methods = new Map<string, string[]>()
  for (const [id, endpoint] of Object.entries(ENDPOINTS) as [EndpointId, Endpoint][]) {
    router[endpoint.method](expressPath(endpoint.path), serveEndpoint(environment, { ...endpoint, id }, handlers[id] as AnyHandler))
    methods.set(endpoint.path, [...(methods.get(endpoint.path) ?? []), endpoint.method.toUpperCase()])
  }
  for (const [path, allowed] of methods) router.all(expressPath(path), refuseMethod(environment.log, path, allowed))
}

function serveEndpoint(environment: HttpEnvironment, endpoint: NamedEndpoint, handle: AnyHandler): RequestHandler {
  return async (request, response) => {
    const exchange = new Exchange(environment.log, endpoint.path, response)
    response.setHeader('cache-control', 'no-store')
    try {
      const caller = await admit(environment, endpoint, request)
      exchange.caller = caller?.user
      const query = endpoint.query ? checkInput(endpoint.query, request.query) : undefined
      const body = endpoint.body ? checkInput(endpoint.body, (await readJsonBody(request, caller ? BODY_LIMIT : PUBLIC_BODY_LIMIT)).value) : undefined
      const call = { params: request.params, query, body, caller, request, response, signal: exchange.signal }
      response.json(await handle(call as unknown as EndpointCall<never>))
    } catch (error) {
      exchange.fail(error)
    }
  }
}

/** The caller, if there is one. Throws unless the request may come in. */
export async function admit(environment: HttpEnvironment, endpoint: Gate, request: Request): Promise<Caller | undefined> {
  const changes = endpoint.method !== 'get'
  if (changes) requireSameOrigin(request)
  const token = sessionToken(request)
  const session = token === undefined ? undefined : await environment.hub.users.find(token)
  const caller = session && token !== undefined ? { ...session, token } : undefined
  if (endpoint.role === 'public') return caller
  if (!caller) throw new Problem('request.unauthenticated', 'Nobody is logged in.')
  if (changes) requireCsrf(request, caller.csrf)
  if (allows(caller.role, endpoint.role)) return caller
  if (endpoint.audited) await addAudit(environment, { user: caller.user, action: 'refused', subject: `endpoint:${endpoint.id}`, note: `role ${caller.role}` })
  throw new Problem('request.forbidden', `This needs the role ${endpoint.role}.`)
}

function requireCsrf(request: Request, csrf: string): void {
  const sent = request.headers['x-patchbay-csrf']
  if (typeof sent !== 'string' || !sameText(sent, csrf))
    throw new Problem('request.csrf', 'The header x-patchbay-csrf is missing or belongs to another session.')
}
