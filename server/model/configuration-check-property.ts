import { patternFault } from './cheap-pattern.ts'
import { broken, repeated } from './configuration-rules.ts'
import { type CrmConfiguration, CustomerView, type CustomerProperty, type Label } from './crm-configuration.ts'
import { CUSTOMER_ROLES } from './customer-role.ts'
import type { FieldError } from './problem.ts'

/** What must hold of one property. */
export function checkProperty(configuration: CrmConfiguration, property: CustomerProperty, path: string): FieldError[] {
  return [
    ...checkLabel(property.label, `${path}.label`),
    ...checkRole(property, path),
    ...checkViews(configuration, property, path),
    ...checkOptions(property, path),
    ...checkPattern(property, path),
    ...(property.active ? checkSearched(configuration, property, path) : []),
  ]
}

/** A label that people can read: messages where it is translatable, a text otherwise. */
export function checkLabel({ text, translatable, messages }: Label, path: string): FieldError[] {
  if (!translatable) return text.trim() === '' ? [broken('label-text', `${path}.text`)] : []
  return Object.values(messages).some((message) => message.trim() !== '') ? [] : [broken('label-messages', `${path}.messages`)]
}

function checkRole({ role, type, kind, default: chosen }: CustomerProperty, path: string): FieldError[] {
  const { types, kinds } = CUSTOMER_ROLES[role]
  return [
    ...(types.includes(type) ? [] : [broken('role-type', `${path}.type`)]),
    ...(kind !== undefined && kinds && !kinds.includes(kind) ? [broken('kind-unknown', `${path}.kind`)] : []),
    ...(role === 'taxId' && !kind ? [broken('kind-missing', `${path}.kind`)] : []),
    ...(chosen && !['email', 'phone', 'address'].includes(role) ? [broken('default-role', `${path}.default`)] : []),
  ]
}

function checkViews({ header }: CrmConfiguration, property: CustomerProperty, path: string): FieldError[] {
  const wide = CustomerView.options.filter((view) => property[view].columns > header.detailColumns)
  const typed = (['create', 'edit'] as const).filter((view) => property[view].mandatory && !(property[view].visible && property[view].editable))
  const fixed = (['create', 'edit'] as const).filter((view) => property.role === 'reference' && property[view].visible && property[view].editable)
  return [
    ...wide.map((view) => broken('columns-exceeded', `${path}.${view}.columns`)),
    ...typed.map((view) => broken('mandatory-hidden', `${path}.${view}.mandatory`)),
    ...fixed.map((view) => broken('reference-editable', `${path}.${view}.editable`)),
  ]
}

function checkOptions({ type, role, options }: CustomerProperty, path: string): FieldError[] {
  if (type !== 'combo') return options.length > 0 ? [broken('options-unused', `${path}.options`)] : []
  if (options.length === 0) return [broken('options-missing', `${path}.options`)]
  const placed = options.map((option, index) => ({ option, path: `${path}.options.${index}` }))
  const { values } = CUSTOMER_ROLES[role]
  return [
    ...repeated(placed, { rule: 'option-duplicate', keyOf: ({ option }) => option.value, path: (at) => `${at.path}.value` }),
    ...repeated(placed, { rule: 'option-crm-duplicate', keyOf: ({ option }) => option.crmValue ?? option.value, path: (at) => `${at.path}.crmValue` }),
    ...repeated(placed, { rule: 'option-default-several', keyOf: ({ option }) => (option.default ? '' : undefined), path: (at) => `${at.path}.default` }),
    ...placed.flatMap((at) => checkLabel(at.option.label, `${at.path}.label`)),
    ...placed.filter(({ option }) => values && !values.includes(option.value)).map((at) => broken('option-value-unknown', `${at.path}.value`)),
  ]
}

function checkPattern({ validation: { level, rule, pattern } }: CustomerProperty, path: string): FieldError[] {
  if (level === 'none' || rule !== 'regexp') return []
  if (pattern === '') return [broken('pattern-missing', `${path}.validation.pattern`)]
  const fault = patternFault(pattern)
  return fault === undefined ? [] : [broken(`pattern-${fault}`, `${path}.validation.pattern`)]
}

/** What needs a filter that searches the property. */
function checkSearched({ filters }: CrmConfiguration, { apiKey, type, unique, uniqueFilter, suggestFrom }: CustomerProperty, path: string): FieldError[] {
  const searching = filters.filter(({ active, properties }) => active && properties.includes(apiKey))
  const errors: FieldError[] = []
  if (unique && !filters.some(({ id, active }) => active && id === uniqueFilter)) errors.push(broken('unique-filter-missing', `${path}.uniqueFilter`))
  else if (unique && !searching.some(({ id }) => id === uniqueFilter)) errors.push(broken('unique-filter-unfit', `${path}.uniqueFilter`))
  if (suggestFrom !== undefined && type !== 'string') errors.push(broken('suggest-type', `${path}.suggestFrom`))
  if (suggestFrom !== undefined && searching.length === 0) errors.push(broken('suggest-filter-missing', `${path}.suggestFrom`))
  return errors
}
