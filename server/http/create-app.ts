import compression from 'compression'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { type CanonicalRoute, mountCanonicalRoutes } from './canonical-routes.ts'
import { mountDemoTill } from './demo-till.ts'
import { mountEditorFiles } from './editor-files.ts'
import { allEndpoints, type EndpointListeners } from './endpoints/all-endpoints.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'
import { mountHealthRoutes } from './health-routes.ts'
import { mountHookRoutes } from './hook-routes.ts'
import { mountMetricsRoute } from './metrics-route.ts'
import { mountEndpoints } from './mount-endpoints.ts'
import { pageHeaders } from './page-headers.ts'
import { mountReferenceRoutes } from './reference-routes.ts'
import { mountSelectorFiles } from './selector-files.ts'

export interface AppParts extends EndpointListeners {
  canonical: readonly CanonicalRoute[]
}

/** The whole HTTP surface. Machine callers come first and pass no middleware. */
export function createApp(environment: HttpEnvironment, { canonical, ...listeners }: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', environment.settings.proxies)
  mountCanonicalRoutes(app, canonical, environment)
  mountHookRoutes(app, environment)
  mountHealthRoutes(app, environment)
  mountMetricsRoute(app, environment)
  app.use(pageHeaders(), compression())
  mountReferenceRoutes(app, environment)
  mountSelectorFiles(app, environment)
  mountDemoTill(app, environment)
  mountEndpoints(app, environment, allEndpoints(environment, listeners))
  mountEditorFiles(app, environment)
  app.use(catchAll(environment))
  return app
}

/** What a handler did not catch itself, such as an address with a broken percent-encoding. */
function catchAll({ log }: HttpEnvironment): ErrorRequestHandler {
  // Express knows error handlers by their four parameters.
  // oxlint-disable-next-line max-params
  return (error, _request, response, _next) => {
    new Exchange(log, 'unknown', response).fail(error)
  }
}
