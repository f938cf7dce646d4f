import type { JsonSchema, JsonType } from '../../model/json-schema.ts'

const hasType = (choice: JsonSchema, type: JsonType): boolean => [choice.type].flat().includes(type)

/** A sign, digits and brackets only: the pattern of a number that is written as text. */
const DECIMAL_PATTERN = /^\^?(?:(?:-|\\\+|\[[-+]+\])\??)?(?:\\d|\[[01]-9\]|\d|[()|]|\?:|\\\.|\[\.\]|[*+?]|\{\d+(?:,\d*)?\})+\$?$/
const PLACES = /(?:\\\.|\[\.\])\(?((?:\\d|\[0-9\])+)(\+|\*|\{(?:\d+,)?(\d*)\})?/
const DIGIT = /\\d|\[0-9\]/g

/** Of a schema without branches (`SchemaReader.choices`): the most decimal places of a number, or of a number that is written as text; undefined: it is neither, or nothing is said. */
export function decimalPlaces(choice: JsonSchema): number | undefined {
  if (hasType(choice, 'number')) return choice.multipleOf === undefined ? Number.POSITIVE_INFINITY : placesOf(choice.multipleOf)
  if (hasType(choice, 'integer')) return 0
  const { pattern, format = 'decimal' } = choice
  if (pattern === undefined || format !== 'decimal' || !hasType(choice, 'string') || !DECIMAL_PATTERN.test(pattern)) return undefined
  const [, digits, quantity, most] = PLACES.exec(pattern) ?? []
  if (digits === undefined) return 0
  const count = digits.match(DIGIT)?.length ?? 0
  if (quantity === undefined) return count
  return most ? count - 1 + Number(most) : Number.POSITIVE_INFINITY
}

/** Decimal places of a number as it is written shortest. */
export function placesOf(value: number): number {
  const [digits = '', exponent = '0'] = String(value).split('e')
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent))
}

/** Characters that values of a format have at least; other formats say nothing about it. */
const FORMAT_LENGTHS: Readonly<Record<string, number>> = { date: 10, 'date-time': 20, uuid: 36 }

/** Of a schema without branches: the most characters of a text, as far as it is known; infinite for free text. Undefined: no text, or its form is fixed without a known length. */
export function longestText(choice: JsonSchema): number | undefined {
  if (!hasType(choice, 'string')) return undefined
  if (choice.enum) return Math.max(0, ...choice.enum.map((value) => (typeof value === 'string' ? value.length : 0)))
  if (choice.maxLength !== undefined) return choice.maxLength
  if (choice.format !== undefined) return FORMAT_LENGTHS[choice.format]
  return choice.pattern === undefined ? Number.POSITIVE_INFINITY : undefined
}
