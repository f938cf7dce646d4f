import { z } from 'zod'

/** Title and help of a config field. */
export interface FieldText {
  title: string
  description: string
}

/** A JSONata expression over the message body. */
export const expressionField = (text: FieldText) =>
  z
    .string()
    .min(1, 'is needed')
    .max(10_000)
    .meta({ ...text, 'x-control': 'expression' })

/** A key of the message body. Keys that reach into JavaScript or JSONata itself are refused. */
export const keyField = (text: FieldText) =>
  z
    .string()
    .min(1, 'is needed')
    .max(64)
    .regex(/^(?!(?:__proto__|constructor|prototype)$|_jsonata_)[^.\s]+$/, 'must be a plain key without dots and spaces')
    .meta({ ...text })

/** Plain text. */
export const textField = (text: FieldText, max = 200) =>
  z
    .string()
    .max(max)
    .meta({ ...text, 'x-control': 'text' })
