import type { Customer, CustomerCreate } from '../../server/model/customer.ts'

/** The vendor's record in the benchmark: flat, other names, as many CRMs have it. */
export interface Contact {
  id?: string
  rev?: string
  display_name: string
  first_name: string
  last_name: string
  company: string
  is_company: boolean
  type: string
  state: string
  url: string
  lang: string
  currency_code: string
  terms: string
  segment: string
  born: string
  remarks: string
  mail: string
  mail_kind: string
  phone: string
  phone_kind: string
  street: string
  street2: string
  town: string
  zip: string
  region: string
  country: string
  tax_scheme: string
  tax_id: string
  newsletter: boolean
}

/** A customer with 28 filled leaves. */
export const CUSTOMER: CustomerCreate = {
  kind: 'business',
  isCompany: true,
  name: 'Orchard & Vale Ltd',
  givenName: 'Maren',
  familyName: 'Vale',
  legalName: 'Orchard and Vale Limited',
  taxIds: [{ scheme: 'VAT', value: 'CZ12345678' }],
  emails: [{ value: 'maren.vale@example.test', kind: 'work', primary: true }],
  phones: [{ raw: '+420 601 000 111', kind: 'mobile' }],
  website: 'https://orchard.example.test',
  addresses: [
    {
      kinds: ['billing'],
      isDefault: { billing: true, shipping: false },
      line1: 'Market Row 7',
      line2: 'Yard B',
      city: 'Brno',
      postalCode: '602 00',
      region: 'JM',
      country: 'CZ',
    },
  ],
  language: 'cs',
  currency: 'CZK',
  paymentTermCode: 'NET30',
  category: 'VIP',
  birthDate: '1984-02-29',
  consent: { emailMarketing: true },
  notes: 'Deliver to the yard.',
  status: 'active',
  ext: {},
}

/** What a programmer would write by hand for the way out. */
export function toContact(customer: CustomerCreate): Contact {
  const { emails, phones, addresses, taxIds } = customer
  const email = emails[0]
  const phone = phones[0]
  const address = addresses[0]
  const taxId = taxIds[0]
  return {
    display_name: customer.name,
    first_name: customer.givenName ?? '',
    last_name: customer.familyName ?? '',
    company: customer.legalName ?? '',
    is_company: customer.isCompany,
    type: customer.kind,
    state: customer.status,
    url: customer.website ?? '',
    lang: customer.language ?? '',
    currency_code: customer.currency ?? '',
    terms: customer.paymentTermCode ?? '',
    segment: customer.category ?? '',
    born: customer.birthDate ?? '',
    remarks: customer.notes ?? '',
    mail: email?.value.toLowerCase() ?? '',
    mail_kind: email?.kind ?? '',
    phone: phone?.raw ?? '',
    phone_kind: phone?.kind ?? '',
    street: address?.line1 ?? '',
    street2: address?.line2 ?? '',
    town: address?.city ?? '',
    zip: address?.postalCode ?? '',
    region: address?.region ?? '',
    country: address?.country ?? '',
    tax_scheme: taxId?.scheme ?? '',
    tax_id: taxId?.value ?? '',
    newsletter: customer.consent?.emailMarketing ?? false,
  }
}

/** And for the way back. */
export function fromContact(contact: Contact): Customer {
  return {
    ref: `bench:customer:${encodeURIComponent(contact.id ?? '')}`,
    versionToken: contact.rev ?? '',
    kind: contact.type,
    isCompany: contact.is_company,
    name: contact.display_name,
    givenName: contact.first_name,
    familyName: contact.last_name,
    legalName: contact.company,
    taxIds: [{ scheme: contact.tax_scheme, value: contact.tax_id }],
    emails: [{ value: contact.mail, kind: contact.mail_kind as 'work', primary: true }],
    phones: [{ raw: contact.phone, kind: contact.phone_kind as 'mobile' }],
    website: contact.url,
    addresses: [
      {
        kinds: ['billing'],
        isDefault: { billing: true, shipping: false },
        line1: contact.street,
        line2: contact.street2,
        city: contact.town,
        postalCode: contact.zip,
        region: contact.region,
        country: contact.country,
      },
    ],
    language: contact.lang,
    currency: contact.currency_code,
    paymentTermCode: contact.terms,
    category: contact.segment,
    birthDate: contact.born,
    consent: { emailMarketing: contact.newsletter },
    notes: contact.remarks,
    status: contact.state as 'active',
    ext: {},
  }
}
