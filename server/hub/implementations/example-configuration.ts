import type { z } from 'zod'
import { ComboOption, CustomerFilter, CustomerProperty, Label } from '../../model/crm-configuration.ts'
import { ConfigurationPackage } from '../../model/implementation.ts'

type Views = Pick<z.input<typeof CustomerProperty>, 'list' | 'detail' | 'create' | 'edit' | 'window'>
type Texts = readonly [en: string, de: string]

const label = ([en, de]: Texts): Label => Label.parse({ translatable: true, messages: { en, de } })

/** Shown and editable in every form from this place on; `wide`: columns it takes. */
function everywhere(position: number, section = '', { wide = 1, mandatory = false } = {}): Views {
  const place = { visible: true, position, section, columns: wide }
  return { detail: place, create: { ...place, mandatory }, edit: { ...place, mandatory }, window: place }
}

const options = (entries: readonly [value: string, ...texts: Texts][], chosen?: string): ComboOption[] =>
  entries.map(([value, ...texts], position) => ComboOption.parse({ value, label: label(texts), default: value === chosen, position }))

const COUNTRIES = options([
  ['CZ', 'Czechia', 'Tschechien'],
  ['SK', 'Slovakia', 'Slowakei'],
  ['DE', 'Germany', 'Deutschland'],
  ['AT', 'Austria', 'Österreich'],
  ['PL', 'Poland', 'Polen'],
])

/** Those of the sandbox CRM; which of them belong to the chosen country, its flow says. */
const REGIONS = options([
  ['CZ-10', 'Prague', 'Prag'],
  ['CZ-20', 'Central Bohemia', 'Mittelböhmen'],
  ['CZ-64', 'South Moravia', 'Südmähren'],
  ['DE-BE', 'Berlin', 'Berlin'],
  ['DE-BY', 'Bavaria', 'Bayern'],
  ['DE-HH', 'Hamburg', 'Hamburg'],
  ['AT-4', 'Upper Austria', 'Oberösterreich'],
  ['AT-9', 'Vienna', 'Wien'],
  ['PL-12', 'Lesser Poland', 'Kleinpolen'],
  ['PL-14', 'Masovia', 'Masowien'],
  ['SK-BL', 'Bratislava', 'Bratislava'],
  ['SK-KI', 'Košice', 'Kaschau'],
])

const CATEGORIES = options(
  [
    ['vip', 'VIP', 'VIP'],
    ['regular', 'Regular', 'Stammkunde'],
    ['occasional', 'Occasional', 'Gelegentlich'],
  ],
  'occasional',
)

const LANGUAGES = options([
  ['cs', 'Czech', 'Tschechisch'],
  ['de', 'German', 'Deutsch'],
  ['en', 'English', 'Englisch'],
  ['pl', 'Polish', 'Polnisch'],
  ['sk', 'Slovak', 'Slowakisch'],
])

const STATES = options(
  [
    ['active', 'Active', 'Aktiv'],
    ['blocked', 'Blocked', 'Gesperrt'],
  ],
  'active',
)

const property = (apiKey: string, texts: Texts, rest: Omit<z.input<typeof CustomerProperty>, 'apiKey' | 'label'>): CustomerProperty =>
  CustomerProperty.parse({ apiKey, label: label(texts), ...rest })

const part = (apiKey: string, texts: Texts, views: Views): CustomerProperty => property(apiKey, texts, { type: 'string', role: 'address', ...views })

const listed = (position: number): Views => ({ list: { visible: true, position } })
const fixed = (position: number): Views => {
  const place = { visible: true, position }
  return { detail: place, edit: { ...place, editable: false }, window: place }
}

const WHOLE_MAIL = { level: 'required', rule: 'regexp', pattern: '[^@\\s]+@[^@\\s]+' } as const
const [BILLING, DELIVERY, MORE] = ['Address', 'Delivery', 'More']

const who = (): CustomerProperty[] => [
  property('number', ['Number', 'Nummer'], { type: 'string', role: 'reference', key: true, ...fixed(0), ...listed(3) }),
  property('name', ['Name', 'Name'], { type: 'string', role: 'name', identifier: 0, ...everywhere(1, '', { wide: 2, mandatory: true }), ...listed(0) }),
  property('company', ['Company', 'Firma'], {
    type: 'boolean',
    role: 'isCompany',
    detail: { visible: true, position: 2 },
    create: { visible: true, position: 2 },
  }),
  property('email', ['E-mail', 'E-Mail'], {
    type: 'string',
    role: 'email',
    kind: 'work',
    default: true,
    validation: WHOLE_MAIL,
    ...everywhere(3),
    ...listed(1),
  }),
  property('phone', ['Phone', 'Telefon'], { type: 'string', role: 'phone', kind: 'mobile', default: true, ...everywhere(4), ...listed(2) }),
  property('category', ['Category', 'Kategorie'], { type: 'combo', role: 'category', category: 0, options: CATEGORIES, ...everywhere(5), ...listed(5) }),
]

