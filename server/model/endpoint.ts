import { z } from 'zod'
import { ALERT_ENDPOINTS } from './alert-endpoint.ts'
import { Catalog } from './api-view.ts'
import { ApiKeyView, Client, CrmSwitch } from './client.ts'
import { Connection, ConnectionView } from './connection.ts'
import { DISCOUNT_ENDPOINTS } from './discount.ts'
import { DOCUMENT_ENDPOINTS } from './business-document.ts'
import { Done, type Endpoint, endpoint } from './endpoint-kind.ts'
import { FLOW_ENDPOINTS } from './flow-endpoint.ts'
import { IMPLEMENTATION_ENDPOINTS } from './implementation-endpoint.ts'
import { REFERENCE_ENDPOINTS } from './crosswalk.ts'
import { RUN_ENDPOINTS } from './run-endpoint.ts'
import { Password, Role, SessionView, UserName, UserView } from './user.ts'

/** A document with the revision that a later save must name. */
const stored = <T extends z.ZodType>(value: T) => z.strictObject({ revision: z.int(), value })

/** The editor's API, below the same origin. Callers' operations are in `canonical-operation.ts`. */
export const ENDPOINTS = {
  'setup.state': endpoint({
    method: 'get',
    path: '/api/setup',
    title: 'Is the first user still missing?',
    role: 'public',
    response: z.strictObject({ needed: z.boolean() }),
  }),
  'setup.finish': endpoint({
    method: 'post',
    path: '/api/setup',
    title: 'Create the first user',
    role: 'public',
    body: z.strictObject({ token: z.string(), user: UserName, password: Password }),
    response: SessionView,
  }),
  'session.read': endpoint({ method: 'get', path: '/api/session', title: 'Who am I?', role: 'viewer', response: SessionView }),
  'session.create': endpoint({
    method: 'post',
    path: '/api/session',
    title: 'Log in',
    role: 'public',
    body: z.strictObject({ user: z.string().max(40), password: z.string().max(200) }),
    response: SessionView,
  }),
  'session.delete': endpoint({ method: 'delete', path: '/api/session', title: 'Log out', role: 'viewer', response: Done }),

  'users.list': endpoint({ method: 'get', path: '/api/users', title: 'List users', role: 'admin', response: z.array(UserView) }),
  'users.create': endpoint({
    method: 'post',
    path: '/api/users',
    title: 'Create a user',
    role: 'admin',
    body: z.strictObject({ name: UserName, role: Role, password: Password }),
    response: UserView,
  }),
  'users.update': endpoint({
    method: 'patch',
    path: '/api/users/{name}',
    title: 'Change a user',
    role: 'admin',
    body: z.strictObject({ role: Role.optional(), disabled: z.boolean().optional(), password: Password.optional() }),
    response: UserView,
  }),

  'catalog.read': endpoint({ method: 'get', path: '/api/catalog', title: 'Node kinds, connectors, operations, problems', role: 'viewer', response: Catalog }),

  ...FLOW_ENDPOINTS,

  'clients.list': endpoint({ method: 'get', path: '/api/clients', title: 'List clients', role: 'viewer', response: z.array(stored(Client)) }),
  'clients.create': endpoint({ method: 'post', path: '/api/clients', title: 'Create a client', role: 'admin', body: Client, response: stored(Client) }),
  'clients.save': endpoint({
    method: 'put',
    path: '/api/clients/{id}',
    title: 'Change a client and its bindings',
    role: 'integrator',
    body: stored(Client).extend({ confirm: z.boolean().default(false).describe('Needed where the customers would live in another system than before.') }),
    response: stored(Client),
  }),
  'clients.switches': endpoint({
    method: 'get',
    path: '/api/clients/{id}/switches',
    title: 'Who switched where the customers of a client live, newest first',
    role: 'operator',
    response: z.array(CrmSwitch),
  }),
  'keys.list': endpoint({ method: 'get', path: '/api/clients/{id}/keys', title: 'List API keys', role: 'integrator', response: z.array(ApiKeyView) }),
  'keys.create': endpoint({
    method: 'post',
    path: '/api/clients/{id}/keys',
    title: 'Create an API key; the key is shown this once',
    role: 'integrator',
    body: z.strictObject({ name: z.string().min(1).max(80) }),
    response: z.strictObject({ view: ApiKeyView, key: z.string() }),
  }),
  'keys.revoke': endpoint({ method: 'delete', path: '/api/clients/{id}/keys/{key}', title: 'Revoke an API key', role: 'integrator', response: ApiKeyView }),
  'clients.renewCallbackSecret': endpoint({
    method: 'post',
    path: '/api/clients/{id}/callback-secret',
    title: 'Make a new secret for the callbacks of a client; it is shown this once',
    role: 'integrator',
    response: z.strictObject({ secret: z.string() }),
  }),

  'connections.list': endpoint({ method: 'get', path: '/api/connections', title: 'List connections', role: 'viewer', response: z.array(ConnectionView) }),
  'connections.create': endpoint({
    method: 'post',
    path: '/api/connections',
    title: 'Create a connection',
    role: 'integrator',
    body: z.strictObject({ connection: Connection, credentials: z.record(z.string(), z.string()) }),
    response: ConnectionView,
  }),
  'connections.save': endpoint({
    method: 'put',
    path: '/api/connections/{id}',
    title: 'Change a connection; credentials that are left out stay',
    role: 'integrator',
    body: z.strictObject({ revision: z.int(), connection: Connection, credentials: z.record(z.string(), z.string()).default({}) }),
    response: ConnectionView,
  }),
  'connections.delete': endpoint({ method: 'delete', path: '/api/connections/{id}', title: 'Delete a connection', role: 'integrator', response: Done }),
  'connections.test': endpoint({
    method: 'post',
    path: '/api/connections/{id}/test',
    title: 'Try address and credentials',
    role: 'integrator',
    response: z.strictObject({
      ok: z.boolean(),
      durationMs: z.number(),
      problem: z.strictObject({ code: z.string(), detail: z.string(), remedy: z.string() }).optional(),
    }),
  }),

  ...RUN_ENDPOINTS,

  ...ALERT_ENDPOINTS,

  ...IMPLEMENTATION_ENDPOINTS,

  ...REFERENCE_ENDPOINTS,

  ...DOCUMENT_ENDPOINTS,

  ...DISCOUNT_ENDPOINTS,

  'status.read': endpoint({
    method: 'get',
    path: '/api/status',
    title: 'Version, uptime, expression and run counters',
    role: 'viewer',
    response: z.strictObject({
      version: z.string(),
      uptimeSeconds: z.number(),
      expressions: z.record(z.string(), z.number()),
      runs: z.record(z.string(), z.number()),
    }),
  }),
} as const satisfies Record<string, Endpoint>

export type EndpointId = keyof typeof ENDPOINTS
export type ResponseOf<I extends EndpointId> = z.infer<(typeof ENDPOINTS)[I]['response']>
export type BodyOf<I extends EndpointId> = (typeof ENDPOINTS)[I] extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
export type QueryOf<I extends EndpointId> = (typeof ENDPOINTS)[I] extends { query: infer Q extends z.ZodType } ? z.input<Q> : undefined
