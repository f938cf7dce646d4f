import { isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as checks from '../../../server/hub/capture/check-digits.ts'
import { pseudonymise } from '../../../server/hub/capture/pseudonymise.ts'
import { canonicalSchema } from '../../../server/model/canonical-operation.ts'
import { Customer } from '../../../server/model/customer.ts'
import type { JsonSchema } from '../../../server/model/json-schema.ts'
import { OrderCreate } from '../../../server/model/order.ts'
import { checked, customer, email, iban, order, written } from './documents.ts'

const KEY = Buffer.alloc(32, 7)
const CUSTOMER = canonicalSchema('customers.get', 'output')!
const ORDER = canonicalSchema('orders.create', 'input')!

/** The pseudonym of a value that no schema describes. */
const other = (value: unknown, key: Uint8Array = KEY): unknown => (pseudonymise({ value }, undefined, key).body as { value: unknown }).value
const text = (value: string): string => other(value) as string

/** Every leaf with its path; the keys of records are not part of it. */
function leaves(value: unknown, path = ''): [path: string, leaf: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.values(value).flatMap((child, index) => leaves(child, Array.isArray(value) ? `${path}[]` : `${path}.${Object.keys(value)[index]}`))
}

/** Personal values of `before` that stand in `after`: equal from three characters on, inside another value from five on. */
function survivors(before: unknown[], after: unknown, kept: unknown[] = []): string[] {
  const shown = leaves(after).flatMap(([, leaf]) => (kept.includes(leaf) ? [] : [String(leaf)]))
  const shows = (value: string): boolean => shown.includes(value) || (value.length > 4 && shown.some((leaf) => leaf.includes(value)))
  const telling = before.map(String).filter((value) => value.length > 2 && /[\p{L}\p{N}]/u.test(value) && !'https://example.test/'.includes(value))
  return telling.filter((value) => !kept.includes(value) && shows(value))
}

describe('a canonical document', () => {
  const personal = (value: Customer): unknown[] => {
    const { ref, name, givenName, familyName, taxIds, emails, phones, website, addresses, birthDate, notes, ext } = value
    const places = addresses.flatMap(({ line1, city, postalCode, phone }) => [line1, city, postalCode, phone])
    const parts = [taxIds.map((id) => id.value), emails.map((mail) => mail.value), phones.flatMap(({ raw, e164 }) => [raw, e164]), places, Object.values(ext)]
    return [ref, name, givenName, familyName, website, birthDate, notes, ...parts.flat()].filter((each) => typeof each === 'string')
  }

  test('keeps its shape, still fits the contract, and tells nothing', () => {
    fc.assert(
      fc.property(customer, (value) => {
        const { body, replaced } = pseudonymise(value, CUSTOMER, KEY)
        expect(Customer.safeParse(body).error).toBeUndefined()
        expect({ ...(body as Customer), ext: {} }).toMatchObject({ kind: 'business', isCompany: value.isCompany, status: 'active' })
        expect(leaves(body).map(([, leaf]) => typeof leaf)).toEqual(leaves(value).map(([, leaf]) => typeof leaf))
        expect(survivors(personal(value), body, ['business', 'active', 'billing', 'mobile', 'true', 'false'])).toEqual([])
        expect(Object.keys(value.ext).filter((key) => key.includes('@') && JSON.stringify(body).includes(key))).toEqual([])
        expect(replaced).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })

  test('of business values stays as it is but for texts and references', () => {
    fc.assert(
      fc.property(order, (value) => {
        const { body } = pseudonymise(value, ORDER, KEY)
        const made = OrderCreate.parse(body)
        const blank = ({ lines, ...rest }: OrderCreate) => ({
          ...rest,
          notes: null,
          crmReference: null,
          lines: lines.map((each) => ({ ...each, description: null })),
        })
        expect(blank(made)).toEqual(blank(OrderCreate.parse(value)))
        expect(
          survivors(
            [value.notes, value.crmReference, ...value.lines.map((each) => each.description)].filter((each) => typeof each === 'string'),
            body,
          ),
        ).toEqual([])
        expect(made.crmReference?.split(':').slice(0, 2)).toEqual(value.crmReference?.split(':').slice(0, 2))
      }),
      { numRuns: 100 },
    )
  })

  test('a business value that identifies somebody named elsewhere is replaced, alike', () => {
    const gln = '4006381333931'
    const value = {
      name: 'Ada Lovelace',
      taxIds: [{ scheme: 'GLN', value: gln }],
      addresses: [{ kinds: [], isDefault: { billing: true, shipping: true }, gln }],
      category: 'vip-ADA LOVELACE-1',
      language: 'ada@lovelace.example',
    }
    const made = pseudonymise(value, CUSTOMER, KEY).body as typeof value
    expect(made.addresses[0]!.gln).toBe(made.taxIds[0]!.value)
    expect(checks.gs1(made.taxIds[0]!.value)).toBe(true)
    expect(JSON.stringify(made).toLowerCase()).not.toMatch(/4006381333931|ada|lovelace/)
  })
})

describe('a document without a schema', () => {
  test('tells nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: written, deep: fc.array(written, { maxLength: 3 }) }), { minLength: 1, maxLength: 5 }), (value) => {
        const { body } = pseudonymise(value, undefined, KEY)
        expect(
          survivors(
            leaves(value).map(([, leaf]) => leaf),
            body,
          ),
        ).toEqual([])
        expect(leaves(body).map(([path, leaf]) => [path, typeof leaf])).toEqual(leaves(value).map(([path, leaf]) => [path, typeof leaf]))
      }),
      { numRuns: 300 },
    )
  })

  test('keeps what can be no personal value', () => {
    const value = { yes: true, no: false, nothing: null, empty: '', list: [], line: ' -- ' }
    expect(pseudonymise(value, undefined, KEY)).toEqual({ body: value, replaced: 0 })
    expect(pseudonymise(null, undefined, KEY).body).toBeNull()
    expect(pseudonymise('Ada Lovelace', undefined, KEY).body).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{7}$/)
  })

  test('keys stay if they look like names of fields', () => {
    const value = { name_1: 1, 'ada@lovelace.example': true, 'Ada Lovelace': null, C1001: null, $type: null, '+420777': null }
    const { body, replaced } = pseudonymise(value, undefined, KEY)
    expect(Object.keys(body as object)).toEqual([
      'name_1',
      expect.stringMatching(/^[a-z]{3}@example\.test$/),
      expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{7}$/),
      expect.stringMatching(/^[A-Z]\d{4}$/),
      '$type',
      expect.stringMatching(/^\+\d{6}$/),
    ])
    expect(replaced).toBe(5)
    expect(JSON.stringify(body)).not.toMatch(/ada|lovelace|1001|420777/i)
  })
})

