import type { AddressMapping, CustomerProperty } from './crm-configuration.ts'
import type { Customer } from './customer.ts'

/** What a form edits: values by key of their property. A number is a decimal text; what is empty is left out, or `null` or `''` where it is to be cleared. */
export type CustomerValues = Record<string, string | boolean | null>

/** Any part of a canonical customer, as callers see it. */
export type CustomerPart = { readonly [K in keyof Customer]?: Customer[K] | null | undefined }

/** Where the values of a customer are: of a configuration, or of what a selector is told. Configurations that are in use hold what the functions here rely on. */
export interface ValueShape {
  readonly properties: readonly (Pick<CustomerProperty, 'apiKey' | 'type' | 'role' | 'kind' | 'default'> & { readonly active?: boolean })[]
  readonly addresses: readonly AddressMapping[]
}
