import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import type { KnownCaller } from '../../hub/caller-tokens.ts'
import { type CallerEndpoint, type CallerEndpointId, CALLER_ENDPOINTS } from '../../model/caller-endpoint.ts'
import type { Cancellation } from '../../model/cancellation.ts'
import { Problem } from '../../model/problem.ts'
import { findBearer, requireCaller } from '../api-caller.ts'
import { answerCaller, CALLER_HEADERS } from '../caller-answer.ts'
import type { CanonicalRoute, ServeOperation } from '../canonical-routes.ts'
import { checkInput } from '../check-input.ts'
import { type HttpEnvironment, requireAccepting } from '../environment.ts'
import { Exchange } from '../exchange.ts'
import { readJsonBody } from '../json-body.ts'
import { refuseQuery } from '../refuse-query.ts'
import type { PathParams } from '../route-path.ts'

type Table = typeof CALLER_ENDPOINTS

/** What a handler answers with: defaults of its schema are filled in already. */
type AnswerOf<I extends CallerEndpointId> = z.output<Table[I]['response']>

type Parsed<I extends CallerEndpointId, Part extends 'body' | 'query'> = Table[I] extends Record<Part, infer S extends z.ZodType> ? z.output<S> : undefined

export interface CallerCall<I extends CallerEndpointId> extends KnownCaller {
  params: Record<PathParams<Table[I]['path']>, string>
  query: Parsed<I, 'query'>
  body: Parsed<I, 'body'>
  request: IncomingMessage
  response: ServerResponse
  /** Aborted when the caller hangs up. */
  signal: Cancellation
}

export type CallerHandler<I extends CallerEndpointId> = (call: CallerCall<I>) => AnswerOf<I> | Promise<AnswerOf<I>>

/** One handler for every endpoint: the compiler sees that none is missing. */
export type CallerHandlers = { [I in CallerEndpointId]: CallerHandler<I> }

type AnyHandler = (call: CallerCall<never>) => unknown

/** The endpoints of callers that no flow serves, ready to serve. */
export function callerRoutes(environment: HttpEnvironment, handlers: CallerHandlers): CanonicalRoute[] {
  return (Object.entries(CALLER_ENDPOINTS) as [CallerEndpointId, CallerEndpoint][]).map(([id, endpoint]) => {
    const path = `/api/v1${endpoint.path}`
    return { method: endpoint.method, path, serve: serveCaller(environment, { ...endpoint, path }, handlers[id] as AnyHandler) }
  })
}

function serveCaller(environment: HttpEnvironment, endpoint: CallerEndpoint, handle: AnyHandler): ServeOperation {
  const { log } = environment
  return async (request, response, params) => {
    const exchange = new Exchange(log, endpoint.path, response)
    try {
      const answer = await admitted(environment, { request, response, exchange }, async (caller) => {
        const { query, body } = await inputOf(endpoint, request, environment.settings.bodyLimit)
        return handle({ ...caller, params, query, body, request, response, signal: exchange.signal } as unknown as CallerCall<never>)
      })
      const text = JSON.stringify(answer)
      if (!endpoint.tagged) return answerCaller(response, { status: endpoint.status, lines: [], text })
      const tag = textTag(text)
      if (request.headers['if-none-match']?.includes(tag)) return answerCaller(response, { status: 304, lines: ['etag', tag] })
      answerCaller(response, { status: endpoint.status, lines: ['etag', tag], text })
    } catch (error) {
      exchange.fail(error, { headers: CALLER_HEADERS })
    }
  }
}

export interface CallerExchange {
  request: IncomingMessage
  response: ServerResponse
  exchange: Exchange
}

/** Does work for a caller who has been let in. */
export async function admitted<T>(
  environment: HttpEnvironment,
  { request, response, exchange }: CallerExchange,
  work: (caller: KnownCaller) => Promise<T>,
): Promise<T> {
  const { hub, admission } = environment
  requireAccepting(environment)
  const client = (exchange.caller = requireCaller(hub, request, response))
  const caller = hub.tokens.identify(findBearer(request) ?? '')
  if (!caller) throw new Problem('request.unauthenticated', 'The API key is unknown or revoked.', { at: 'authorization' })
  admission.enter(client)
  try {
    return await work(caller)
  } finally {
    admission.leave()
  }
}

async function inputOf({ query, body }: CallerEndpoint, request: IncomingMessage, limit: number): Promise<{ query: unknown; body: unknown }> {
  const { url = '' } = request
  const at = url.indexOf('?')
  if (!query && at !== -1) refuseQuery()
  return {
    query: query && checkInput(query, Object.fromEntries(at === -1 ? [] : new URLSearchParams(url.slice(at + 1)))),
    body: body && checkInput(body, (await readJsonBody(request, limit)).value),
  }
}

/** The entity tag of a text. */
export const textTag = (text: string): string => `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
