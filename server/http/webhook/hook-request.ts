import type { Request } from 'express'
import type { MessageMeta } from '../../model/message.ts'
import { Problem } from '../../model/problem.ts'

/** What a flow sees of the request of a webhook as `$meta.request`. Throws `request.forbidden-key`. */
export function hookRequest(request: Request, path: string): NonNullable<MessageMeta['request']> {
  return { method: request.method, path, query: queryOf(request), headers: headersOf(request) }
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
