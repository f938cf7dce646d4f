import type { CustomerProperty, CustomerRole } from './crm-configuration.ts'
import type { Pii } from './field-meta.ts'

/** What a role means in the canonical customer. */
interface RoleMeaning {
  /** Path in the customer; of `ext` the object that holds the custom fields. */
  field: string
  /** How personal it is, as the canonical model says; of `ext` the property says. */
  personal: Pii
  types: readonly CustomerProperty['type'][]
  /** Several properties may have it: any number, or one of each kind. */
  several?: 'any' | 'kind'
  /** Kinds that the canonical model knows; left out: any. */
  kinds?: readonly string[]
  /** Values that the canonical model knows; left out: any. */
  values?: readonly string[]
}

const TEXT = ['string', 'combo'] as const

/** The one table of roles. */
export const CUSTOMER_ROLES: Readonly<Record<CustomerRole, RoleMeaning>> = {
  reference: { field: 'ref', personal: 'pseudo', types: ['string'] },
  name: { field: 'name', personal: 'direct', types: TEXT },
  givenName: { field: 'givenName', personal: 'direct', types: TEXT },
  familyName: { field: 'familyName', personal: 'direct', types: TEXT },
  legalName: { field: 'legalName', personal: 'direct', types: TEXT },
  isCompany: { field: 'isCompany', personal: 'none', types: ['boolean'] },
  kind: { field: 'kind', personal: 'none', types: TEXT },
  status: { field: 'status', personal: 'none', types: ['combo'], values: ['active', 'blocked', 'archived'] },
  email: { field: 'emails', personal: 'direct', types: ['string'], several: 'kind', kinds: ['work', 'home', 'billing', 'other'] },
  phone: { field: 'phones', personal: 'direct', types: ['string'], several: 'kind', kinds: ['work', 'home', 'mobile', 'fax', 'other'] },
  taxId: { field: 'taxIds', personal: 'direct', types: ['string'], several: 'kind' },
  website: { field: 'website', personal: 'quasi', types: TEXT },
  language: { field: 'language', personal: 'none', types: TEXT },
  currency: { field: 'currency', personal: 'none', types: TEXT },
  paymentTermCode: { field: 'paymentTermCode', personal: 'none', types: TEXT },
  category: { field: 'category', personal: 'none', types: TEXT },
  birthDate: { field: 'birthDate', personal: 'direct', types: ['date'] },
  emailMarketing: { field: 'consent.emailMarketing', personal: 'none', types: ['boolean'] },
  notes: { field: 'notes', personal: 'text', types: TEXT },
  address: { field: 'addresses', personal: 'direct', types: TEXT, several: 'any' },
  ext: { field: 'ext', personal: 'text', types: ['string', 'number', 'date', 'combo', 'boolean'], several: 'any' },
}

/** How personal the values of a property are. */
export const personalOf = ({ role, personal }: Pick<CustomerProperty, 'role' | 'personal'>): Pii => (role === 'ext' ? personal : CUSTOMER_ROLES[role].personal)

/** Where the values of a property are in the canonical customer. */
export const fieldOf = ({ role, apiKey }: Pick<CustomerProperty, 'role' | 'apiKey'>): string => (role === 'ext' ? `ext.${apiKey}` : CUSTOMER_ROLES[role].field)
