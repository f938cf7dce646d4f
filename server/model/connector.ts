import { z } from 'zod'
import { Id } from './id.ts'
import { JsonSchemaDocument } from './json-schema.ts'
import { ProblemCodeName } from './problem-code-name.ts'

/**
 * A value template: plain JSON in which a text that begins with `=` is a JSONata expression (`"=input.name"`).
 * A key whose expression gives nothing is left out. `==` at the start stands for a literal `=`.
 * Sees `input`, `connection` (`baseUrl`, `settings`), `session` (login-session only), `page` (paging only).
 */
export const Template = z.json()
export type Template = z.infer<typeof Template>

/** A JSONata expression over `{ status, headers, body, input }` of a response. */
export const ResponseExpression = z.string().min(1)

/** A rule that recognises a failure. Rules are tried in order; operation rules before those of the connector. */
export const FailureRule = z.strictObject({
  status: z.array(z.int()).optional().describe('Statuses this rule is for; left out: any.'),
  when: ResponseExpression.optional().describe('Must be true for the rule to hold.'),
  problem: ProblemCodeName,
  code: ResponseExpression.optional().describe('The vendor code: stored and shown.'),
  message: ResponseExpression.optional().describe('The vendor text: memory only.'),
  field: ResponseExpression.optional().describe('The field or fields the target complains about.'),
  retryAfter: ResponseExpression.optional().describe('Seconds.'),
  noEffect: z
    .boolean()
    .optional()
    .describe('Of a write: true says that the target has certainly applied nothing, false that nobody knows; left out: what status and problem say.'),
})
export type FailureRule = z.infer<typeof FailureRule>

const Entries = z.union([z.record(z.string(), Template), z.string().startsWith('=')])

export const RequestTemplate = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Below the base URL; `{expression}` is filled in percent-encoded, `{+expression}` keeps its slashes. */
  path: z.string(),
  /** A record of templates, or one expression that gives an object. */
  query: Entries.optional(),
  headers: Entries.optional(),
  body: Template.optional(),
  encoding: z.enum(['json', 'form']).default('json'),
})
export type RequestTemplate = z.infer<typeof RequestTemplate>

/** What follows from a secret or setting field of a connection. */
export const AuthScheme = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({ type: z.literal('apiKey'), in: z.enum(['header', 'query']), name: z.string(), prefix: z.string().default('') }),
  z.strictObject({ type: z.literal('basic') }),
  z.strictObject({ type: z.literal('bearer') }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenPath: z.string().describe('Path below the base URL, or an absolute URL; a connection may override it with the setting tokenUrl.'),
    scope: z.string().optional(),
    clientAuth: z.enum(['basic', 'body']).default('basic'),
  }),
  z.strictObject({
    type: z.literal('session'),
    login: RequestTemplate.describe('Sees `credentials`.'),
    session: ResponseExpression.describe('What the login answered that later requests need; nothing means the login was refused. Also sees `credentials`.'),
    headers: z.record(z.string(), Template).describe('Sees `session`.'),
    expired: ResponseExpression.describe('True for a response that asks for a new login.'),
  }),
])
export type AuthScheme = z.infer<typeof AuthScheme>

/** The credential fields that each auth scheme asks for, in the order of the form. */
export const CREDENTIAL_FIELDS = {
  none: [],
  apiKey: ['apiKey'],
  basic: ['username', 'password'],
  bearer: ['token'],
  oauth2: ['clientId', 'clientSecret'],
  session: ['username', 'password'],
} as const satisfies Record<AuthScheme['type'], readonly string[]>

/**
 * One page per call: the input may hold `page` (the `next` of the page before) and `limit`; the output is `{ items, next? }`.
 * Request templates see `page.cursor`, `page.offset`, `page.limit`; the result template sees `page.items` and `page.next`.
 */
export const Paging = z.discriminatedUnion('style', [
  /** The response names the next page. */
  z.strictObject({ style: z.literal('cursor'), items: ResponseExpression, next: ResponseExpression }),
  /** `page.offset` grows by `page.limit` until a page is short. */
  z.strictObject({ style: z.literal('offset'), items: ResponseExpression, limit: z.int().min(1).max(10_000) }),
])
export type Paging = z.infer<typeof Paging>

/** A reading operation that shows whether a write was applied. */
const readBack = {
  operation: z.string(),
  /** Sees `input` of the write; an input of nothing means that this write cannot be looked for. */
  input: Template,
  /** What the write would have answered; sees `input` of the write and `found`, the output of the reading operation. Nothing: not applied. */
  found: Template,
}
export const ReadBackRule = z.strictObject(readBack)
export type ReadBackRule = z.infer<typeof ReadBackRule>

