import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import express, { type Express, type RequestHandler } from 'express'
import { Problem } from '../model/problem.ts'
import { findClient } from './api-caller.ts'
import { API_PAGE, API_PAGE_SCRIPT } from './api-page.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'
import { makeOpenApi } from './openapi.ts'
import { problemsPage } from './problems-page.ts'
import { sessionToken } from './session-cookie.ts'

const swaggerFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))

/** The generated API description and the reference pages; a login or an API key is needed. */
export function mountReferenceRoutes(app: Express, environment: HttpEnvironment): void {
  const known = requireAnyone(environment)
  const html =
    (text: () => string): RequestHandler =>
    (_request, response) =>
      void response.set('cache-control', 'no-cache').type('html').send(text())
  let openApi: string | undefined
  app.get('/api/openapi.json', known, (_request, response) => {
    openApi ??= JSON.stringify(makeOpenApi(environment.settings.version))
    response.set('cache-control', 'no-cache').type('json').send(openApi)
  })
  app.get('/docs/problems', known, html(problemsPage))
  app.get(
    '/docs/api',
    known,
    html(() => API_PAGE),
  )
  app.get('/docs/api/start.js', known, (_request, response) => void response.type('text/javascript').send(API_PAGE_SCRIPT))
  app.use('/docs/api', known, express.static(swaggerFolder, { index: false, redirect: false }))
}

/** Lets in whoever has a session or an API key; a browser without one is sent to the login. */
function requireAnyone({ hub, log }: HttpEnvironment): RequestHandler {
  return async (request, response, next) => {
    const token = sessionToken(request)
    if (findClient(hub, request) !== undefined || (token !== undefined && (await hub.users.find(token)))) return next()
    if (request.method === 'GET' && request.headers['sec-fetch-dest'] === 'document') return response.redirect(303, '/')
    new Exchange(log, request.route?.path ?? '/docs/api/*', response).fail(new Problem('request.unauthenticated', 'Neither a login nor an API key was sent.'))
  }
}
