import type { RequestHandler } from 'express'
import helmet from 'helmet'

/** Security headers of everything a browser renders: nothing from other hosts, no inline scripts, no frames. */
export function pageHeaders(): RequestHandler {
  const secured = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Only of use over TLS; browsers ignore it on plain HTTP.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // On plain HTTP to other names than localhost, browsers warn about these two.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })
  return secured
}