export const Operation = z.strictObject({
  title: z.string(),
  summary: z.string().default(''),
  effect: z.enum(['read', 'write']),
  /** How a repeat is made safe. Reads need nothing. */
  idempotency: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('key'), header: z.string(), readBack: ReadBackRule.optional() }),
      z.strictObject({ by: z.literal('search'), ...readBack }).describe('Found by a search.'),
      z.strictObject({ by: z.literal('version'), readBack: ReadBackRule.optional() }),
      z.strictObject({ by: z.literal('nature') }).describe('Repeating it changes nothing more.'),
      z.strictObject({ by: z.literal('none'), readBack: ReadBackRule.optional() }),
    ])
    .default({ by: 'none' }),
  /** Id of the record that was written; sees `output` and `input`. Is stored: no personal data. */
  reference: Template.optional(),
  input: JsonSchemaDocument,
  output: JsonSchemaDocument,
  request: RequestTemplate,
  /** `json`: any other answer is refused. `any`: other content is given as a text; HTML is still refused. */
  response: z.enum(['json', 'any']).default('json'),
  /** Statuses of success; left out: 200-299. */
  success: z.array(z.int()).optional(),
  failures: z.array(FailureRule).default([]),
  /** A template over `{ status, headers, body, input, page }` that makes the output; left out: the page if there is paging, else the body as it is. */
  result: Template.optional(),
  paging: Paging.optional(),
  timeoutMs: z.int().min(100).max(600_000).optional(),
})
export type Operation = z.infer<typeof Operation>

/** How one external system type is spoken to. `connectors/<id>/connector.json`. */
export const Connector = z.strictObject({
  id: Id,
  name: z.string(),
  version: z.string(),
  description: z.string(),
  /** A system that ships with Patchbay for trying out. */
  sandbox: z.boolean().default(false),
  baseUrl: z.string().optional().describe('Proposed when a connection is made.'),
  /** The scheme, or a choice of them (`http`). */
  auth: z.array(AuthScheme).min(1),
  /** Settings of a connection besides base URL and credentials; a JSON Schema, drawn as a form. */
  settings: JsonSchemaDocument.optional(),
  headers: z.record(z.string(), Template).default({}),
  timeoutMs: z.int().min(100).max(600_000).default(10_000),
  /** How long the system may still be at work on a request whose caller is gone, in milliseconds; left out: as long as the time-out. */
  settleMs: z.int().min(0).max(600_000).optional(),
  limits: z
    .strictObject({
      concurrency: z.int().min(1).max(1000).default(16),
      perSecond: z.number().min(0.01).max(100_000).optional(),
      maxResponseBytes: z.int().min(1000).max(100_000_000).default(5_000_000),
      /** Names of headers that tell how many calls are left and when more are allowed: seconds, or a time since 1970. Common names are known without this. */
      headers: z.array(z.strictObject({ remaining: z.string(), reset: z.string() })).optional(),
    })
    .default({ concurrency: 16, maxResponseBytes: 5_000_000 }),
  failures: z.array(FailureRule).default([]),
  /** Id of an operation that shows that address and credentials are right. */
  ping: z.string().optional(),
  operations: z.record(z.string().regex(/^[a-z][A-Za-z0-9.]*$/), Operation),
})
export type Connector = z.infer<typeof Connector>

/** One recorded conversation; `connectors/<id>/exchanges.json` is a list of them, replayed by the contract suite. */
export const Exchange = z.strictObject({
  title: z.string(),
  operation: z.string(),
  input: z.json(),
  settings: z.record(z.string(), z.json()).optional(),
  /** Left out: the first scheme of the connector. */
  auth: z.string().optional(),
  /** Requests in the order they are sent, with the answers of the system. */
  http: z.array(
    z.strictObject({
      request: z.strictObject({ method: z.string(), path: z.string(), headers: z.record(z.string(), z.string()).optional(), body: z.json().optional() }),
      response: z.strictObject({ status: z.int(), headers: z.record(z.string(), z.string()).default({}), body: z.json().optional() }),
    }),
  ),
  output: z.json().optional(),
  problem: ProblemCodeName.optional(),
  /** What an earlier sending of this write left is looked for, with this outcome; `output` is then what it would have answered. */
  readBack: z.enum(['yes', 'no', 'impossible']).optional(),
})
export type Exchange = z.infer<typeof Exchange>
