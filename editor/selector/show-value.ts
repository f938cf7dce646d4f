import type { SelectorDescription, SelectorProperty } from '../../server/model/selector.ts'
import type { CustomerValues } from '../../server/model/value-shape.ts'
import type { Words } from './words.ts'

export type Value = CustomerValues[string] | undefined
/** A customer as a form edits it: by key of the property. */
export type Values = Readonly<Record<string, Value>>

/** A value as people read it; empty where there is none. */
export function showValue({ type, options }: SelectorProperty, value: Value, { words, language }: { words: Words; language: string }): string {
  if (value === null || value === undefined || value === '') return ''
  if (type === 'boolean') return value === true || value === 'true' ? words.yes : words.no
  if (type === 'combo') return options.find((option) => option.value === value)?.label ?? String(value)
  if (type === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(String(value)))
    return new Date(`${String(value)}T00:00:00Z`).toLocaleDateString(language || undefined, { timeZone: 'UTC' })
  return String(value)
}

/** The properties by key. */
export const propertiesByKey = ({ properties }: SelectorDescription): ReadonlyMap<string, SelectorProperty> =>
  new Map(properties.map((property) => [property.apiKey, property]))
