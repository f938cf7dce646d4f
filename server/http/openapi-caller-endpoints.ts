import { z } from 'zod'
import type { CallerEndpoint } from '../model/caller-endpoint.ts'
import { header, type Json, json, pathParameter, problems } from './openapi-parts.ts'
import type { SchemaPool } from './openapi-schemas.ts'

const STATUSES = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503, 504]

const NOT_CHANGED = { 304: { description: 'Nothing has changed.' } }
const IF_NONE_MATCH: Json = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'An `etag` of before: 304 while nothing has changed.',
  schema: { type: 'string' },
}

/** One endpoint of callers that Patchbay itself answers. */
export function callerEndpointOperation(id: string, endpoint: CallerEndpoint, pool: SchemaPool): Json {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const parameters = [
    ...names.map((name) => ({ ...pathParameter(name), schema: { type: 'string' } })),
    ...(endpoint.query ? queryParameters(endpoint.query, pool) : []),
    ...(endpoint.tagged ? [IF_NONE_MATCH] : []),
  ]
  return {
    operationId: id,
    tags: ['operations'],
    summary: endpoint.title,
    security: [{ apiKey: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && { requestBody: { required: true, content: json(pool.input(endpoint.body)) } }),
    responses: {
      [endpoint.status]: {
        description: 'Done.',
        ...(endpoint.tagged && { headers: { etag: header('Changes with the answer.') } }),
        content: json(pool.output(endpoint.response)),
      },
      ...(endpoint.tagged && NOT_CHANGED),
      ...problems(STATUSES),
    },
  }
}

/** The stream of changes of the selector. */
export const selectorChangesOperation = (): Json => ({
  operationId: 'selector.changes',
  tags: ['operations'],
  summary: 'Be told when the customer selector has changed',
  description:
    'Server-sent events: the event `selector`, its data the `etag` that the selector has now, once at the beginning and after each change. A comment line comes every 20 seconds. Read it with fetch, which sends the key or token.',
  security: [{ apiKey: [] }],
  parameters: [{ name: 'language', in: 'query', required: false, description: 'As of the selector.', schema: { type: 'string' } }],
  responses: {
    200: { description: 'The stream; it ends when the key is revoked or the server stops.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    ...problems([401, 422, 429, 500, 503]),
  },
})

/** The fields of a query as parameters. */
export function queryParameters(query: z.ZodType, pool: SchemaPool): Json[] {
  if (!(query instanceof z.ZodObject)) return []
  return Object.entries(query.shape as Record<string, z.ZodType>).map(([name, schema]) => ({ name, in: 'query', required: false, schema: pool.input(schema) }))
}

/** How the order of searching before creating is kept, where the selector asks for it. */
export const SEARCH_TOKEN_PARAMETER: Json = {
  name: 'Search-Token',
  in: 'header',
  required: false,
  description: 'From the answer to a search. Needed where the header of the selector says `searchBeforeNew`: 428 without it.',
  schema: { type: 'string' },
}
/** The version that a change was made from. */
export const IF_MATCH_PARAMETER: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description:
    'The `etag` of the customer that the change was made from; the same as `versionToken` in the body, which counts if both are there. 409 if it has changed since.',
  schema: { type: 'string' },
  example: '"1"',
}

export const SEARCH_TOKEN_HEADER = header('To be sent with a new customer, where the selector asks for a search before.')
export const FIELDS_PARAMETER: Json = {
  name: 'fields',
  in: 'query',
  required: false,
  description: 'Names of fields with commas: only these and the reference are asked of the CRM and answered.',
  schema: { type: 'string' },
  example: 'name,emails',
}
