import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from 'express'
import { CANONICAL_OPERATIONS, type CanonicalOperation, type CanonicalOperationId } from '../model/canonical-operation.ts'
import { answerPreflight } from './allow-origin.ts'
import type { HttpEnvironment } from './environment.ts'
import { refuseMethod } from './refuse-method.ts'
import { expressPath } from './route-path.ts'
import { RUN_STATUS_PATH, serveRunStatus } from './run-status.ts'
import { serveOperation } from './serve-operation.ts'

/** Serves a request to one operation. `params` are those of the path, decoded. */
export type ServeOperation = (request: IncomingMessage, response: ServerResponse, params: Readonly<Record<string, unknown>>) => Promise<void>

/** Something that POS and ERP systems call, ready to serve. */
export interface CanonicalRoute {
  readonly method: CanonicalOperation['method']
  /** In OpenAPI notation, from the root. */
  readonly path: string
  readonly serve: ServeOperation
}

/** Prepares all operations and the state of accepted documents, once. */
export function canonicalRoutes(environment: HttpEnvironment): CanonicalRoute[] {
  const operations = Object.entries(CANONICAL_OPERATIONS).map(([id, operation]): CanonicalRoute => {
    const path = `/api/v1${operation.path}`
    return { method: operation.method, path, serve: serveOperation(environment, id as CanonicalOperationId, { ...operation, path }) }
  })
  return [...operations, { method: 'get', path: RUN_STATUS_PATH, serve: serveRunStatus(environment) }]
}

/** Mounts the operations for every spelling of their addresses. No middleware; the usual spelling does not even come here. */
export function mountCanonicalRoutes(app: Express, routes: readonly CanonicalRoute[], { log, hub }: HttpEnvironment): void {
  app.options('/api/v1/*path', (request, response, next) => {
    if (request.headers['access-control-request-method'] === undefined) next()
    else answerPreflight(response, hub.clients.origins(undefined))
  })
  const methods = new Map<string, string[]>()
  // Of two addresses that fit, the one without a parameter is meant.
  for (const { method, path, serve } of routes.toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))) {
    app[method](expressPath(path), (request, response) => serve(request, response, request.params))
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  }
  for (const [path, allowed] of methods) app.all(expressPath(path), refuseMethod(log, path, allowed))
}
