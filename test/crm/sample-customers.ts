import { CustomerCreate } from '../../server/model/customer.ts'

/** Two customers that every CRM is given; `mark` keeps them apart from those of other runs, in e-mail addresses, names and custom fields. */
export function sampleCustomers(mark: string): { person: CustomerCreate; company: CustomerCreate } {
  return {
    person: CustomerCreate.parse({
      name: `Mira Norr${mark}`,
      givenName: 'Mira',
      familyName: `Norr${mark}`,
      emails: [{ value: `mira-${mark}@example.test`, kind: 'work', primary: true }],
      phones: [{ raw: '+12025550147', kind: 'mobile' }],
      addresses: [
        { ...only('billing'), line1: 'Mill Street 7', line2: '2nd floor', city: 'Berlin', postalCode: '10115', country: 'DE' },
        { ...only('shipping'), line1: 'Quai Vert 1', city: 'Lyon', postalCode: '69001', country: 'FR' },
      ],
      language: 'de',
      category: 'vip',
      birthDate: '1988-04-17',
      consent: { emailMarketing: true },
      notes: 'Rings twice.',
      ext: { externalId: `X-${mark}` },
    }),
    company: CustomerCreate.parse({
      isCompany: true,
      name: `Orchard Vale ${mark}`,
      legalName: `Orchard Vale ${mark}`,
      taxIds: [{ scheme: 'VAT', value: 'DE136695976' }],
      emails: [
        { value: `office-${mark}@example.test`, kind: 'work', primary: true },
        { value: `billing-${mark}@example.test`, kind: 'work', primary: false },
      ],
      phones: [{ raw: '+13035550162', kind: 'work' }],
      addresses: [
        {
          kinds: ['billing', 'shipping'],
          isDefault: { billing: true, shipping: true },
          line1: 'Harbour Road 3',
          city: 'Hamburg',
          postalCode: '20095',
          country: 'DE',
        },
      ],
      language: 'en',
      category: 'regular',
      consent: { emailMarketing: false },
      ext: {},
    }),
  }
}

const only = (kind: 'billing' | 'shipping'): object => ({ kinds: [kind], isDefault: { billing: kind === 'billing', shipping: kind === 'shipping' } })
