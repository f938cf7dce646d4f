import type { z } from 'zod'
import { fieldErrors } from '../model/field-errors.ts'
import { Problem } from '../model/problem.ts'

/** The checked value, with defaults filled in. Throws `request.invalid` with the wrong fields. */
export function checkInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const errors = fieldErrors(checked.error)
  const places = [...new Set(errors.map((error) => error.path || 'the body'))]
  const shown = places.length > 5 ? `${places.slice(0, 5).join(', ')} and ${places.length - 5} more` : places.join(', ')
  throw new Problem('request.invalid', `The request does not fit its schema at ${shown}.`, { errors })
}
