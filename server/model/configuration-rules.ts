import type { FieldError } from './problem.ts'

/** What must hold of a configuration, by the code under which an error names it. */
export const CONFIGURATION_RULES = {
  'property-duplicate': 'another property has this key',
  'filter-duplicate': 'another filter has this id',
  'address-duplicate': 'another address has this id',
  'key-missing': 'exactly one active property must be the key of the customer; none is',
  'key-several': 'exactly one active property must be the key of the customer; another one is as well',
  'key-personal': 'the key is kept as the reference of the customer, so it must hold nothing personal; choose a number or code that the CRM gives',
  'address-key-missing': 'with several addresses exactly one active property must be the key of the address; none is',
  'address-key-several': 'with several addresses exactly one active property must be the key of the address; another one is as well',
  'default-several': 'at most one may be the default; another one is as well',
  'default-role': 'only an e-mail address, a phone number or a part of an address can be a default',
  'columns-exceeded': 'is wider than the columns of the header',
  'mandatory-hidden': 'what is mandatory must be visible and editable',
  'reference-editable': 'the CRM gives the reference; it cannot be edited',
  'label-text': 'needs a text',
  'label-messages': 'is translatable and needs a message in at least one language',
  'role-several': 'another active property means the same',
  'role-type': 'this type cannot hold what the property means',
  'kind-unknown': 'the canonical model knows no such kind',
  'kind-missing': 'a tax id needs its scheme as its kind',
  'options-missing': 'a choice needs options',
  'options-unused': 'only a choice has options',
  'option-duplicate': 'another option has this value',
  'option-crm-duplicate': 'another option has this value in the CRM, so that it could not be read back',
  'option-default-several': 'at most one option may be the default; another one is as well',
  'option-value-unknown': 'the canonical model does not know this value',
  'pattern-missing': 'the rule needs a regular expression',
  'pattern-invalid': 'is no regular expression',
  'pattern-costly': 'could take very long; leave out repeated groups, look-around, back references and needless repetition',
  'unique-filter-missing': 'a unique property needs an active filter by which others with its value are found',
  'unique-filter-unfit': 'the filter does not search this property',
  'suggest-filter-missing': 'suggestions need an active filter that searches this property',
  'suggest-type': 'only texts can be suggested',
  'category-order': 'another property has this place in the category key',
  'filter-property': 'names a property that is not there or not active',
  'filter-type': 'a filter of this kind cannot search properties of this type',
  'scan-several': 'what a scanner reads can go to one filter only; another one has it as well',
  'address-property': 'names a property that is not there or not active',
  'address-role': 'must be a property that means part of an address',
  'address-shared': 'the property is part of another address already',
  'address-unmapped': 'no address uses this part of an address, so that its value would be lost',
  'address-optional': 'with several addresses what an address is made of must be mandatory',
  'country-missing': 'an address needs its country',
} as const satisfies Record<string, string>

export type ConfigurationRule = keyof typeof CONFIGURATION_RULES

/** The error of a rule that does not hold at a place. */
export const broken = (rule: ConfigurationRule, path: string): FieldError => ({ path, code: rule, message: CONFIGURATION_RULES[rule] })

/** One error for each entry after the first that has the same key; entries without a key are left out. */
export function repeated<T>(
  entries: readonly T[],
  { rule, keyOf, path }: { rule: ConfigurationRule; keyOf(entry: T): string | undefined; path(entry: T): string },
): FieldError[] {
  const seen = new Set<string>()
  return entries.flatMap((entry) => {
    const key = keyOf(entry)
    if (key === undefined) return []
    if (seen.has(key)) return [broken(rule, path(entry))]
    seen.add(key)
    return []
  })
}
