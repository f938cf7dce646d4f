import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'
import { CANONICAL_OPERATIONS, type CanonicalOperation, type CanonicalOperationId } from '../model/canonical-operation.ts'
import { Problem } from '../model/problem.ts'
import { requireClient } from './api-caller.ts'
import { planInput } from './canonical-input.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readJsonBody } from './json-body.ts'
import { refuseMethod } from './refuse-method.ts'
import { expressPath } from './route-path.ts'

/** Headers of every answer to a machine caller: nothing is cached, guessed or rendered. */
export const CALLER_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
} as const

const RUN_HEADER = 'x-patchbay-run'
/** Name, value, name, value, as Node takes them. */
const CALLER_LINES: readonly string[] = Object.entries(CALLER_HEADERS).flat()

/** Serves a request to one operation. `params` are those of the path, decoded. */
export type ServeOperation = (request: IncomingMessage, response: ServerResponse, params: Readonly<Record<string, unknown>>) => Promise<void>

/** An operation that POS and ERP systems call, ready to serve. */
export interface CanonicalRoute {
  readonly method: CanonicalOperation['method']
  /** In OpenAPI notation, from the root. */
  readonly path: string
  readonly serve: ServeOperation
}

/** Prepares all operations, once. */
export function canonicalRoutes(environment: HttpEnvironment): CanonicalRoute[] {
  return Object.entries(CANONICAL_OPERATIONS).map(([id, operation]) => {
    const path = `/api/v1${operation.path}`
    return { method: operation.method, path, serve: serveOperation(environment, id as CanonicalOperationId, { ...operation, path }) }
  })
}

/** Mounts the operations for every spelling of their addresses. No middleware; the usual spelling does not even come here. */
export function mountCanonicalRoutes(app: Express, routes: readonly CanonicalRoute[], { log }: HttpEnvironment): void {
  const methods = new Map<string, string[]>()
  for (const { method, path, serve } of routes) {
    app[method](expressPath(path), (request, response) => serve(request, response, request.params))
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  }
  for (const [path, allowed] of methods) app.all(expressPath(path), refuseMethod(log, path, allowed))
}

function serveOperation(environment: HttpEnvironment, id: CanonicalOperationId, operation: CanonicalOperation): ServeOperation {
  const { hub, runtime, settings, log } = environment
  const plan = planInput(operation)
  return async (request, response, params) => {
    const exchange = new Exchange(log, operation.path, response)
    try {
      requireAccepting(environment)
      const client = (exchange.caller = requireClient(hub, request))
      const flow = hub.clients.boundFlow(client, id)
      refuseQuery(request)
      const sent = await readJsonBody(request, settings.bodyLimit)
      const body = plan.read(params, sent.value, request.headers['if-match'])
      const result = await runtime.run({ flow, operation: id, body, inBytes: sent.bytes, signal: exchange.signal })
      exchange.run = result.run.id
      if (result.problem) throw result.problem
      answer(response, operation, { run: exchange.run, body: result.response?.body })
    } catch (error) {
      exchange.fail(error, { withVendorMessage: true, headers: { ...CALLER_HEADERS, ...(exchange.run !== undefined && { [RUN_HEADER]: exchange.run }) } })
    }
  }
}

/** A misplaced criterion would otherwise be ignored in silence. */
function refuseQuery(request: IncomingMessage): void {
  if (request.url?.includes('?'))
    throw new Problem('request.invalid', 'This operation takes no query parameters.', { errors: [{ path: '?', message: 'no query parameters are expected' }] })
}

/** Headers are written in one go: setting them one by one makes Node keep a table of them first. */
function answer(response: ServerResponse, operation: CanonicalOperation, { run, body }: { run: string; body: unknown }): void {
  const headers = [...CALLER_LINES, RUN_HEADER, run]
  if (operation.output === null) {
    response.writeHead(operation.status, headers).end()
    return
  }
  const version = (body as { versionToken?: unknown } | undefined)?.versionToken
  const text = JSON.stringify(body)
  if (typeof version === 'string' && /^[\x21\x23-\x7e]+$/.test(version)) headers.push('etag', `"${version}"`)
  headers.push('content-type', 'application/json; charset=utf-8', 'content-length', String(Buffer.byteLength(text)))
  response.writeHead(operation.status, headers).end(text)
}
