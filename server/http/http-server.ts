import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Express, Request, Response } from 'express'
import type { ServeFirst } from './match-canonical.ts'
import { answerUnreadable } from './unreadable-request.ts'

const TIMEOUTS = { headersTimeout: 20_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 }

/**
 * A server for the app; `first` may serve a request without it. Express sets the prototype of every request and response, which makes them slow on Node 20;
 * there they are made with the prototypes of the app from the start, so that setting them changes nothing.
 */
export function createHttpServer(app: Express, first: ServeFirst): Server {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // On Node 20 they are made with the prototypes of the app.
    if (!first(request, response)) app(request as Request, response as Response)
  }
  if (Number(process.versions.node.split('.')[0]) >= 22) return createServer(TIMEOUTS, serve).on('clientError', answerUnreadable)
  const classes = { IncomingMessage: madeWith(IncomingMessage, app.request), ServerResponse: madeWith(ServerResponse, app.response) }
  return createServer({ ...TIMEOUTS, ...classes }, serve).on('clientError', answerUnreadable)
}

/** A constructor as `base` is, whose objects have another prototype. Classes can't: their `prototype` is fixed. */
function madeWith<B extends typeof IncomingMessage | typeof ServerResponse>(base: B, prototype: object): B {
  function Made(this: object, ...parameters: unknown[]): void {
    Reflect.apply(base, this, parameters)
  }
  Made.prototype = prototype
  return Made as unknown as B
}
