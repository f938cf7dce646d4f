import { CrmConfiguration, type CustomerProperty } from './crm-configuration.ts'

type Given = Pick<CustomerProperty, 'apiKey' | 'role'> & { text: string } & Partial<Omit<CustomerProperty, 'label' | 'apiKey' | 'role'>>

/** Views that a property is shown in, besides the detail. */
interface Shown {
  list?: boolean
  edited?: boolean
  mandatory?: boolean
}

/** A property at the next place of every view that it is in. */
function property({ text, ...given }: Given, position: number, { list = false, edited = true, mandatory = false }: Shown): object {
  const place = { visible: true, position, columns: 1, section: '' }
  const input = { ...place, visible: edited, mandatory, editable: edited }
  return { type: 'string', label: { text }, ...given, list: { ...place, visible: list }, detail: place, create: input, edit: input, window: place }
}

const filter = (id: string, text: string, more: object): object => ({ id, type: 'input', label: { text }, properties: [id], ...more })

/** The selector of clients without a CRM: the fields of the canonical customer, and what the operation for searching knows. */
export const STANDARD_CONFIGURATION: CrmConfiguration = CrmConfiguration.parse({
  header: { name: 'Customers', connectivity: 'online' },
  properties: [
    property({ apiKey: 'reference', role: 'reference', text: 'Number', key: true }, 0, { list: true, edited: false }),
    property({ apiKey: 'name', role: 'name', text: 'Name', identifier: 0 }, 1, { list: true, mandatory: true }),
    property({ apiKey: 'isCompany', role: 'isCompany', text: 'Company', type: 'boolean' }, 2, {}),
    property({ apiKey: 'email', role: 'email', text: 'E-mail', default: true, kind: 'work' }, 3, { list: true }),
    property({ apiKey: 'phone', role: 'phone', text: 'Phone', default: true, kind: 'mobile' }, 4, { list: true }),
    property({ apiKey: 'taxId', role: 'taxId', text: 'VAT number', kind: 'VAT' }, 5, {}),
    property({ apiKey: 'street', role: 'address', text: 'Street' }, 6, {}),
    property({ apiKey: 'city', role: 'address', text: 'City' }, 7, { list: true }),
    property({ apiKey: 'postalCode', role: 'address', text: 'Postal code' }, 8, {}),
    property({ apiKey: 'country', role: 'address', text: 'Country' }, 9, {}),
    property({ apiKey: 'category', role: 'category', text: 'Category' }, 10, { edited: false }),
    property({ apiKey: 'notes', role: 'notes', text: 'Notes' }, 11, {}),
  ],
  filters: [
    filter('name', 'Name', { main: true, selector: true }),
    filter('email', 'E-mail', { main: true, position: 1 }),
    filter('phone', 'Phone', { main: true, position: 2 }),
    filter('reference', 'Number', { advanced: true, position: 3, scan: true }),
  ],
  addresses: [{ id: 'main', line1: 'street', city: 'city', postalCode: 'postalCode', country: 'country', invoice: true, shipping: true, default: true }],
})
