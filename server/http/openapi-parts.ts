/** Any part of an OpenAPI document. */
export type Json = Record<string, unknown>

/** The content of a request or an answer. */
export const json = (schema: unknown, example?: unknown): Json => ({ 'application/json': { schema, ...(example !== undefined && { example }) } })

export const pathParameter = (name: string): Json => ({ name, in: 'path', required: true })

/** The problem answers of an operation, by status. */
export const problems = (statuses: readonly number[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]))

/** A header of an answer. */
export const header = (description: string, example?: string): Json => ({ description, schema: { type: 'string' }, ...(example !== undefined && { example }) })

export const RETRY_AFTER: Json = { description: 'Seconds after which it makes sense to ask again.', schema: { type: 'integer' } }
