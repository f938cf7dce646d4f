import { type Call, MARK } from './workbench.ts'

/** A request that is refused, and how. */
export interface BadRequest {
  title: string
  call: Call
  status: number
  code: string
  /** The place that the problem names. */
  at?: string
  /** Part of the detail. */
  detail?: string
  /** Paths, and parts of the messages, of the errors. */
  errors?: Record<string, string>
}

export const SEARCH = '/api/v1/customers/search'
/** A search of the client. */
export const search = (body: Call['body'], headers: Record<string, string> = {}): Call => ({ path: SEARCH, headers, ...(body !== undefined && { body }) })

/** Everything that may be wrong with a request to the API. */
export const BAD_REQUESTS: BadRequest[] = [
  {
    title: 'malformed JSON',
    call: search(`{"name": "${MARK}",\n "email": }`),
    status: 400,
    code: 'request.malformed',
    at: 'line 2, column 11',
    detail: 'line 2, column 11',
  },
  {
    title: 'a wrong content type',
    call: search(`name=${MARK}`, { 'content-type': 'text/plain' }),
    status: 415,
    code: 'request.media-type',
    at: 'content-type',
  },
  { title: 'no content type', call: search(Buffer.from('{}'), { 'content-type': '' }), status: 415, code: 'request.media-type', at: 'content-type' },
  { title: 'a body over the limit', call: search({ name: MARK.repeat(70_000) }), status: 413, code: 'request.too-large', detail: '1048576 bytes' },
  {
    title: 'nesting too deep',
    call: search(`{"name":"${MARK}","ext":${'['.repeat(65)}${']'.repeat(65)}}`),
    status: 400,
    code: 'request.too-deep',
    detail: '64',
  },
  { title: 'nesting without end', call: search('['.repeat(400_000) + ']'.repeat(400_000)), status: 400, code: 'request.too-deep', detail: '64' },
  { title: 'nesting that never closes', call: search('['.repeat(1_000_000)), status: 400, code: 'request.malformed', at: 'line 1, column 1000001' },
  ...['__proto__', 'constructor', 'prototype', '_jsonata_lambda'].map((key): BadRequest => ({
    title: `the key ${key}`,
    call: search(`{"name":"x","ext":{"${key}":"${MARK}"}}`),
    status: 400,
    code: 'request.forbidden-key',
    at: key,
    detail: key,
  })),
  { title: 'unknown fields', call: search({ name: MARK, nickname: MARK }), status: 422, code: 'request.invalid', errors: { nickname: 'not a known field' } },
  {
    title: 'wrong types',
    call: search({ name: 3, limit: MARK }),
    status: 422,
    code: 'request.invalid',
    errors: { name: 'expected string', limit: 'expected number' },
  },
  { title: 'no key', call: search({ name: MARK }, { authorization: '' }), status: 401, code: 'request.unauthenticated', at: 'authorization' },
  {
    title: 'a key of no client',
    call: search({ name: MARK }, { authorization: `Bearer pb_0000000000000000_${MARK}` }),
    status: 401,
    code: 'request.unauthenticated',
    at: 'authorization',
  },
  { title: 'an unknown client', call: { path: '/api/clients/nobody/keys', body: { name: 'x' }, as: 'admin' }, status: 404, code: 'client.unknown', at: 'id' },
  {
    title: 'a broken percent-encoding',
    call: { method: 'GET', path: '/api/v1/customers/%E0%A4%A' },
    status: 400,
    code: 'request.malformed',
  },
  { title: 'an unknown route', call: { path: `/api/v1/${MARK}`, body: { name: MARK } }, status: 404, code: 'request.not-found' },
  { title: 'an unknown hook', call: { path: `/hooks/${MARK}`, body: { name: MARK } }, status: 404, code: 'request.not-found' },
  { title: 'a wrong method', call: { ...search({ name: MARK }), method: 'PUT' }, status: 405, code: 'request.method', detail: 'POST' },
  {
    title: 'publishing a flow with a loop',
    call: { path: '/api/flows/loop/publish', body: { revision: 1, note: MARK }, as: 'admin' },
    status: 422,
    code: 'flow.invalid',
    errors: { a: 'form a loop: "a" → "b" → "a"' },
  },
  {
    title: 'publishing expressions that do not parse',
    call: { path: '/api/flows/unparsed/publish', body: { revision: 1, note: MARK }, as: 'admin' },
    status: 422,
    code: 'flow.invalid',
    errors: { 'change.rows.0.value': '(at position 8)', 'translate.mapping': 'at position', 'out.body': 'at position' },
  },
]
