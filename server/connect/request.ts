import type { RequestTemplate } from '../model/connector.ts'
import { formFrom, headersFrom, queryFrom, type OutgoingRequest } from './outgoing.ts'
import { compilePath } from './path-template.ts'
import { compileTemplate, type Compiler, type PreparedTemplate } from './template.ts'

export interface RequestPlace {
  readonly compiler: Compiler
  /** Where the template stands in its document. */
  readonly at: string
  /** The base URL of the connection. */
  readonly base: URL
  /** Headers that every request carries, already filled. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Builds one request for a scope. */
export type RequestBuilder = (scope: unknown) => Promise<OutgoingRequest>

type Part<T> = (scope: unknown) => T | Promise<T>

const MEDIA_TYPE = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

/** Compiles a request template once; constant parts are made here and not per call. */
export function prepareRequest(template: RequestTemplate, place: RequestPlace): RequestBuilder {
  const { compiler, at, base } = place
  const compile = (name: 'query' | 'headers' | 'body'): PreparedTemplate | undefined => {
    const part = template[name]
    return part === undefined ? undefined : compileTemplate(part, compiler, `${at}.${name}`)
  }
  const path = compilePath(template.path, compiler, `${at}.path`)
  const query = preparePart(compile('query'), (value) => queryFrom(value, `${at}.query`))
  const headers = preparePart(compile('headers'), (value) => headersFrom(value, `${at}.headers`))
  const body = preparePart(compile('body'), (value) => writeBody(value, template.encoding, `${at}.body`))
  const prefix = base.pathname.replace(/\/$/, '')
  const { method, encoding } = template
  const { origin } = base
  const plain = { accept: 'application/json', ...place.headers }
  const withBody = { ...plain, 'content-type': MEDIA_TYPE[encoding] }
  return async (scope) => {
    // Most parts are there at once, and each wait for one of them would cost.
    const found = path(scope)
    const address = prefix + (found instanceof Promise ? await found : found)
    const queryText = query && (await query(scope))
    const filled = body?.(scope)
    const bytes = filled instanceof Promise ? await filled : filled
    const own = headers && (await headers(scope))
    const common = bytes ? withBody : plain
    return {
      method,
      origin,
      path: (queryText ? `${address}${address.includes('?') ? '&' : '?'}${queryText}` : address) || '/',
      headers: own ? { ...common, ...own } : common,
      ...(bytes && { body: bytes }),
    }
  }
}

function writeBody(value: unknown, encoding: RequestTemplate['encoding'], at: string): Buffer | undefined {
  if (value === undefined) return undefined
  return Buffer.from(encoding === 'form' ? formFrom(value, at) : JSON.stringify(value))
}

/** A part of the request as a function of the scope; a constant part is converted once. */
function preparePart<T>(template: PreparedTemplate | undefined, convert: (value: unknown) => T): Part<T> | undefined {
  if (template === undefined) return undefined
  if (template.constant) {
    const made = convert(template.from(undefined))
    return () => made
  }
  return (scope) => {
    const value = template.from(scope)
    return value instanceof Promise ? value.then(convert) : convert(value)
  }
}
