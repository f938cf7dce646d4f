import type { SelectorDescription, SelectorField, SelectorProperty } from '../../server/model/selector.ts'
import { propertiesByKey, type Value, type Values } from './show-value.ts'
import type { Words } from './words.ts'

export interface Finding {
  property: string
  /** `information` does not stop anybody. */
  level: 'information' | 'error'
  text: string
}

/** What is wrong with the values of a form, in the order of its fields. Rules with the level `none` or of the CRM itself are not checked here. */
export function checkValues(
  description: SelectorDescription,
  fields: readonly SelectorField[],
  { values, words }: { values: Values; words: Words },
): Finding[] {
  const properties = propertiesByKey(description)
  return fields.flatMap((field) => {
    const property = properties.get(field.property)
    if (!property || !field.editable) return []
    const found = checkValue(property, field.mandatory, { value: values[field.property], words })
    return found ? [{ property: field.property, ...found }] : []
  })
}

function checkValue(property: SelectorProperty, mandatory: boolean, { value, words }: { value: Value; words: Words }): Omit<Finding, 'property'> | undefined {
  const empty = value === null || value === undefined || String(value).trim() === ''
  if (empty && mandatory) return { level: 'error', text: words.isMandatory }
  if (!empty && property.type === 'number' && !/^-?\d+([.]\d+)?$/.test(String(value).trim())) return { level: 'error', text: words.notNumber }
  if (!empty && property.type === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(String(value))) return { level: 'error', text: words.notDate }
  const { level, rule, pattern } = property.validation
  if (level === 'none' || rule === 'external') return undefined
  const severity = level === 'required' ? 'error' : 'information'
  if (rule === 'empty') return empty ? { level: severity, text: words.isMandatory } : undefined
  return empty || fits(pattern, String(value)) ? undefined : { level: severity, text: words.isInvalid }
}

/** A pattern that the browser cannot read is left to the server. */
function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value)
  } catch {
    return true
  }
}
