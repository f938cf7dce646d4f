import { SelectorDescription } from '../../../server/model/selector.ts'

type Property = Partial<SelectorDescription['properties'][number]> & { apiKey: string; role: string; label: string }

const property = (property: Property): object => ({
  type: 'string',
  key: false,
  default: false,
  validation: { level: 'none', rule: 'empty', pattern: '' },
  personal: 'direct',
  options: [],
  ...property,
})

const filter = (id: string, label: string, more: object): object => ({
  id,
  label,
  type: 'input',
  properties: [id],
  main: false,
  advanced: false,
  selector: false,
  default: '',
  sortable: false,
  scan: false,
  minCharacters: 0,
  criteria: [id],
  ...more,
})

const field = (property: string, section = '', more: object = {}): object => ({ property, columns: 1, section, mandatory: false, editable: true, ...more })

const detail = [
  field('number'),
  field('name', '', { columns: 2 }),
  field('mail', 'Contact'),
  field('phone', 'Contact'),
  field('street', 'Address', { columns: 2 }),
  field('town', 'Address'),
  field('country', 'Address'),
  field('segment', 'Terms'),
  field('born', 'Terms'),
  field('newsletter', 'Terms'),
  field('remark', 'Terms', { columns: 3 }),
]
const form = [...detail.slice(2), field('tier', 'Terms')]

/** A description with one of everything: what a server tells the selector of a mock. */
export const DESCRIPTION: SelectorDescription = SelectorDescription.parse({
  kind: 'crm',
  language: 'en',
  header: { name: 'Mock CRM', detailColumns: 3, searchBeforeNew: false },
  anonymousCustomer: 'local:customer:anonymous',
  can: { search: true, get: true, create: true, update: true, delete: true, defaults: true, onChange: true },
  properties: [
    property({ apiKey: 'number', role: 'reference', label: 'Number', key: true }),
    property({ apiKey: 'name', role: 'name', label: 'Name', identifier: 0 }),
    property({
      apiKey: 'mail',
      role: 'email',
      kind: 'work',
      label: 'E-mail',
      default: true,
      validation: { level: 'required', rule: 'regexp', pattern: '[^@\\s]+@[^@\\s]+' },
    }),
    property({ apiKey: 'phone', role: 'phone', kind: 'mobile', label: 'Phone', validation: { level: 'informative', rule: 'regexp', pattern: '\\+[0-9 ]+' } }),
    property({ apiKey: 'street', role: 'address', label: 'Street' }),
    property({ apiKey: 'town', role: 'address', label: 'Town', suggestFrom: 2 }),
    property({
      apiKey: 'country',
      role: 'address',
      label: 'Country',
      type: 'combo',
      options: [
        { value: 'CZ', label: 'Czechia', default: true },
        { value: 'DE', label: 'Germany', default: false },
      ],
    }),
    property({
      apiKey: 'segment',
      role: 'category',
      label: 'Segment',
      type: 'combo',
      category: 0,
      options: [
        { value: 'VIP', label: 'Very important', default: false },
        { value: 'REG', label: 'Regular', default: false },
      ],
    }),
    property({ apiKey: 'born', role: 'birthDate', label: 'Born', type: 'date' }),
    property({ apiKey: 'newsletter', role: 'emailMarketing', label: 'Newsletter', type: 'boolean' }),
    property({ apiKey: 'remark', role: 'notes', label: 'Remark' }),
    property({ apiKey: 'tier', role: 'ext', label: 'Tier', type: 'number' }),
  ],
  filters: [
    filter('name', 'Name', { main: true, minCharacters: 3, sortable: true }),
    filter('mail', 'E-mail', { main: true, minCharacters: 3, criteria: ['email'] }),
    filter('number', 'Customer card', { main: true, scan: true, selector: true, criteria: ['reference'] }),
    filter('segment', 'Segment', { advanced: true, type: 'combo', criteria: ['category'] }),
    filter('born', 'Born', { advanced: true, type: 'date', criteria: ['birthDate'] }),
    filter('loyal', 'Loyalty club', { advanced: true, type: 'checkbox', properties: ['tier'], criteria: ['ext.loyal'] }),
  ],
  addresses: [{ id: 'main', line1: 'street', city: 'town', country: 'country', invoice: true, default: true }],
  views: {
    list: [field('name', '', { columns: 2 }), field('mail', '', { columns: 2 }), field('town'), field('segment')],
    detail,
    create: [field('name', '', { columns: 3, mandatory: true }), ...form],
    edit: [field('number', '', { editable: false }), field('name', '', { columns: 2, mandatory: true }), ...form],
    window: [],
  },
})