const where = (): CustomerProperty[] => [
  part('street', ['Street', 'Straße'], everywhere(10, BILLING, { wide: 2 })),
  part('postalCode', ['Postal code', 'PLZ'], everywhere(11, BILLING)),
  property('city', ['City', 'Ort'], { type: 'string', role: 'address', suggestFrom: 3, ...everywhere(12, BILLING), ...listed(4) }),
  property('region', ['Region', 'Region'], { type: 'combo', role: 'address', options: REGIONS, ...everywhere(13, BILLING) }),
  property('country', ['Country', 'Land'], { type: 'combo', role: 'address', options: COUNTRIES, ...everywhere(14, BILLING) }),
  part('deliveryStreet', ['Delivery street', 'Lieferstraße'], everywhere(20, DELIVERY, { wide: 2 })),
  part('deliveryPostalCode', ['Delivery postal code', 'Liefer-PLZ'], everywhere(21, DELIVERY)),
  part('deliveryCity', ['Delivery city', 'Lieferort'], everywhere(22, DELIVERY)),
  property('deliveryCountry', ['Delivery country', 'Lieferland'], { type: 'combo', role: 'address', options: COUNTRIES, ...everywhere(23, DELIVERY) }),
]

const more = (): CustomerProperty[] => [
  property('birthDate', ['Birth date', 'Geburtsdatum'], { type: 'date', role: 'birthDate', ...everywhere(30, MORE) }),
  property('newsletter', ['Newsletter', 'Newsletter'], { type: 'boolean', role: 'emailMarketing', ...everywhere(31, MORE) }),
  property('loyaltyNumber', ['Loyalty card', 'Kundenkarte'], { type: 'string', role: 'ext', personal: 'direct', ...everywhere(32, MORE) }),
  property('vatNumber', ['VAT number', 'USt-IdNr.'], { type: 'string', role: 'taxId', kind: 'VAT', ...everywhere(33, MORE) }),
  property('language', ['Language', 'Sprache'], { type: 'combo', role: 'language', options: LANGUAGES, ...everywhere(34, MORE) }),
  property('status', ['Status', 'Status'], { type: 'combo', role: 'status', options: STATES, ...everywhere(35, MORE) }),
  property('remark', ['Remark', 'Bemerkung'], { type: 'string', role: 'notes', ...everywhere(36, MORE, { wide: 3 }) }),
]

const filter = (id: string, texts: Texts, rest: Omit<z.input<typeof CustomerFilter>, 'id' | 'label'>): CustomerFilter =>
  CustomerFilter.parse({ id, label: label(texts), ...rest })

const filters = (): CustomerFilter[] => [
  filter('anything', ['Name, e-mail, phone or number', 'Name, E-Mail, Telefon oder Nummer'], {
    type: 'input',
    properties: ['name', 'email', 'phone', 'number'],
    selector: true,
    minCharacters: 3,
  }),
  filter('name', ['Name', 'Name'], { type: 'input', properties: ['name'], main: true, position: 1, sortable: true, minCharacters: 2 }),
  filter('email', ['E-mail', 'E-Mail'], { type: 'input', properties: ['email'], main: true, position: 2, sortable: true, minCharacters: 3 }),
  filter('phone', ['Phone', 'Telefon'], { type: 'input', properties: ['phone'], main: true, position: 3, minCharacters: 3 }),
  filter('number', ['Number', 'Nummer'], { type: 'input', properties: ['number'], main: true, position: 4, sortable: true, minCharacters: 1 }),
  filter('loyalty', ['Loyalty card', 'Kundenkarte'], {
    type: 'input',
    properties: ['loyaltyNumber'],
    advanced: true,
    position: 5,
    scan: true,
    minCharacters: 3,
  }),
  filter('vat', ['VAT number', 'USt-IdNr.'], { type: 'input', properties: ['vatNumber'], advanced: true, position: 6, minCharacters: 3 }),
  filter('city', ['City', 'Ort'], { type: 'input', properties: ['city'], advanced: true, position: 7, sortable: true, minCharacters: 2 }),
  filter('postal-code', ['Postal code', 'PLZ'], { type: 'input', properties: ['postalCode'], advanced: true, position: 8, minCharacters: 2 }),
  filter('category', ['Category', 'Kategorie'], { type: 'combo', properties: ['category'], advanced: true, position: 9, sortable: true }),
  filter('birth-date', ['Birth date', 'Geburtsdatum'], { type: 'date', properties: ['birthDate'], advanced: true, position: 10 }),
]

/** The configuration of the sandbox CRM that the example comes with, as a package: it can be applied to any client. */
export const exampleConfiguration = (): ConfigurationPackage =>
  ConfigurationPackage.parse({
    format: 'patchbay-crm-configuration',
    formatVersion: 1,
    name: 'sandbox-crm',
    version: '1.0.0',
    connector: 'sandbox-crm',
    configuration: {
      header: { name: 'Sandbox CRM', description: 'Customers of the example, kept by the sandbox CRM.' },
      properties: [...who(), ...where(), ...more()],
      filters: filters(),
      addresses: [
        {
          id: 'billing',
          line1: 'street',
          postalCode: 'postalCode',
          city: 'city',
          region: 'region',
          country: 'country',
          invoice: true,
          default: true,
        },
        {
          id: 'delivery',
          line1: 'deliveryStreet',
          postalCode: 'deliveryPostalCode',
          city: 'deliveryCity',
          country: 'deliveryCountry',
          shipping: true,
          default: true,
        },
      ],
    },
  })
