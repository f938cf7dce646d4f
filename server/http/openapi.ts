import { type CallerEndpoint, CALLER_ENDPOINTS } from '../model/caller-endpoint.ts'
import { CANONICAL_OPERATIONS } from '../model/canonical-operation.ts'
import { ENDPOINTS } from '../model/endpoint.ts'
import type { Endpoint } from '../model/endpoint-kind.ts'
import { PROBLEMS } from '../model/problem-table.ts'
import { SELECTOR_CHANGES_PATH } from './callers/selector-changes.ts'
import { callerEndpointOperation, queryParameters, selectorChangesOperation } from './openapi-caller-endpoints.ts'
import { callerOperation, statusOperation } from './openapi-callers.ts'
import { type Json, json, pathParameter, problems, RETRY_AFTER } from './openapi-parts.ts'
import { type SchemaPool, createSchemaPool } from './openapi-schemas.ts'
import { RUN_STATUS_PATH } from './run-status.ts'

/** OpenAPI 3.1 of everything that is served: the operations for POS and ERP, and the API of the editor. */
export function makeOpenApi(version: string): Json {
  const pool = createSchemaPool()
  const paths: Record<string, Json> = {}
  const add = (path: string, method: string, operation: Json): void => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const [id, operation] of Object.entries(CANONICAL_OPERATIONS)) add(`/api/v1${operation.path}`, operation.method, callerOperation(id, operation, pool))
  add(RUN_STATUS_PATH, 'get', statusOperation(pool))
  for (const [id, endpoint] of Object.entries<CallerEndpoint>(CALLER_ENDPOINTS))
    add(`/api/v1${endpoint.path}`, endpoint.method, callerEndpointOperation(id, endpoint, pool))
  add(SELECTOR_CHANGES_PATH, 'get', selectorChangesOperation())
  for (const [id, endpoint] of Object.entries(ENDPOINTS)) add(endpoint.path, endpoint.method, editorOperation(editorId(id), endpoint, pool))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Patchbay',
      version,
      description: 'One canonical customer and document model in front of many CRM and accounting systems. Problems are answered as RFC 9457 documents.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'operations', description: 'For POS and ERP systems. Every call carries an API key as bearer token.' },
      { name: 'editor', description: 'For the editor. Calls carry the session cookie; changes also the header x-patchbay-csrf.' },
    ],
    paths,
    components: { schemas: { ...pool.schemas(), Problem: PROBLEM_SCHEMA }, securitySchemes: SECURITY, responses: PROBLEM_RESPONSES },
  }
}

function editorOperation(id: string, endpoint: Endpoint, pool: SchemaPool): Json {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const changes = endpoint.method !== 'get'
  const parameters = [
    ...names.map((name) => ({ ...pathParameter(name), schema: { type: 'string' } })),
    ...(endpoint.query ? queryParameters(endpoint.query, pool) : []),
    ...(changes && endpoint.role !== 'public'
      ? [{ name: 'x-patchbay-csrf', in: 'header', required: true, description: 'From the session.', schema: { type: 'string' } }]
      : []),
  ]
  return {
    operationId: id,
    tags: ['editor'],
    summary: endpoint.title,
    ...(endpoint.role !== 'public' && { description: `Needs the role ${endpoint.role}.` }),
    security: endpoint.role === 'public' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && { requestBody: { required: true, content: json(pool.input(endpoint.body)) } }),
    responses: { 200: { description: 'Done.', content: json(pool.output(endpoint.response)) }, ...problems(EDITOR_STATUSES) },
  }
}

/** Some things are there for callers and for the editor. */
const editorId = (id: string): string => (Object.hasOwn(CANONICAL_OPERATIONS, id) || Object.hasOwn(CALLER_ENDPOINTS, id) ? `editor.${id}` : id)

const EDITOR_STATUSES = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]

const SECURITY = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the client, made in the editor.' },
  session: { type: 'apiKey', in: 'cookie', name: 'patchbay_session' },
}

const PROBLEM_SCHEMA = {
  type: 'object',
  title: 'Problem',
  required: ['type', 'title', 'status', 'detail', 'code', 'remedy'],
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'Place and reason, never a value.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    remedy: { type: 'string' },
    at: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string' },
          message: { type: 'string' },
          code: { type: 'string' },
          property: { type: 'string', description: 'Key of the property of a customer.' },
        },
      },
    },
    vendorCode: { type: 'string' },
    vendorMessage: { type: 'string' },
    correlationId: { type: 'string', description: 'Id of the run or of the request.' },
  },
}

/** Statuses that may say when another try makes sense. */
const RETRIED = new Set([409, 429, 503])
const RATE_LIMIT = {
  description: 'Which limit was reached, what is left of it, and in how many seconds there is more (draft-ietf-httpapi-ratelimit-headers).',
  schema: { type: 'string' },
  example: '"client";r=0;t=1',
}

const PROBLEM_RESPONSES = Object.fromEntries(
  [...new Set(Object.values(PROBLEMS).map(({ status }) => status))].map((status) => {
    const kinds = Object.entries(PROBLEMS).filter(([, kind]) => kind.status === status)
    const description = kinds.map(([code, { title }]) => `\`${code}\`: ${title}.`).join('\n\n')
    const [code, kind] = kinds[0]!
    const example = { type: `/docs/problems#${code}`, title: kind.title, status, detail: kind.title, code, remedy: kind.remedy }
    const headers = RETRIED.has(status) ? { headers: { 'retry-after': RETRY_AFTER, ...(status === 429 && { ratelimit: RATE_LIMIT }) } } : {}
    return [
      `Problem${status}`,
      { description, ...headers, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } } },
    ]
  }),
)
