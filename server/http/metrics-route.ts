import { createHash, timingSafeEqual } from 'node:crypto'
import type { Express, Request } from 'express'
import { Problem } from '../model/problem.ts'
import type { HttpEnvironment, HttpSettings } from './environment.ts'
import { Exchange } from './exchange.ts'
import { refuseMethod } from './refuse-method.ts'

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/

/** `GET /metrics`: for programs on the same machine, and for whoever has the token of the settings. */
export function mountMetricsRoute(app: Express, { metrics, settings, log }: HttpEnvironment): void {
  app.get('/metrics', async (request, response) => {
    try {
      if (!isLocal(request, settings) && !hasToken(request, settings))
        throw new Problem('request.forbidden', 'Metrics are for this machine, or for whoever sends the token of PATCHBAY_METRICS_TOKEN.')
      const { text, contentType } = await metrics.read()
      response.set('cache-control', 'no-store').type(contentType).send(text)
    } catch (error) {
      new Exchange(log, '/metrics', response).fail(error)
    }
  })
  app.all('/metrics', refuseMethod(log, '/metrics', ['GET']))
}

/** Behind proxies the address is the forwarded one. A forwarded request counts as one from elsewhere where no proxy is expected. */
function isLocal(request: Request, { proxies }: HttpSettings): boolean {
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return LOOPBACK.test(request.ip ?? '') && (proxies > 0 || !forwarded)
}

function hasToken({ headers }: Request, { metricsToken }: HttpSettings): boolean {
  const [, sent] = /^Bearer ([^\s]+)$/i.exec(headers.authorization ?? '') ?? []
  return sent !== undefined && metricsToken !== undefined && timingSafeEqual(digest(sent), digest(metricsToken))
}

/** Of equal length for all texts, which the comparison needs. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