describe('pseudonyms', () => {
  test('follow from the key: the same for the same, others for another', () => {
    fc.assert(
      fc.property(customer, (value) => {
        const made = pseudonymise(value, CUSTOMER, KEY)
        expect(pseudonymise(value, CUSTOMER, KEY)).toEqual(made)
        expect(pseudonymise(value, CUSTOMER, Buffer.alloc(32, 8)).body).not.toEqual(made.body)
      }),
      { numRuns: 30 },
    )
  })

  test('are equal for equal values, and different for different ones', () => {
    fc.assert(
      fc.property(fc.uniqueArray(email, { minLength: 2, maxLength: 200 }), (values) => {
        const { body } = pseudonymise([...values, ...values], undefined, KEY)
        const made = body as string[]
        expect(made.slice(values.length)).toEqual(made.slice(0, values.length))
        expect(new Set(made).size).toBe(values.length)
      }),
      { numRuns: 20 },
    )
    const hundred = Array.from({ length: 100 }, (_, index) => 1000 + index)
    expect(new Set(pseudonymise(hundred, undefined, KEY).body as number[]).size).toBe(100)
    expect(pseudonymise([4711, '4711'], undefined, KEY).body).toEqual([expect.any(Number), String((other(4711) as number) ?? '')])
  })

  test('keep letters, digits, case, script, spaces and punctuation', () => {
    const classes = (value: string): string[] =>
      [...value].map((character) => {
        if (/[0-9]/.test(character)) return 'digit'
        if (/\p{L}/u.test(character))
          return `${/\p{Lu}/u.test(character)}${['Latin', 'Cyrillic', 'Greek', 'Han', 'Arabic', 'Hebrew'].find((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(character))}`
        return character
      })
    for (const value of ["Zoë O'Neil-Łukasz (3b)", 'Ольга Иванова', '山田 太郎', 'Γιώργος 12', 'مها', 'נועה', 'ÁRVÍZTŰRŐ tükörfúrógép, 4.']) {
      expect(text(value)).not.toBe(value)
      expect(classes(text(value))).toEqual(classes(value))
      expect(text(value)).toHaveLength(value.length)
    }
  })
})

