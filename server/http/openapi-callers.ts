import { z } from 'zod'
import { Callback } from '../model/callback.ts'
import type { CanonicalOperation } from '../model/canonical-operation.ts'
import { Customer } from '../model/customer.ts'
import { RunStatus } from '../model/delivery.ts'
import { REPLAYED_HEADER, RUN_HEADER } from './caller-answer.ts'
import { planInput } from './canonical-input.ts'
import { FIELDS_PARAMETER, IF_MATCH_PARAMETER, SEARCH_TOKEN_HEADER, SEARCH_TOKEN_PARAMETER } from './openapi-caller-endpoints.ts'
import { NOT_KEPT_HEADER } from '../hub/customers/prepare-customers.ts'
import { CALLBACK_EXAMPLE, EXAMPLES, STATUS_EXAMPLE } from './openapi-examples.ts'
import { header, type Json, json, pathParameter, problems, RETRY_AFTER } from './openapi-parts.ts'
import type { SchemaPool } from './openapi-schemas.ts'
import { MOST_WAIT_SECONDS } from './preference.ts'

const STATUSES = [400, 401, 404, 409, 410, 413, 415, 422, 428, 429, 500, 502, 503, 504]

const RUN = header('Id of the run, to find it in the editor.')
const REPLAYED = header('`true` where the same request was answered before: this is the first answer again, and nothing has been done now.', 'true')

const NOT_KEPT = header('Fields that were sent and that the CRM of the client has no place for; left out where there are none.', 'birthDate, ext.club')
const WRITES_CUSTOMERS: ReadonlySet<string> = new Set(['customers.create', 'customers.update'])

/** One operation for POS and ERP systems. */
export function callerOperation(id: string, operation: CanonicalOperation, pool: SchemaPool): Json {
  const plan = planInput(operation)
  const example = EXAMPLES[id]
  const body = plan.body && operation.method !== 'get' && operation.method !== 'delete' ? plan.body : undefined
  const paths = plan.params.map((name) => ({
    ...pathParameter(name),
    schema: pool.input(partOf(operation.input, name)),
    ...(name === 'ref' && { description: 'A reference, percent-encoded as a whole.', example: 'sandbox-crm:customer:C-1001' }),
  }))
  const parameters = [
    ...paths,
    ...(operation.query?.includes('fields') ? [FIELDS_PARAMETER] : []),
    ...(id === 'customers.create' ? [SEARCH_TOKEN_PARAMETER] : []),
    ...(id === 'customers.update' ? [IF_MATCH_PARAMETER] : []),
    ...(operation.reads ? [] : WRITE_HEADERS),
  ]
  return {
    operationId: id,
    tags: ['operations'],
    summary: operation.title,
    security: [{ apiKey: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(pool.input(body), example?.request) } }),
    responses: {
      [operation.status]: {
        description: operation.output ? 'Done.' : 'Done; there is nothing to answer.',
        headers: answerHeaders(id, operation),
        ...(operation.output && { content: json(pool.output(operation.output), example?.response) }),
      },
      ...(!operation.reads && { 202: accepted(pool) }),
      ...refusals(id, pool),
    },
    ...(!operation.reads && { callbacks: { ended: { [CALLBACK_URL]: { post: callback(pool) } } } }),
  }
}

/** The state of an accepted document. */
export function statusOperation(pool: SchemaPool): Json {
  return {
    operationId: 'runs.status',
    tags: ['operations'],
    summary: 'Read the state of an accepted document',
    description: 'Only for the client that sent it. Holds references, never a payload.',
    security: [{ apiKey: [] }],
    parameters: [
      { ...pathParameter('id'), schema: { type: 'string' }, description: 'From the header `location` of the answer 202.' },
      { name: 'If-None-Match', in: 'header', required: false, description: 'An `etag` of before: 304 while nothing has changed.', schema: { type: 'string' } },
    ],
    responses: {
      200: {
        description: 'The state as it is now.',
        headers: { [RUN_HEADER]: RUN, etag: header('Changes with the state.'), 'retry-after': RETRY_AFTER },
        content: json(pool.output(RunStatus), STATUS_EXAMPLE),
      },
      304: { description: 'Nothing has changed.', headers: { 'retry-after': RETRY_AFTER } },
      ...problems([400, 401, 404, 422, 429, 500, 503]),
    },
  }
}

