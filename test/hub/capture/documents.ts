import * as fc from 'fast-check'
import { withIbanCheck } from '../../../server/hub/capture/check-digits.ts'
import type { Customer } from '../../../server/model/customer.ts'
import type { OrderCreate } from '../../../server/model/order.ts'

const lower = [...'abcdefghijklmnopqrstuvwxyz']
const digits = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const word = fc.string({ unit: fc.constantFrom(...lower), minLength: 3, maxLength: 12 })
const name = fc.oneof(
  fc.constantFrom('Jan Novák', "Zoë O'Neil-Łukasz", 'Ольга Иванова', '山田 太郎', 'Γιώργος Παππάς', 'ACME s.r.o.', 'مها', 'נועה', 'Ürün 🏠 A.Ş.'),
  fc.tuple(word, word).map(([a, b]) => `${a[0]!.toUpperCase()}${a.slice(1)} ${b}`),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
)
export const email = fc.tuple(word, word).map(([a, b]) => `${a}.${b}@${b}.cz`)
const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }).map((date) => date.toISOString())
const decimal = fc.tuple(fc.constantFrom('', '-'), fc.integer({ min: 0, max: 99_999 }), digits(2)).map(([sign, whole, cents]) => `${sign}${whole}.${cents}`)
const ref = fc.tuple(word, fc.integer({ min: 1 })).map(([id, number]) => `sandbox-crm:customer:${id}-${number}`)
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 })

/** The number with the last digit that makes it right. */
export const checked = (length: number, right: (digits: string) => boolean): fc.Arbitrary<string> =>
  digits(length - 1)
    .map((lead) => [...'0123456789'].map((last) => lead + last).find(right))
    .filter((number) => number !== undefined)

export const iban = fc.tuple(fc.constantFrom('CZ', 'DE', 'SK', 'AT'), digits(20)).map(([country, account]) => withIbanCheck(`${country}00${account}`))

const address = fc.record({
  kinds: fc.constant<'billing'[]>(['billing']),
  isDefault: fc.constant({ billing: true, shipping: false }),
  line1: some(name),
  city: some(name),
  postalCode: some(digits(5)),
  country: fc.constantFrom('CZ', 'DE', null),
  phone: some(digits(9).map((number) => `+420 ${number}`)),
})

export const customer: fc.Arbitrary<Customer> = fc.record({
  ref,
  kind: fc.constant('business'),
  isCompany: fc.boolean(),
  name,
  givenName: some(name),
  familyName: some(name),
  taxIds: fc.array(fc.record({ scheme: fc.constantFrom('VAT', 'CZ:ICO'), value: digits(10).map((number) => `CZ${number}`) }), { maxLength: 2 }),
  emails: fc.array(fc.record({ value: email, kind: fc.constant('work' as const), primary: fc.boolean() }), { maxLength: 3 }),
  phones: fc.array(
    fc.record({
      raw: digits(9),
      e164: fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 14 }))
        .map(([a, b]) => `+${a}${b}`),
      kind: fc.constant('mobile' as const),
    }),
    { maxLength: 3 },
  ),
  website: some(word.map((host) => `https://www.${host}.cz/about%20us?x=1`)),
  addresses: fc.array(address, { maxLength: 2 }),
  currency: fc.constantFrom('CZK', null),
  birthDate: some(day.map((at) => at.slice(0, 10))),
  notes: some(fc.lorem()),
  status: fc.constant('active' as const),
  ext: fc.dictionary(fc.oneof(word, email), fc.oneof(name, fc.boolean(), fc.constant(null)), { maxKeys: 3 }),
  createdAt: some(day),
})

const line = fc.record({
  id: digits(3),
  kind: fc.constant('product' as const),
  sku: some(word),
  description: some(fc.lorem({ maxCount: 4 })),
  quantity: decimal,
  unitPrice: decimal,
  net: decimal,
  tax: fc.record({ category: fc.constant('S' as const), rate: decimal, amount: decimal }),
  gross: decimal,
})

export const order: fc.Arbitrary<OrderCreate> = fc.record({
  kind: fc.constant('order' as const),
  channelId: fc.constant('till-1'),
  issueDate: day.map((at) => at.slice(0, 10)),
  currency: fc.constant('EUR'),
  priceMode: fc.constant('net' as const),
  crmReference: some(ref),
  externalNumber: digits(8),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  totals: fc.record({ net: decimal, tax: decimal, gross: decimal, rounding: decimal, payable: decimal }),
  notes: some(fc.lorem()),
})

/** A value of some format, as it stands in a document without a schema. */
export const written: fc.Arbitrary<string | number> = fc.oneof(
  name,
  email,
  day,
  day.map((at) => at.slice(0, 10)),
  day.map((at) => at.slice(8, 10) + at.slice(4, 7).replace('-', '.').padStart(3) + `.${at.slice(0, 4)}`).map((text) => text.replace(' ', '')),
  digits(9).map((number) => `+420 ${number.slice(0, 3)} ${number.slice(3)}`),
  fc.uuid(),
  fc.ulid(),
  fc.webUrl(),
  fc.ipV4(),
  fc.ipV6(),
  iban,
  ref,
  decimal,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
