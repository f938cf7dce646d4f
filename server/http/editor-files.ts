import { join } from 'node:path'
import express, { type Express } from 'express'
import { Problem } from '../model/problem.ts'
import type { HttpEnvironment } from './environment.ts'
import { Exchange } from './exchange.ts'
import { htmlPage } from './html-page.ts'

const DAY_SECONDS = 86_400

/** Serves the built editor; every address that is no file and no API gets its page, which then finds the screen itself. */
export function mountEditorFiles(app: Express, { settings, log }: HttpEnvironment): void {
  const folder = settings.editorFolder
  // Names of built assets hold a hash of their content.
  app.use('/assets', express.static(join(folder, 'assets'), { index: false, immutable: true, maxAge: 365 * DAY_SECONDS * 1000, redirect: false }))
  app.use(
    express.static(folder, {
      index: false,
      redirect: false,
      cacheControl: false,
      setHeaders: (response) => void response.setHeader('cache-control', 'no-cache'),
    }),
  )
  app.get('/{*path}', (request, response, next) => {
    if (!isScreen(request.path) || !request.headers.accept?.includes('text/html')) return next()
    response.setHeader('cache-control', 'no-cache')
    response.sendFile('index.html', { root: folder, cacheControl: false }, (error) => {
      if (!error || response.headersSent) return
      response.status(503).type('html').send(htmlPage('The editor is not built', '<p>Run <code>npm run build</code>, then load this page again.</p>'))
    })
  })
  app.use((_request, response) => {
    new Exchange(log, 'unknown', response).fail(new Problem('request.not-found', 'No endpoint, page or file has this address.'))
  })
}

/** Screens of the editor have no dot in their last part and stand beside the APIs. */
const isScreen = (path: string): boolean => !/^\/(api|hooks|health|assets|docs|socket\.io)(\/|$)/.test(path) && !/\.[^/]*$/.test(path)
