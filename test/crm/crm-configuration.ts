import { CrmConfiguration } from '../../server/model/crm-configuration.ts'

const visible = { visible: true }
const property = (apiKey: string, role: string, more: object = {}): object => ({
  apiKey,
  role,
  type: 'string',
  label: { text: apiKey },
  list: visible,
  detail: visible,
  create: visible,
  edit: visible,
  ...more,
})
const filter = (id: string, properties: readonly string[], more: object = {}): object => ({
  id,
  type: 'input',
  label: { text: id },
  properties,
  main: true,
  ...more,
})
const option = (value: string): object => ({ value, label: { text: value } })

/** The same configuration for every CRM of the contract: one filter for each criterion, and one that searches three at once. */
export const CRM_CONFIGURATION: CrmConfiguration = CrmConfiguration.parse({
  header: { name: 'Customers', description: 'For the contract of CRM systems.' },
  properties: [
    property('reference', 'reference', { key: true, create: {}, edit: {} }),
    property('name', 'name', { identifier: 0 }),
    property('givenName', 'givenName'),
    property('familyName', 'familyName'),
    property('legalName', 'legalName'),
    property('isCompany', 'isCompany', { type: 'boolean' }),
    property('email', 'email', { kind: 'work', default: true, unique: true, uniqueFilter: 'email' }),
    property('mobile', 'phone', { kind: 'mobile', default: true }),
    property('phone', 'phone', { kind: 'work' }),
    property('vat', 'taxId', { kind: 'VAT' }),
    property('language', 'language'),
    property('category', 'category', { type: 'combo', category: 0, options: ['vip', 'regular', 'occasional'].map(option) }),
    property('birthDate', 'birthDate', { type: 'date' }),
    property('newsletter', 'emailMarketing', { type: 'boolean' }),
    property('notes', 'notes'),
    property('externalId', 'ext', { personal: 'none' }),
    ...['billing', 'shipping'].flatMap((use) => ['Street', 'Street2', 'City', 'Zip', 'Country'].map((part) => property(use + part, 'address'))),
  ],
  filters: [
    filter('name', ['name'], { minCharacters: 3, sortable: true }),
    filter('email', ['email'], { minCharacters: 3 }),
    filter('phone', ['mobile']),
    filter('reference', ['reference']),
    filter('vat', ['vat']),
    filter('category', ['category'], { type: 'combo' }),
    filter('city', ['billingCity']),
    filter('zip', ['billingZip']),
    filter('born', ['birthDate'], { type: 'date' }),
    filter('external', ['externalId']),
    filter('quick', ['name', 'email', 'mobile'], { selector: true, minCharacters: 3 }),
  ],
  addresses: ['billing', 'shipping'].map((use) => ({
    id: use,
    line1: `${use}Street`,
    line2: `${use}Street2`,
    city: `${use}City`,
    postalCode: `${use}Zip`,
    country: `${use}Country`,
    invoice: use === 'billing',
    shipping: use === 'shipping',
    default: true,
  })),
})
