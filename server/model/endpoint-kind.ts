import { z } from 'zod'
import type { Role } from './user.ts'

/** One endpoint of the editor's API: what the route, the typed client and the reference are made from. */
export interface Endpoint {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** In OpenAPI notation; each `{name}` is a text parameter. */
  path: string
  title: string
  /** The least role that may call it; `public` needs no login. */
  role: Role | 'public'
  /** A user whose role is not enough is noted in the audit; what was done is noted by the endpoint itself. */
  audited?: true
  query?: z.ZodType
  body?: z.ZodType
  response: z.ZodType
}

/** Keeps the exact types of an endpoint. */
export const endpoint = <const E extends Endpoint>(e: E): E => e

/** The answer of what has nothing to say. */
export const Done = z.strictObject({ done: z.literal(true) })
