import type { Express, Request, RequestHandler, Response } from 'express'
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

/** Mounts the operations that POS and ERP systems call. No middleware: this is the hot path. */
export function mountCanonicalRoutes(app: Express, environment: HttpEnvironment): void {
  const methods = new Map<string, string[]>()
  for (const [id, operation] of Object.entries(CANONICAL_OPERATIONS)) {
    const path = `/api/v1${operation.path}`
    app[operation.method](expressPath(path), serveOperation(environment, id as CanonicalOperationId, { ...operation, path }))
    methods.set(path, [...(methods.get(path) ?? []), operation.method.toUpperCase()])
  }
  for (const [path, allowed] of methods) app.all(expressPath(path), refuseMethod(environment.log, path, allowed))
}

function serveOperation(environment: HttpEnvironment, id: CanonicalOperationId, operation: CanonicalOperation): RequestHandler {
  const { hub, runtime, settings, log } = environment
  const plan = planInput(operation)
  return async (request: Request, response: Response) => {
    const exchange = new Exchange(log, operation.path, response)
    for (const [name, value] of Object.entries(CALLER_HEADERS)) response.setHeader(name, value)
    try {
      requireAccepting(environment)
      const client = (exchange.caller = requireClient(hub, request))
      const flow = hub.clients.boundFlow(client, id)
      refuseQuery(request)
      const sent = await readJsonBody(request, settings.bodyLimit)
      const body = plan.read(request.params, sent.value, request.headers['if-match'])
      const result = await runtime.run({ flow, operation: id, body, inBytes: sent.bytes, signal: exchange.signal })
      response.setHeader('x-patchbay-run', (exchange.run = result.run.id))
      if (result.problem) throw result.problem
      answer(response, operation, result.response?.body)
    } catch (error) {
      exchange.fail(error, { withVendorMessage: true })
    }
  }
}

/** A misplaced criterion would otherwise be ignored in silence. */
function refuseQuery(request: Request): void {
  if (request.url.includes('?'))
    throw new Problem('request.invalid', 'This operation takes no query parameters.', { errors: [{ path: '?', message: 'no query parameters are expected' }] })
}

function answer(response: Response, operation: CanonicalOperation, body: unknown): void {
  response.statusCode = operation.status
  if (operation.output === null) {
    response.end()
    return
  }
  const version = (body as { versionToken?: unknown } | undefined)?.versionToken
  if (typeof version === 'string' && /^[\x21\x23-\x7e]+$/.test(version)) response.setHeader('etag', `"${version}"`)
  const text = JSON.stringify(body)
  response.setHeader('content-type', 'application/json; charset=utf-8')
  response.setHeader('content-length', Buffer.byteLength(text))
  response.end(text)
}
