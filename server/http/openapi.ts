import { z } from 'zod'
import { CANONICAL_OPERATIONS, type CanonicalOperation } from '../model/canonical-operation.ts'
import { ENDPOINTS } from '../model/endpoint.ts'
import type { Endpoint } from '../model/endpoint-kind.ts'
import { PROBLEMS } from '../model/problem.ts'
import { planInput } from './canonical-input.ts'
import { EXAMPLES } from './openapi-examples.ts'
import { type SchemaPool, createSchemaPool } from './openapi-schemas.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of everything that is served: the operations for POS and ERP, and the API of the editor. */
export function makeOpenApi(version: string): Json {
  const pool = createSchemaPool()
  const paths: Record<string, Json> = {}
  const add = (path: string, method: string, operation: Json): void => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const [id, operation] of Object.entries(CANONICAL_OPERATIONS)) add(`/api/v1${operation.path}`, operation.method, canonicalOperation(id, operation, pool))
  for (const [id, endpoint] of Object.entries(ENDPOINTS)) add(endpoint.path, endpoint.method, editorOperation(id, endpoint, pool))
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

function canonicalOperation(id: string, operation: CanonicalOperation, pool: SchemaPool): Json {
  const plan = planInput(operation)
  const example = EXAMPLES[id]
  const body = plan.body && operation.method !== 'get' && operation.method !== 'delete' ? plan.body : undefined
  return {
    operationId: id,
    tags: ['operations'],
    summary: operation.title,
    security: [{ apiKey: [] }],
    ...(plan.params.length > 0 && {
      parameters: plan.params.map((name) => ({
        ...pathParameter(name),
        schema: pool.input(partOf(operation.input, name)),
        description: 'A reference, percent-encoded as a whole.',
        example: 'sandbox-crm:customer:C-1001',
      })),
    }),
    ...(body && { requestBody: { required: true, content: json(pool.input(body), example?.request) } }),
    responses: {
      [operation.status]: {
        description: operation.output ? 'Done.' : 'Done; there is nothing to answer.',
        headers: { 'x-patchbay-run': { description: 'Id of the run, to find it in the editor.', schema: { type: 'string' } } },
        ...(operation.output && { content: json(pool.output(operation.output), example?.response) }),
      },
      ...problems(CALLER_STATUSES),
    },
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

const json = (schema: unknown, example?: unknown): Json => ({ 'application/json': { schema, ...(example !== undefined && { example }) } })

const pathParameter = (name: string): Json => ({ name, in: 'path', required: true })

const partOf = (schema: z.ZodType, name: string): z.ZodType =>
  schema instanceof z.ZodObject ? ((schema.shape as Record<string, z.ZodType>)[name] ?? z.string()) : z.string()

function queryParameters(query: z.ZodType, pool: SchemaPool): Json[] {
  if (!(query instanceof z.ZodObject)) return []
  return Object.entries(query.shape as Record<string, z.ZodType>).map(([name, schema]) => ({ name, in: 'query', required: false, schema: pool.input(schema) }))
}

const CALLER_STATUSES = [400, 401, 404, 409, 413, 415, 422, 500, 502, 503, 504]
const EDITOR_STATUSES = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503]

const problems = (statuses: readonly number[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]))

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
      items: { type: 'object', required: ['path', 'message'], properties: { path: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' } } },
    },
    vendorCode: { type: 'string' },
    vendorMessage: { type: 'string' },
    correlationId: { type: 'string', description: 'Id of the run or of the request.' },
  },
}

const PROBLEM_RESPONSES = Object.fromEntries(
  [...new Set(Object.values(PROBLEMS).map(({ status }) => status))].map((status) => {
    const kinds = Object.entries(PROBLEMS).filter(([, kind]) => kind.status === status)
    const description = kinds.map(([code, { title }]) => `\`${code}\`: ${title}.`).join('\n\n')
    const [code, kind] = kinds[0]!
    const example = { type: `/docs/problems#${code}`, title: kind.title, status, detail: kind.title, code, remedy: kind.remedy }
    return [`Problem${status}`, { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } } }]
  }),
)
