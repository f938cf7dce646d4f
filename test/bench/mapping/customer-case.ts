import { Mapping } from '../../../server/model/mapping.ts'
import type { CustomerCreate } from '../../../server/model/customer.ts'
import { CUSTOMER } from '../customer.ts'
import { asReceived, constant, createRandom, expression, INPUTS, type MappingCase, path, reshape, rowsOf, table } from './mapping-case.ts'

const KINDS: Record<string, string> = { business: 'B', private: 'P' }

type Optional = 'givenName' | 'familyName' | 'legalName' | 'website' | 'paymentTermCode' | 'category' | 'birthDate' | 'notes' | 'consent'
const OPTIONAL: Optional[] = ['givenName', 'familyName', 'legalName', 'website', 'paymentTermCode', 'category', 'birthDate', 'notes', 'consent']

function inputs(): CustomerCreate[] {
  const random = createRandom(1)
  return Array.from({ length: INPUTS }, (_, i) => {
    const some = reshape({ ...CUSTOMER, name: `${CUSTOMER.name} ${i}` }, random, i === 0 ? [] : OPTIONAL)
    if (i === 0) return some
    const addresses = CUSTOMER.addresses.map((address) => reshape({ ...address, city: `Town ${i}` }, random, ['line2', 'region']))
    const emails = [{ value: `Person${i}@Example.test`, kind: 'work' as const, primary: true }, CUSTOMER.emails[0]!].slice(0, Math.floor(random() * 3))
    return { ...some, addresses: random() < 0.15 ? [] : addresses, emails, phones: random() < 0.3 ? [] : CUSTOMER.phones }
  })
}

function byHand(customer: CustomerCreate): unknown {
  const { emails, phones, addresses, taxIds } = customer
  const contact: Record<string, unknown> = { name: customer.name, company: customer.isCompany, state: customer.status, source: 'patchbay' }
  if (customer.kind in KINDS) contact.type = KINDS[customer.kind]
  if (customer.givenName !== undefined) contact.first_name = customer.givenName
  if (customer.familyName !== undefined) contact.last_name = customer.familyName
  if (customer.legalName !== undefined) contact.legal_name = customer.legalName
  if (customer.website !== undefined) contact.url = customer.website
  if (customer.language !== undefined) contact.lang = customer.language
  if (customer.currency !== undefined) contact.currency_code = customer.currency
  if (customer.paymentTermCode !== undefined) contact.terms = customer.paymentTermCode
  if (customer.category !== undefined) contact.segment = customer.category
  if (customer.birthDate !== undefined) contact.born = customer.birthDate
  if (customer.notes !== undefined) contact.remarks = customer.notes
  if (customer.consent?.emailMarketing !== undefined) contact.newsletter = customer.consent.emailMarketing
  if (emails[0]) contact.mail = emails[0].value.toLowerCase()
  if (phones[0]) contact.phone = phones[0].raw
  if (taxIds[0]) contact.tax_id = `${taxIds[0].scheme} ${taxIds[0].value}`
  const address = addresses[0]
  if (address) {
    const to: Record<string, unknown> = { street: address.line1, town: address.city, zip: address.postalCode, country: address.country }
    if (address.line2 !== undefined) to.street2 = address.line2
    if (address.region !== undefined) to.region = address.region
    contact.address = to
  }
  return contact
}

const mapping = Mapping.parse({
  rows: rowsOf([
    ['name', path('name')],
    ['company', path('isCompany')],
    ['state', path('status')],
    ['source', constant('patchbay')],
    ['type', table('kind', KINDS)],
    ['first_name', path('givenName')],
    ['last_name', path('familyName')],
    ['legal_name', path('legalName')],
    ['url', path('website')],
    ['lang', path('language')],
    ['currency_code', path('currency')],
    ['terms', path('paymentTermCode')],
    ['segment', path('category')],
    ['born', path('birthDate')],
    ['remarks', path('notes')],
    ['newsletter', path('consent.emailMarketing')],
    ['mail', expression('$lowercase(emails[0].value)')],
    ['phone', path('phones[0].raw')],
    ['tax_id', expression("taxIds[0].scheme & ' ' & taxIds[0].value")],
    ['address.street', path('addresses[0].line1')],
    ['address.street2', path('addresses[0].line2')],
    ['address.town', path('addresses[0].city')],
    ['address.zip', path('addresses[0].postalCode')],
    ['address.region', path('addresses[0].region')],
    ['address.country', path('addresses[0].country')],
  ]),
})

const library = `{
  "name": name, "company": isCompany, "state": status, "source": "patchbay", "type": $lookup(${JSON.stringify(KINDS)}, kind),
  "first_name": givenName, "last_name": familyName, "legal_name": legalName, "url": website, "lang": language, "currency_code": currency,
  "terms": paymentTermCode, "segment": category, "born": birthDate, "remarks": notes, "newsletter": consent.emailMarketing,
  "mail": $lowercase(emails[0].value), "phone": phones[0].raw, "tax_id": taxIds[0].scheme & ' ' & taxIds[0].value,
  "address": addresses[0].{ "street": line1, "street2": line2, "town": city, "zip": postalCode, "region": region, "country": country }
}`

/** A customer to a contact of another system: paths, a value table, a constant, two expressions, an object inside. */
export const CUSTOMER_CASE: MappingCase = { name: '25-field customer', inputs: asReceived(inputs()), byHand, mapping, library }
