import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { CrmConfiguration } from '../../server/model/crm-configuration.ts'
import { Customer, CustomerCreate } from '../../server/model/customer.ts'
import { categoryKey, identifierText, readValues, writeValues } from '../../server/model/customer-values.ts'
import type { CustomerValues } from '../../server/model/value-shape.ts'

const label = { text: 'x' }
const SINGLE = ['name', 'givenName', 'familyName', 'legalName', 'website', 'language', 'currency', 'paymentTermCode', 'category', 'notes'] as const

/** Configurations as the integrity rules allow them: one property per role, or per role and kind; every part of an address belongs to one mapping. */
const configurations = fc
  .record({
    single: fc.subarray([...SINGLE]),
    emails: fc.subarray(['work', 'home', 'billing', 'other'] as const),
    defaultEmail: fc.nat(3),
    phones: fc.subarray(['work', 'home', 'mobile', 'fax', 'other'] as const),
    taxIds: fc.subarray(['VAT', 'CZ:ICO', 'EORI']),
    ext: fc.subarray([
      ['colour', 'string'],
      ['size', 'number'],
      ['vegan', 'boolean'],
      ['tier', 'combo'],
      ['since', 'date'],
    ] as const),
    flags: fc.boolean(),
    consent: fc.boolean(),
    addresses: fc.subarray([
      [true, false, true],
      [true, false, false],
      [false, true, true],
      [false, true, false],
      [true, true, true],
      [true, true, false],
      [false, false, false],
    ] as const),
    parts: fc.subarray(['line1', 'line2', 'city', 'postalCode', 'country', 'region'] as const, { minLength: 1 }),
  })
  .map((given) =>
    CrmConfiguration.parse({
      header: { name: 'x' },
      properties: [
        ...given.single.map((role) => ({ apiKey: `p_${role}`, type: 'string', role, label })),
        ...given.emails.map((kind, index) => ({ apiKey: `mail_${kind}`, type: 'string', role: 'email', kind, default: index === given.defaultEmail, label })),
        ...given.phones.map((kind) => ({ apiKey: `phone_${kind}`, type: 'string', role: 'phone', kind, label })),
        ...given.taxIds.map((kind, index) => ({ apiKey: `tax${index}`, type: 'string', role: 'taxId', kind, label })),
        ...given.ext.map(([apiKey, type]) => ({ apiKey, type, role: 'ext', label })),
        ...(given.flags ? [{ apiKey: 'isCompany', type: 'boolean', role: 'isCompany', label }] : []),
        ...(given.consent ? [{ apiKey: 'news', type: 'boolean', role: 'emailMarketing', label }] : []),
        ...given.addresses.flatMap((_, index) => given.parts.map((part) => ({ apiKey: `a${index}_${part}`, type: 'string', role: 'address', label }))),
      ],
      addresses: given.addresses.map(([invoice, shipping, first], index) => ({
        id: `a${index}`,
        invoice,
        shipping,
        default: first,
        ...Object.fromEntries(given.parts.map((part) => [part, `a${index}_${part}`])),
      })),
    }),
  )

const text = fc.string({ minLength: 1, maxLength: 8 })

/** Values for some of the properties. */
const records = (configuration: CrmConfiguration) =>
  fc
    .tuple(
      ...configuration.properties.map(({ apiKey, type }) =>
        fc.option(
          (type === 'boolean' ? fc.boolean() : text).map((value) => [apiKey, value] as const),
          { nil: undefined },
        ),
      ),
    )
    .map((entries): CustomerValues => Object.fromEntries(entries.filter((entry) => entry !== undefined)))

const cases = configurations.chain((configuration) => fc.tuple(fc.constant(configuration), records(configuration), records(configuration)))

test('S0-10f: a flat record comes back the same from the customer it was written to, whatever the configuration', () => {
  fc.assert(
    fc.property(cases, ([configuration, values]) => {
      expect(readValues(configuration, writeValues(configuration, values))).toEqual(values)
    }),
  )
})

test('S0-10f: a change of some values leads to exactly these values, and unchanged values to no change', () => {
  fc.assert(
    fc.property(cases, ([configuration, first, second]) => {
      const before = writeValues(configuration, first)
      const cleared = Object.fromEntries(Object.keys(first).map((key): [string, null] => [key, null]))
      const patch = writeValues(configuration, { ...cleared, ...second }, before)
      expect(readValues(configuration, { ...before, ...patch })).toEqual(second)
      expect(writeValues(configuration, first, before)).toEqual({})
    }),
  )
})

