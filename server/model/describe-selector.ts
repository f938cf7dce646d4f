import type { ComboOption, CrmConfiguration, CustomerFilter, CustomerProperty, CustomerView, InputPlacement, Label, Placement } from './crm-configuration.ts'
import { filterCriteria } from './customer-criteria.ts'
import { personalOf } from './customer-role.ts'
import type { SelectorDescription, SelectorField, SelectorFilter, SelectorProperty } from './selector.ts'
import { STANDARD_CONFIGURATION } from './standard-configuration.ts'

export interface SelectorSource {
  /** Left out: no CRM is enabled, and the standard one counts. */
  configuration?: CrmConfiguration | undefined
  /** Operations that a flow serves, e.g. `customers.search`. */
  operations: readonly string[]
  /** BCP 47. What has no text in it is told in the nearest one that there is. */
  language: string
  anonymousCustomer: string
}

/** Everything that a customer selector needs to draw itself, in one language. */
export function describeSelector({ configuration, operations, language, anonymousCustomer }: SelectorSource): SelectorDescription {
  const shown = configuration ?? STANDARD_CONFIGURATION
  const properties = shown.properties.filter(({ active }) => active)
  const can = (name: string): boolean => operations.includes(`customers.${name}`)
  return {
    kind: configuration ? 'crm' : 'standard',
    language,
    header: shown.header,
    anonymousCustomer,
    can: {
      search: can('search'),
      get: can('get'),
      create: can('create'),
      update: can('update'),
      delete: can('delete'),
      // A configuration has defaults of its own.
      defaults: can('defaults') || (configuration !== undefined && can('create')),
      onChange: can('onChange'),
    },
    properties: properties.map((property) => describeProperty(property, language)),
    filters: inOrder(shown.filters.filter(({ active }) => active)).map((filter) => describeFilter(shown, filter, language)),
    addresses: shown.addresses,
    views: {
      list: fieldsOf(properties, 'list'),
      detail: fieldsOf(properties, 'detail'),
      create: fieldsOf(properties, 'create'),
      edit: fieldsOf(properties, 'edit'),
      window: fieldsOf(properties, 'window'),
    },
  }
}

function describeProperty(property: CustomerProperty, language: string): SelectorProperty {
  const { apiKey, type, role, kind, key, identifier, category, validation, suggestFrom } = property
  return {
    apiKey,
    type,
    role,
    ...(kind !== undefined && { kind }),
    key,
    default: property.default,
    validation,
    ...(suggestFrom !== undefined && { suggestFrom }),
    label: labelText(property.label, language) || apiKey,
    personal: personalOf(property),
    ...(identifier !== undefined && { identifier }),
    ...(category !== undefined && { category }),
    options: inOrder(property.options).map((option) => describeOption(option, language)),
  }
}

const describeOption = ({ value, label, default: first }: ComboOption, language: string): SelectorProperty['options'][number] => ({
  value,
  default: first,
  label: labelText(label, language) || value,
})

function describeFilter(configuration: CrmConfiguration, filter: CustomerFilter, language: string): SelectorFilter {
  const { id, type, properties, main, advanced, selector, sortable, scan, minCharacters } = filter
  const rest = { id, type, properties, main, advanced, selector, default: filter.default, sortable, scan, minCharacters }
  return { ...rest, label: labelText(filter.label, language) || id, criteria: filterCriteria(configuration, filter) }
}

/** What is visible in a view, in its order. */
function fieldsOf(properties: readonly CustomerProperty[], view: CustomerView): SelectorField[] {
  const placed = properties.map((property) => ({ property, place: property[view] as Placement & Partial<InputPlacement> }))
  return placed
    .filter(({ place }) => place.visible)
    .toSorted((a, b) => a.place.position - b.place.position)
    .map(({ property, place: { columns, section, mandatory = false, editable = false } }) => ({
      property: property.apiKey,
      columns,
      section,
      mandatory,
      editable,
    }))
}

const inOrder = <T extends { position: number }>(entries: readonly T[]): T[] => entries.toSorted((a, b) => a.position - b.position)

/** The text in a language, or in the nearest one: of the same base, English, any. */
export function labelText({ text, translatable, messages }: Label, language: string): string {
  if (!translatable) return text
  const found = nearestLanguage(Object.keys(messages), [language])
  return (found === undefined ? Object.values(messages)[0] : messages[found]) ?? text
}

/** The first wanted language that there is, with or without its region, or English where that is there. */
export function nearestLanguage(known: readonly string[], wanted: readonly string[]): string | undefined {
  for (const language of [...wanted, 'en']) {
    const base = language.split('-')[0]!.toLowerCase()
    const exact = known.find((each) => each.toLowerCase() === language.toLowerCase())
    const found = exact ?? known.find((each) => each.toLowerCase() === base) ?? known.find((each) => each.toLowerCase().startsWith(`${base}-`))
    if (found !== undefined) return found
  }
  return undefined
}

/** Languages that a configuration has texts in. */
export function languagesOf({ properties, filters }: CrmConfiguration): string[] {
  const labels = [...properties.flatMap(({ label, options }) => [label, ...options.map((option) => option.label)]), ...filters.map(({ label }) => label)]
  return [...new Set(labels.flatMap(({ translatable, messages }) => (translatable ? Object.keys(messages) : [])))]
}
