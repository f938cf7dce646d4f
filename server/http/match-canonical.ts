import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CanonicalRoute, ServeOperation } from './canonical-routes.ts'

/** Serves a request, or gives false and leaves it to others. */
export type ServeFirst = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Finds operations by method and address without a router, which would cost as much as the rest of taking in a request. Knows the usual
 * spelling of addresses only, with at most one parameter, at the end; whatever else there is goes on to the router.
 */
export function matchCanonical(routes: readonly CanonicalRoute[]): ServeFirst {
  const whole = new Map<string, ServeOperation>()
  const open = new Map<string, { name: string; serve: ServeOperation }>()
  for (const { method, path, serve } of routes) {
    const parameter = /^([^{]*)\{(\w+)\}$/.exec(path)
    if (parameter) open.set(`${method.toUpperCase()} ${parameter[1]}`, { name: parameter[2]!, serve })
    else if (!path.includes('{')) whole.set(`${method.toUpperCase()} ${path}`, serve)
  }
  return (request, response) => {
    const { method, url = '' } = request
    const serve = whole.get(`${method} ${url}`)
    if (serve) {
      void serve(request, response, {})
      return true
    }
    const end = url.lastIndexOf('/') + 1
    const found = open.get(`${method} ${url.slice(0, end)}`)
    const value = found && segmentOf(url.slice(end))
    if (!found || value === undefined) return false
    void found.serve(request, response, { [found.name]: value })
    return true
  }
}

/** The last segment of an address, decoded; undefined where it is nothing, has a query, or is not encoded properly. */
function segmentOf(text: string): string | undefined {
  if (text === '' || /[?#]/.test(text)) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
