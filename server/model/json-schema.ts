import { z } from 'zod'

/**
 * The part of JSON Schema (draft 2020-12) that Patchbay reads: enough for trees, forms and checks.
 * `x-pii` and `x-store` carry the tags of `field-meta.ts` along; `x-entity` names the entity of the canonical model that an object is.
 */
export interface JsonSchema {
  type?: JsonType | JsonType[]
  title?: string
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  $ref?: string
  $defs?: Record<string, JsonSchema>
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
  multipleOf?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  default?: unknown
  examples?: unknown[]
  [extension: `x-${string}`]: unknown
}

export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object'

/** A JSON Schema inside a document: an object; what it says is checked where it is used. */
export const JsonSchemaDocument = z
  .custom<JsonSchema>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be a JSON Schema object')
  .meta({ type: 'object', title: 'JSON Schema' })