const partOf = (schema: z.ZodType, name: string): z.ZodType =>
  schema instanceof z.ZodObject ? ((schema.shape as Record<string, z.ZodType>)[name] ?? z.string()) : z.string()

const WRITE_HEADERS: readonly Json[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A key of your own for this request, such as a UUID, in double quotes or bare. The same key with the same body is done once: a repeat gets the first answer again. The same key with another body is refused (422); while the first is at work, a repeat is (409).',
    schema: { type: 'string', minLength: 1, maxLength: 257 },
    example: '"0f7c4d1e-52c8-4f0e-9b57-0c1f3d2a9e61"',
  },
  {
    name: 'Prefer',
    in: 'header',
    required: false,
    description: `\`respond-async\`: the document is kept safely and delivered later; the answer is 202 at once. \`wait=5\`: the same, but the answer waits up to that many seconds (${MOST_WAIT_SECONDS} at most) for the end. Unknown preferences are ignored (RFC 7240).`,
    schema: { type: 'string' },
    example: 'respond-async, wait=5',
  },
]

const accepted = (pool: SchemaPool): Json => ({
  description: 'Accepted: it is kept safely, and delivered once and in order. Only for requests with the header `Prefer`.',
  headers: {
    [RUN_HEADER]: RUN,
    location: header('Where the state is read.', `/api/v1/runs/${STATUS_EXAMPLE.id}`),
    'preference-applied': header('The preferences that were followed.', 'respond-async, wait=5'),
    [REPLAYED_HEADER]: header('`true` where the document had been accepted before.', 'true'),
    'retry-after': RETRY_AFTER,
  },
  content: json(pool.output(RunStatus), STATUS_EXAMPLE),
})

const answerHeaders = (id: string, { reads }: CanonicalOperation): Json => ({
  [RUN_HEADER]: RUN,
  ...(!reads && { [REPLAYED_HEADER]: REPLAYED }),
  ...(id === 'customers.search' && { 'search-token': SEARCH_TOKEN_HEADER }),
  ...(WRITES_CUSTOMERS.has(id) && { [NOT_KEPT_HEADER]: NOT_KEPT }),
})

const refusals = (id: string, pool: SchemaPool): Json => ({ ...problems(STATUSES), ...(id === 'customers.update' && { 409: stale(pool) }) })

const stale = (pool: SchemaPool): Json => {
  const current = { ...pool.output(Customer), description: 'Only with `target.conflict`, where a CRM is enabled and could be read: the customer as it is now.' }
  const problem = { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { current } }] }
  return {
    description: '`target.conflict`: the customer was changed meanwhile. Other problems of this status as everywhere.',
    headers: { 'retry-after': RETRY_AFTER },
    content: { 'application/problem+json': { schema: problem } },
  }
}

/** Stands for the address in the settings of the client; a key must be there. */
const CALLBACK_URL = 'https://callback.example'

const signature = (name: string, description: string): Json => ({ name, in: 'header', required: true, description, schema: { type: 'string' } })

const callback = (pool: SchemaPool): Json => ({
  summary: 'An accepted document has ended',
  description: 'Sent to the callback address in the settings of the client, signed after Standard Webhooks, and repeated until it is answered with 2xx.',
  security: [],
  parameters: [
    signature('webhook-id', 'The same for every repeat of one message.'),
    signature('webhook-timestamp', 'Seconds since 1970.'),
    signature(
      'webhook-signature',
      '`v1,` and the Base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`, with the secret of the client; several are separated by spaces.',
    ),
  ],
  requestBody: { required: true, content: json(pool.output(Callback), CALLBACK_EXAMPLE) },
  responses: { '2XX': { description: 'Taken.' } },
})
