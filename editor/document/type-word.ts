import type { Field } from './mapping-fields.ts'

const FORMATS: ReadonlyMap<string | undefined, string> = new Map([
  ['date', 'date'],
  ['date-time', 'time'],
  ['email', 'email'],
])

/** The type of a field in one word. */
export function typeWord(field: Field): string {
  if (field.unknown) return 'unknown'
  if (field.choices && field.choices.length > 0) return 'code'
  if (field.type === 'text') return FORMATS.get(field.format) ?? 'text'
  if (field.type === 'object' && field.lists > 0) return 'list'
  return field.type === 'boolean' ? 'yes/no' : field.type
}
