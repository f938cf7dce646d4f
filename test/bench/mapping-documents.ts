import { Mapping, type MappingRow, type RowSource } from '../../server/model/mapping.ts'

const path = (value: string): RowSource => ({ kind: 'path', path: value })
const expression = (text: string): RowSource => ({ kind: 'expression', text })
const constant = (value: string | boolean | string[] | Record<string, never>): RowSource => ({ kind: 'constant', value })

const rows = (pairs: [string, RowSource][]): MappingRow[] => pairs.map(([target, from], index) => ({ id: `r${index + 1}`, target, from }))

/** The way out, as an integration specialist would draw it: the same work as `toContact`. */
export const TO_CONTACT = Mapping.parse({
  rows: rows([
    ['display_name', path('name')],
    ['first_name', path('givenName')],
    ['last_name', path('familyName')],
    ['company', path('legalName')],
    ['is_company', path('isCompany')],
    ['type', path('kind')],
    ['state', path('status')],
    ['url', path('website')],
    ['lang', path('language')],
    ['currency_code', path('currency')],
    ['terms', path('paymentTermCode')],
    ['segment', path('category')],
    ['born', path('birthDate')],
    ['remarks', path('notes')],
    ['mail', expression('$lowercase(emails[0].value)')],
    ['mail_kind', path('emails[0].kind')],
    ['phone', path('phones[0].raw')],
    ['phone_kind', path('phones[0].kind')],
    ['street', path('addresses[0].line1')],
    ['street2', path('addresses[0].line2')],
    ['town', path('addresses[0].city')],
    ['zip', path('addresses[0].postalCode')],
    ['region', path('addresses[0].region')],
    ['country', path('addresses[0].country')],
    ['tax_scheme', path('taxIds[0].scheme')],
    ['tax_id', path('taxIds[0].value')],
    ['newsletter', path('consent.emailMarketing')],
  ]),
})

/** The way back: the same work as `fromContact`. */
export const FROM_CONTACT = Mapping.parse({
  rows: rows([
    ['ref', expression("$ref('bench', 'customer', id)")],
    ['versionToken', path('rev')],
    ['kind', path('type')],
    ['isCompany', path('is_company')],
    ['name', path('display_name')],
    ['givenName', path('first_name')],
    ['familyName', path('last_name')],
    ['legalName', path('company')],
    ['taxIds[0].scheme', path('tax_scheme')],
    ['taxIds[0].value', path('tax_id')],
    ['emails[0].value', path('mail')],
    ['emails[0].kind', path('mail_kind')],
    ['emails[0].primary', constant(true)],
    ['phones[0].raw', path('phone')],
    ['phones[0].kind', path('phone_kind')],
    ['website', path('url')],
    ['addresses[0].kinds', constant(['billing'])],
    ['addresses[0].isDefault.billing', constant(true)],
    ['addresses[0].isDefault.shipping', constant(false)],
    ['addresses[0].line1', path('street')],
    ['addresses[0].line2', path('street2')],
    ['addresses[0].city', path('town')],
    ['addresses[0].postalCode', path('zip')],
    ['addresses[0].region', path('region')],
    ['addresses[0].country', path('country')],
    ['language', path('lang')],
    ['currency', path('currency_code')],
    ['paymentTermCode', path('terms')],
    ['category', path('segment')],
    ['birthDate', path('born')],
    ['consent.emailMarketing', path('newsletter')],
    ['notes', path('remarks')],
    ['status', path('state')],
    ['ext', constant({})],
  ]),
})
