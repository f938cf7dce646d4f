import type { Express, Request, Response } from 'express'
import type { FlowRuntime, RunResult } from '../flow/contract.ts'
import { Problem } from '../model/problem.ts'
import { requireClient } from './api-caller.ts'
import { CALLER_HEADERS } from './canonical-routes.ts'
import { type HttpEnvironment, requireAccepting } from './environment.ts'
import { Exchange } from './exchange.ts'
import { readJsonBody } from './json-body.ts'

const PREFIX = '/hooks/'

/** Mounts the custom endpoints of flows: `/hooks/<path>`, any method, JSON bodies. */
export function mountHookRoutes(app: Express, environment: HttpEnvironment): void {
  const { hub, runtime, settings, log } = environment
  app.all('/hooks/*path', async (request, response) => {
    const exchange = new Exchange(log, '/hooks/*', response)
    for (const [name, value] of Object.entries(CALLER_HEADERS)) response.setHeader(name, value)
    try {
      requireAccepting(environment)
      const client = (exchange.caller = requireClient(hub, request))
      const path = decodeURIComponent(request.path.slice(PREFIX.length))
      const hook = findHook(runtime, { client, method: request.method, path, response })
      const sent = await readJsonBody(request, settings.bodyLimit)
      const about = { method: request.method, path, query: queryOf(request), headers: headersOf(request) }
      const result = await runtime.run({
        flow: hook.flow,
        trigger: hook.trigger,
        body: sent.value ?? null,
        inBytes: sent.bytes,
        request: about,
        signal: exchange.signal,
      })
      response.setHeader('x-patchbay-run', (exchange.run = result.run.id))
      if (result.problem) throw result.problem
      answer(response, result.response)
    } catch (error) {
      exchange.fail(error, { withVendorMessage: true })
    }
  })
}

function findHook(runtime: FlowRuntime, { client, method, path, response }: { client: string; method: string; path: string; response: Response }) {
  const hook = runtime.hook(client, method, path)
  if (hook) return hook
  const methods = runtime.hookMethods(client, path)
  if (methods.length === 0) throw new Problem('request.not-found', 'No published flow of this client has a webhook at this path.')
  response.setHeader('allow', methods.join(', '))
  throw new Problem('request.method', `The webhook at this path answers to ${methods.join(', ')}.`)
}

/** A repeated name counts with its last value. */
function queryOf(request: Request): Record<string, string> {
  const at = request.url.indexOf('?')
  return at < 0 ? {} : plainRecord(new URLSearchParams(request.url.slice(at)))
}

/** Credentials and connection details stay outside the flow. */
const HIDDEN = /^(authorization|proxy-authorization|cookie|connection|keep-alive|transfer-encoding|host|content-length)$/

function headersOf(request: Request): Record<string, string> {
  return plainRecord(
    Object.entries(request.headers).flatMap(([name, value]) => (HIDDEN.test(name) || value === undefined ? [] : [[name, String(value)] as const])),
  )
}

/** Entries become own properties whatever their names are; those that could reach a prototype are refused. */
function plainRecord(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const kept = [...entries]
  for (const [name] of kept)
    if (/^(__proto__|constructor|prototype|_jsonata_\w+)$/.test(name))
      throw new Problem('request.forbidden-key', 'A query parameter or header has a name that is not allowed.')
  return Object.fromEntries(kept)
}

/** Headers that a flow may not set: they belong to the connection or to the session of the editor. */
const RESERVED =
  /^(content-length|transfer-encoding|connection|keep-alive|upgrade|trailer|te|set-cookie|x-patchbay-.*|content-security-policy|x-content-type-options)$/i

function answer(response: Response, result: RunResult['response']): void {
  if (result === null) {
    response.statusCode = 204
    response.end()
    return
  }
  response.statusCode = result.status
  response.setHeader('content-type', 'application/json; charset=utf-8')
  for (const [name, value] of Object.entries(result.headers ?? {})) if (!RESERVED.test(name)) response.setHeader(name, value)
  response.end(result.status === 204 || result.status === 304 || result.body === undefined ? undefined : JSON.stringify(result.body))
}
