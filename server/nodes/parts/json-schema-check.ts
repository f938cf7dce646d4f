import { z } from 'zod'
import { fieldErrors } from '../../model/field-errors.ts'
import type { JsonSchema } from '../../model/json-schema.ts'
import { Problem, type FieldError } from '../../model/problem.ts'

/** Field errors of a value, an empty list if it fits. */
export type SchemaCheck = (value: unknown) => FieldError[]

/** Makes a check from a JSON Schema. Throws `flow.invalid` with `at` for a schema that cannot be read. */
export function compileSchema(schema: JsonSchema, at: string): SchemaCheck {
  const parser = parserOf(schema, at)
  return (value) => {
    try {
      const result = parser.safeParse(value)
      return result.success ? [] : fieldErrors(result.error)
    } catch (error) {
      // A recursive schema on a value that is nested without end.
      if (error instanceof RangeError) return [{ path: '', message: 'is nested too deeply' }]
      throw error
    }
  }
}

function parserOf(schema: JsonSchema, at: string): z.ZodType {
  try {
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
  } catch (cause) {
    // The text of the error is about the schema, which its author wrote.
    throw new Problem('flow.invalid', `The JSON Schema cannot be read: ${cause instanceof Error ? cause.message : 'unknown reason'}.`, { at, cause })
  }
}