const shop = CrmConfiguration.parse({
  header: { name: 'Shop' },
  properties: [
    { apiKey: 'number', type: 'string', role: 'reference', label, key: true },
    { apiKey: 'first', type: 'string', role: 'givenName', label, identifier: 2 },
    { apiKey: 'last', type: 'string', role: 'familyName', label, identifier: 1 },
    { apiKey: 'mail', type: 'string', role: 'email', label, default: true },
    { apiKey: 'tier', type: 'combo', role: 'category', label, category: 2 },
    { apiKey: 'vegan', type: 'boolean', role: 'ext', label, category: 1 },
    ...['street', 'town', 'zip', 'land', 'to_street', 'to_town'].map((apiKey) => ({ apiKey, type: 'string', role: 'address', label })),
  ],
  addresses: [
    { id: 'invoice', line1: 'street', city: 'town', postalCode: 'zip', country: 'land', invoice: true, default: true },
    { id: 'delivery', line1: 'to_street', city: 'to_town', shipping: true, default: true },
  ],
})

const flat = {
  first: 'Alva',
  last: 'Ahrendal',
  mail: 'alva@example.test',
  vegan: false,
  street: 'Orchard Lane 1',
  town: 'Praha',
  zip: '110 00',
  land: 'CZ',
  to_street: 'Quay 2',
}

test('S0-10f: several addresses are built from flat properties, and back', () => {
  const draft = writeValues(shop, flat)
  expect(draft).toEqual({
    givenName: 'Alva',
    familyName: 'Ahrendal',
    name: 'Alva Ahrendal',
    emails: [{ value: 'alva@example.test', kind: 'work', primary: true }],
    ext: { vegan: false },
    addresses: [
      { kinds: ['billing'], isDefault: { billing: true, shipping: false }, line1: 'Orchard Lane 1', city: 'Praha', postalCode: '110 00', country: 'CZ' },
      { kinds: ['shipping'], isDefault: { billing: false, shipping: true }, line1: 'Quay 2' },
    ],
  })
  expect(CustomerCreate.safeParse(draft).success).toBe(true)
  expect(readValues(shop, draft)).toEqual(flat)
})

const customer = Customer.parse({
  ref: 'crm:customer:C%2F1',
  kind: 'business',
  isCompany: false,
  name: 'Alva Ahrendal',
  givenName: 'Alva',
  familyName: 'Ahrendal',
  taxIds: [],
  emails: [
    { value: 'second@example.test', kind: 'home', primary: false },
    { value: 'alva@example.test', kind: 'other', primary: true },
  ],
  phones: [],
  addresses: [
    { kinds: ['registered'], isDefault: { billing: false, shipping: false }, line1: 'Archive 9' },
    { kinds: ['billing'], isDefault: { billing: true, shipping: false }, line1: 'Orchard Lane 1', city: 'Praha', name: 'Alva' },
  ],
  status: 'active',
  ext: { unseen: 'stays' },
})

test('S0-10f: what no property stands for stays as it is in a change', () => {
  expect(readValues(shop, customer)).toEqual({
    number: 'C/1',
    first: 'Alva',
    last: 'Ahrendal',
    mail: 'alva@example.test',
    street: 'Orchard Lane 1',
    town: 'Praha',
  })
  const patch = writeValues(shop, { mail: 'new@example.test', street: 'Orchard Lane 2', to_street: 'Quay 2', vegan: true, town: null, last: 'Berg' }, customer)
  expect(patch).toEqual({
    familyName: 'Berg',
    name: 'Alva Berg',
    emails: [customer.emails[0], { value: 'new@example.test', kind: 'other', primary: true }],
    addresses: [
      customer.addresses[0],
      { ...customer.addresses[1], line1: 'Orchard Lane 2', city: null },
      { kinds: ['shipping'], isDefault: { billing: false, shipping: true }, line1: 'Quay 2' },
    ],
    ext: { unseen: 'stays', vegan: true },
  })
  expect(writeValues(shop, { street: '', town: null }, customer)).toEqual({ addresses: [customer.addresses[0]] })
})

test('the text that people know a customer by and the category key follow the order of the configuration', () => {
  expect(identifierText(shop, { first: 'Alva', last: 'Ahrendal' })).toBe('Ahrendal Alva')
  expect(identifierText(shop, { first: 'Alva' })).toBe('Alva')
  expect(categoryKey(shop, { tier: 'vip', vegan: false })).toEqual(['false', 'vip'])
  expect(categoryKey(shop, { tier: 'vip' })).toEqual([null, 'vip'])
})

test('a part of a customer can be read, and a key that every object has is only a key', () => {
  expect(readValues(shop, { givenName: 'Alva' })).toEqual({ first: 'Alva' })
  const odd = CrmConfiguration.parse({ header: { name: 'x' }, properties: [{ apiKey: 'constructor', type: 'string', role: 'ext', label, identifier: 0 }] })
  expect(readValues(odd, { ext: {} })).toEqual({})
  expect(identifierText(odd, {})).toBe('')
  expect(writeValues(odd, {}, { ext: {} })).toEqual({})
})
