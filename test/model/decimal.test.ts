import { assert, bigInt, boolean, constantFrom, integer, nat, property, sample, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareDecimals,
  minorUnits,
  multiplyDecimals,
  percentOfDecimal,
  roundDecimal,
  subtractDecimals,
  sumDecimals,
  type Rounding,
} from '../../server/model/decimal.ts'
import { Decimal } from '../../server/model/money.ts'

/** A number as a fraction with a power of ten below: worked out digit by digit, without the scale of the code under test. */
interface Fraction {
  top: bigint
  zeros: number
}

const fractionOf = (text: string): Fraction => {
  const [whole, decimals = ''] = text.replace('-', '').split('.')
  const top = [...`${whole}${decimals}`].reduce((sum, digit) => sum * 10n + BigInt(digit.charCodeAt(0) - 48), 0n)
  return { top: text.startsWith('-') ? -top : top, zeros: decimals.length }
}

const same = (a: Fraction, b: Fraction): boolean => a.top * 10n ** BigInt(b.zeros) === b.top * 10n ** BigInt(a.zeros)
const plus = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * 10n ** BigInt(b.zeros) + b.top * 10n ** BigInt(a.zeros), zeros: a.zeros + b.zeros })
/** Halves, doubles and floors: rounds down unless what is lost is more than half, or just half and the rule goes up. */
const rounded = ({ top, zeros }: Fraction, places: number, rounding: Rounding): Fraction => {
  const size = top < 0n ? -top : top
  const unit = 10n ** BigInt(Math.max(0, zeros - places))
  const low = (size - (size % unit)) / unit
  const [below, above] = [size - low * unit, (low + 1n) * unit - size]
  const up = below > above || (below === above && (rounding === 'half-away' || low % 2n === 1n))
  return { top: (up ? low + 1n : low) * (top < 0n ? -1n : 1n), zeros: Math.min(zeros, places) }
}

const decimalOf = (digits: number) =>
  tuple(boolean(), bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n }), integer({ min: 0, max: 6 }), nat(999_999)).map(
    ([minus, whole, places, rest]) => `${minus ? '-' : ''}${whole}${places > 0 ? `.${String(rest).padStart(6, '0').slice(0, places)}` : ''}`,
  )
const amount = decimalOf(9)
const factor = decimalOf(5)

test('X-05: adding, subtracting, multiplying, rounding and comparing are those of a BigInt oracle', () => {
  assert(
    property(tuple(amount, factor), integer({ min: 0, max: 6 }), constantFrom<Rounding>('half-away', 'half-even'), ([a, b], places, rounding) => {
      const [x, y] = [fractionOf(a), fractionOf(b)]
      const minusY = { ...y, top: -y.top }
      expect(same(fractionOf(sumDecimals([a, b])), plus(x, y))).toBe(true)
      expect(same(fractionOf(subtractDecimals(a, b)), plus(x, minusY))).toBe(true)
      expect(same(fractionOf(multiplyDecimals(a, b)), rounded({ top: x.top * y.top, zeros: x.zeros + y.zeros }, 6, 'half-away'))).toBe(true)
      expect(same(fractionOf(percentOfDecimal(a, b)), rounded({ top: x.top * y.top, zeros: x.zeros + y.zeros + 2 }, 6, 'half-away'))).toBe(true)
      expect(same(fractionOf(roundDecimal(a, places, rounding)), rounded(x, places, rounding))).toBe(true)
      const difference = plus(x, minusY).top
      expect(compareDecimals(a, b)).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0)
    }),
    { numRuns: 2000 },
  )
})

test('X-05: 100,000 lines add up without drift', () => {
  const lines = sample(tuple(decimalOf(4), decimalOf(3)), { numRuns: 100_000, seed: 5 }).map(([price, quantity]) =>
    roundDecimal(multiplyDecimals(price, quantity), 'CZK'),
  )
  const cents = lines.reduce((sum, line) => sum + BigInt(line.replace('.', '')), 0n)
  expect(sumDecimals(lines).replace('.', '')).toBe(String(cents))
  expect(sumDecimals(lines.toReversed())).toBe(sumDecimals(lines))
  // What JavaScript numbers make of the same lines.
  const drifted = lines.reduce((sum, line) => sum + Number(line), 0)
  expect(String(drifted)).not.toBe(sumDecimals(lines))
})

test('X-05: every result is a decimal of the canonical model', () => {
  assert(
    property(amount, factor, (a, b) => {
      for (const result of [sumDecimals([a, b]), subtractDecimals(a, b), multiplyDecimals(a, b), roundDecimal(a, 'JPY')])
        expect(Decimal.safeParse(result).success).toBe(true)
    }),
  )
})

test.each([
  ['CZK', '2.345', '2.35'],
  ['CZK', '-2.345', '-2.35'],
  ['CZK', '7', '7.00'],
  ['JPY', '2.5', '3'],
  ['JPY', '-0.5', '-1'],
  ['JPY', '0.4', '0'],
  ['BHD', '1.0005', '1.001'],
  ['CLF', '1.00005', '1.0001'],
])('X-05: %s rounds %s to %s', (currency, text, result) => {
  expect(roundDecimal(text, currency)).toBe(result)
})

test.each([
  ['0.5', '0'],
  ['1.5', '2'],
  ['2.5', '2'],
  ['-2.5', '-2'],
  ['-3.5', '-4'],
  ['2.500001', '3'],
])('half-even rounds %s to %s', (text, result) => {
  expect(roundDecimal(text, 0, 'half-even')).toBe(result)
})

test.each(['', '1.', '.5', '1e3', '+1', '1,5', '0x10', '1234567890123456', '1.1234567', 'NaN'])('"%s" is no decimal', (text) => {
  expect(() => sumDecimals([text])).toThrow('not a decimal number as text')
})

test('what no longer fits is refused, not cut off', () => {
  expect(() => sumDecimals(['999999999999999', '1'])).toThrow('more than 15 digits')
  expect(() => minorUnits('czk')).toThrow('not a currency')
})