describe('formats', () => {
  test.each([
    ['2024-02-29', /^20[123]\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$/],
    ['20240229', /^20[123]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d)$/],
    ['1.5.1985', /^[1-9]\.[1-9]\.19[789]\d$/],
    ['31. 12. 1985', /^\d\d\. (0[1-9]|1[0-2])\. 19[789]\d$/],
    ['12/31/1985', /^(0[1-9]|1[0-2])\/(0[1-9]|1[0-2])\/19[789]\d$/],
    ['2024/5/17', /^20[123]\d\/[1-9]\/\d\d$/],
    ['2024-02-29T13:37:00.123Z', /^20[123]\d-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/],
    ['2024-02-29 13:37+02:00', /^20[123]\d-\d\d-\d\d [0-2]\d:[0-5]\d\+02:00$/],
    ['13:37', /^[0-2]\d:[0-5]\d$/],
    ['ada@lovelace.example', /^[a-z]{3}@example\.test$/],
    ['https://lovelace.example/ada%20b?x=1', /^https:\/\/example\.test\/[a-z]{8}\.[a-z]{7}\/[a-z]{3}-[a-z]\?[a-z]=\d$/],
    ['+420 777 123 456', /^\+420 [1-9]\d\d \d{3} \d{3}$/],
    ['00491711234567', /^0049\d{10}$/],
    ['+1 (555) 010-9999', /^\+1 \([1-9]\d\d\) \d{3}-\d{4}$/],
    ['10.20.30.40', /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/],
    ['fe80::1', /^2001:db8::[0-9a-f]+:[0-9a-f]+:[0-9a-f]+$/],
    ['550e8400-e29b-41d4-a716-446655440000', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
    ['crm:customer:C-1001', /^crm:customer:[A-Z]-[1-9]\d{3}$/],
    ['-12.50', /^-[1-9]\d\.\d\d$/],
    ['CZ27082440', /^CZ\d{8}$/],
    ['ATU13585627', /^ATU\d{8}$/],
    ['FR 40 303 265 045', /^FR \d\d \d{3} \d{3} \d{3}$/],
  ])('%s', (value, pattern) => {
    for (let seed = 0; seed < 20; seed++) {
      const made = other(value, Buffer.alloc(32, seed)) as string
      expect(made).toMatch(pattern)
      expect(made).not.toBe(value)
      expect(isIP(made)).toBe(isIP(value))
      expect(/^\d{4}-\d\d-\d\d(T|$)/.test(value) && Number.isNaN(Date.parse(made))).toBe(false)
    }
  })

  test('a reference is one where the schema says so, whatever its entity', () => {
    expect(text('smith:john:1975')).not.toMatch(/smith|john|1975/)
    const schema = z.toJSONSchema(z.strictObject({ value: z.string().meta({ 'x-pii': 'pseudo' }) })) as JsonSchema
    expect(pseudonymise({ value: 'crm:thing:a%3Ab' }, schema, KEY).body).toEqual({ value: expect.stringMatching(/^crm:thing:[a-z]%3A[a-z]$/) })
  })

  test('numbers keep their digits and decimals', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer(),
          fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100),
        ),
        (value) => {
          const made = other(value) as number
          expect(String(made).replaceAll(/\d/g, '0')).toBe(String(value).replaceAll(/\d/g, '0'))
          expect(made).not.toBe(value)
        },
      ),
    )
    expect(other(1e300)).toSatisfy((made: number) => Number.isFinite(made) && made !== 1e300 && made >= 1e299)
  })

  test.each([
    ['payment card', checked(16, checks.luhn), checks.luhn],
    ['GTIN-13 or GLN', checked(13, checks.gs1), checks.gs1],
    ['GTIN-8', checked(8, checks.gs1), checks.gs1],
    ['IČO', checked(8, checks.czechCompany), checks.czechCompany],
    ['IČ DPH', checked(10, checks.elevenDivides), checks.elevenDivides],
    ['German VAT', checked(9, checks.germanVat), checks.germanVat],
    ['Austrian VAT', checked(8, checks.austrianVat), checks.austrianVat],
  ] as const)('the check digit of a %s stays right', (_, numbers, right) => {
    fc.assert(
      fc.property(numbers, (value) => {
        const made = text(value)
        expect([right(made), made.length, made === value]).toEqual([true, value.length, false])
      }),
      { numRuns: 60 },
    )
  })

  test('an IBAN keeps its country and stays right, with spaces too', () => {
    fc.assert(
      fc.property(iban, (value) => {
        for (const form of [value, value.replaceAll(/(.{4})(?=.)/g, '$1 ')]) {
          expect(checks.isIban(form)).toBe(true)
          expect(checks.isIban(text(form))).toBe(true)
          expect(text(form).slice(0, 2)).toBe(value.slice(0, 2))
          expect(text(form)).not.toBe(form)
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    [checks.luhn, '4111111111111111'],
    [checks.gs1, '4006381333931'],
    [checks.czechCompany, '27082440'],
    [checks.elevenDivides, '2020261353'],
    [checks.germanVat, '136695976'],
    [checks.austrianVat, '13585627'],
    [checks.isIban, 'CZ65 0800 0000 1920 0014 5399'],
  ])('check %#: a known number', (check, known) => {
    expect(check(known)).toBe(true)
    expect(check(known.replace(/\d(?=\D*$)/, (last) => String((Number(last) + 1) % 10)))).toBe(false)
  })
})

describe('what a schema says', () => {
  const made = (schema: JsonSchema, value: unknown): unknown =>
    (pseudonymise({ value }, { type: 'object', properties: { value: schema } }, KEY).body as { value: unknown }).value

  test('counts behind references and alternatives, and the stricter tag wins', () => {
    const root: JsonSchema = {
      $ref: '#/$defs/a',
      $defs: { a: { properties: { value: { anyOf: [{ $ref: '#/$defs/b' }, { type: 'null' }] } } }, b: { type: 'string', 'x-pii': 'none' } },
    }
    expect(pseudonymise({ value: 'Ada' }, root, KEY)).toEqual({ body: { value: 'Ada' }, replaced: 0 })
    expect(made({ 'x-pii': 'none', anyOf: [{ type: 'string', 'x-pii': 'direct' }] }, 'Ada')).not.toBe('Ada')
    expect(made({ $ref: '#/$defs/nothing' }, 'Ada')).not.toBe('Ada')
    expect(made({ $ref: '#' }, 'Ada')).not.toBe('Ada')
  })

  test('listed choices stay; anything else in their place does not', () => {
    expect(made({ enum: ['open', 'closed'] }, 'open')).toBe('open')
    expect(made({ const: 'open' }, 'open')).toBe('open')
    expect(made({ enum: ['open', 'closed'], 'x-pii': 'none' }, 'Ada')).not.toBe('Ada')
    expect(made({ enum: ['open', 'closed'], 'x-pii': 'direct' }, 'open')).toBe('closed')
  })

  test('an object where a plain value is expected is unknown', () => {
    expect(JSON.stringify(made({ type: 'string', 'x-pii': 'none' }, { name: 'Ada Lovelace' }))).not.toMatch(/Ada|Lovelace/)
  })

  test('bounds hold', () => {
    for (let value = 10; value < 40; value++)
      expect(made({ type: 'integer', minimum: 10, maximum: 39 }, value)).toSatisfy((n: number) => n >= 10 && n < 40 && n !== value)
    expect(made({ type: 'string', maxLength: 8 }, 'a@b.cz')).toHaveLength(6)
  })
})
