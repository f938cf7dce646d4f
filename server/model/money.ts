import { z } from 'zod'
import { documentField } from './field-meta.ts'

/** A decimal number as text: up to 15 digits before and 6 after the point. Never a JavaScript number, so nothing is rounded on the way. */
export const Decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,6})?$/, 'must be a decimal number as text, such as "12.50"')
  .meta({ title: 'Decimal', format: 'decimal' })

/** ISO 4217, upper case. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 currency such as EUR')
  .meta({ title: 'Currency' })

export const Money = z.strictObject({ amount: documentField(Decimal), currency: documentField(Currency) }).meta({ title: 'Money' })
export type Money = z.infer<typeof Money>
