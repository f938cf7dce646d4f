import { z } from 'zod'
import { AuthScheme } from './connector.ts'
import { Id } from './id.ts'
import { JsonSchemaDocument } from './json-schema.ts'

/** A connector with an address and credentials, owned by one client. */
export const Connection = z.strictObject({
  id: Id,
  client: Id,
  name: z.string().min(1).max(120),
  connector: Id,
  /** The system that references of this connection belong to; survives a change of connector version. */
  system: Id,
  baseUrl: z.url({ protocol: /^https?$/ }),
  auth: z.enum(['none', 'apiKey', 'basic', 'bearer', 'oauth2', 'session']),
  settings: z.record(z.string(), z.json()).default({}),
  /** Addresses on this machine or link are allowed. */
  local: z.boolean().default(false),
  timeoutMs: z.int().min(100).max(600_000).optional(),
  /** What the system behind it stands; over what the connector says. Holds across all replicas. */
  limits: z
    .strictObject({
      concurrency: z.int().min(1).max(1000).optional().describe('Calls under way at the same time. With 1 they are made in the order they arrive.'),
      perSecond: z.number().min(0.01).max(100_000).optional().describe('Calls begun per second.'),
    })
    .optional(),
})
export type Connection = z.infer<typeof Connection>

/** A connection as the API shows it: which credentials are set, never their values. */
export const ConnectionView = z.strictObject({
  revision: z.int(),
  connection: Connection,
  credentials: z.record(z.string(), z.literal('set')),
  sandbox: z.boolean(),
})
export type ConnectionView = z.infer<typeof ConnectionView>

/** A connector as the editor needs it. */
export const ConnectorView = z.strictObject({
  id: Id,
  name: z.string(),
  version: z.string(),
  description: z.string(),
  sandbox: z.boolean(),
  baseUrl: z.string().optional(),
  auth: z.array(AuthScheme),
  settings: JsonSchemaDocument.optional(),
  ping: z.string().optional(),
  operations: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      summary: z.string(),
      effect: z.enum(['read', 'write']),
      input: JsonSchemaDocument,
      output: JsonSchemaDocument,
    }),
  ),
})
export type ConnectorView = z.infer<typeof ConnectorView>
