import type { CustomerDraft, CustomerPage, CustomerReaction } from '../../model/customer.ts'
import { writeValues } from '../../model/customer-values.ts'
import type { CustomerPart } from '../../model/value-shape.ts'
import { requireImpersonal } from '../references/personal-id.ts'
import type { CustomerSearch } from '../../model/customer.ts'
import type { ImplementationInUse } from '../implementations/implementations-in-use.ts'
import { externalChecker } from './check-externally.ts'
import { searchChecker } from './check-search.ts'
import { type ValueChecks, valueChecks } from './check-values.ts'
import { duplicateFinder } from './find-duplicates.ts'
import { optionCodes } from './option-codes.ts'

/** What the calls of an implementation need, made ready once: its rules, and translations between its CRM and callers. */
export interface PreparedImplementation {
  readonly inUse: ImplementationInUse
  readonly checkSearch: (query: CustomerSearch) => CustomerSearch
  readonly checks: ValueChecks
  readonly refuseDuplicates: ReturnType<typeof duplicateFinder>
  readonly checkExternally: ReturnType<typeof externalChecker>
  /** What a new customer begins with by itself. */
  readonly defaults: CustomerDraft
  /** For the flow. */
  toCrm<C extends CustomerPart>(customer: C): C
  searchToCrm(query: CustomerSearch): CustomerSearch
  /** For the caller. All throw `reference.personal` where a reference names a person. */
  fromCrm(customer: unknown): unknown
  pageFromCrm(page: unknown): unknown
  draftFromCrm(draft: unknown): unknown
  reactionFromCrm(reaction: unknown): unknown
}

export function prepareImplementation(inUse: ImplementationInUse): PreparedImplementation {
  const { configuration } = inUse.implementation
  const codes = optionCodes(configuration)
  const fromCrm = (answer: unknown): unknown => {
    const customer = answer as CustomerPart & { ref: string }
    requireImpersonal(customer.ref, customer as Parameters<typeof requireImpersonal>[1])
    return codes ? codes.fromCrm(customer) : customer
  }
  const draftFromCrm = (draft: unknown): unknown => (codes && draft ? codes.fromCrm(draft as CustomerPart) : draft)
  return {
    inUse,
    checkSearch: searchChecker(configuration),
    checks: valueChecks(configuration),
    refuseDuplicates: duplicateFinder(configuration),
    checkExternally: externalChecker(configuration),
    defaults: writeValues(configuration, chosenByDefault(configuration.properties)),
    toCrm: codes ? codes.toCrm : (customer) => customer,
    searchToCrm: codes ? codes.searchToCrm : (query) => query,
    fromCrm,
    pageFromCrm: (answer) => {
      const page = answer as CustomerPage
      const items = page.items.map(fromCrm)
      return codes ? { ...page, items } : page
    },
    draftFromCrm,
    reactionFromCrm: (answer) => {
      const reaction = answer as CustomerReaction
      if (!codes) return reaction
      const { customer, options } = reaction
      const choices = Object.entries(options ?? {}).map(([key, list]) => [
        key,
        list.map((option) => ({ ...option, value: codes.optionFromCrm(key, option.value) })),
      ])
      return { ...reaction, ...(customer && { customer: draftFromCrm(customer) }), ...(options && { options: Object.fromEntries(choices) }) }
    },
  }
}

const chosenByDefault = (properties: ImplementationInUse['implementation']['configuration']['properties']): Record<string, string> =>
  Object.fromEntries(
    properties.flatMap(({ apiKey, active, options }) =>
      options.filter((option) => active && option.default).map(({ value }): [string, string] => [apiKey, value]),
    ),
  )
