/*
 * Exact arithmetic on decimal texts (`Decimal` of money.ts): BigInt units of 10^-6, no JavaScript number anywhere.
 * Every function uses nothing but the language and its neighbours in this file, by name: their source texts also run in the sandbox of expressions.
 * What is no decimal text, or becomes greater than one may be, throws an Error that names no value.
 */

/** What happens to a number that lies exactly half-way: away from zero (the rule of documents), or to the even neighbour. */
export type Rounding = 'half-away' | 'half-even'

/** A decimal text in units of 10^-6. */
export function unitsOf(text: string): bigint {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text)
  if (!match) throw new Error('not a decimal number as text')
  const units = BigInt(`${match[2]}${(match[3] ?? '').padEnd(6, '0')}`)
  return match[1] === '-' ? -units : units
}

/** Decimals that a text is written with. */
export function placesOf(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** The decimal text of units of 10^-6, with at least so many decimals, and more only where they are not zero. */
export function textOfUnits(units: bigint, places: number): string {
  const digits = String(units < 0n ? -units : units).padStart(7, '0')
  if (digits.length > 21) throw new Error('more than 15 digits before the point')
  const point = digits.length - 6
  let end = digits.length
  while (end > point + places && digits[end - 1] === '0') end -= 1
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${end > point ? `.${digits.slice(point, end)}` : ''}`
}

/** Quotient as a whole number. */
export function divideUnits(units: bigint, by: bigint, rounding: Rounding): bigint {
  const quotient = units / by
  const twice = 2n * (units % by)
  const rest = twice < 0n ? -twice : twice
  const up = rest > by || (rest === by && (rounding === 'half-away' || quotient % 2n !== 0n))
  return up ? quotient + (units < 0n ? -1n : 1n) : quotient
}

/** Decimals of a currency's minor unit, ISO 4217: two, unless it is one of these. */
export function minorUnits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new Error('not a currency of ISO 4217')
  if ('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.includes(currency)) return 0
  if ('BHD IQD JOD KWD LYD OMR TND'.includes(currency)) return 3
  return 'CLF UYW'.includes(currency) ? 4 : 2
}

/** The sum, with the most decimals that a term has; `0` of no terms. Nothing of nothing. */
export function sumDecimals(terms: readonly string[]): string
export function sumDecimals(terms: readonly string[] | undefined): string | undefined
export function sumDecimals(terms: readonly string[] | undefined): string | undefined {
  if (terms === undefined) return undefined
  let units = 0n
  let places = 0
  for (const term of terms) {
    units += unitsOf(term)
    places = Math.max(places, placesOf(term))
  }
  return textOfUnits(units, places)
}

/** `a - b`, with the decimals of the one that has more. Nothing if either is missing. */
export function subtractDecimals(a: string, b: string): string
export function subtractDecimals(a: string | undefined, b: string | undefined): string | undefined
export function subtractDecimals(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined
  return textOfUnits(unitsOf(a) - unitsOf(b), Math.max(placesOf(a), placesOf(b)))
}

/** `a × b` with at least the decimals of `a`; what lies beyond the sixth is rounded, half away from zero. Nothing if either is missing. */
export function multiplyDecimals(a: string, b: string): string
export function multiplyDecimals(a: string | undefined, b: string | undefined): string | undefined
export function multiplyDecimals(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined
  return textOfUnits(divideUnits(unitsOf(a) * unitsOf(b), 1_000_000n, 'half-away'), placesOf(a))
}

/** `percent` of an amount, with at least its decimals; what lies beyond the sixth is rounded, half away from zero. */
export function percentOfDecimal(amount: string, percent: string): string {
  return textOfUnits(divideUnits(unitsOf(amount) * unitsOf(percent), 100_000_000n, 'half-away'), placesOf(amount))
}

/** Exactly so many decimals (0 to 6), or those of a currency's minor unit. Nothing if either is missing. */
export function roundDecimal(text: string, places: number | string, rounding?: Rounding): string
export function roundDecimal(text: string | undefined, places: number | string | undefined, rounding?: Rounding): string | undefined
export function roundDecimal(text: string | undefined, places: number | string | undefined, rounding: Rounding = 'half-away'): string | undefined {
  if (text === undefined || places === undefined) return undefined
  const kept = typeof places === 'number' ? places : minorUnits(places)
  if (!Number.isInteger(kept) || kept < 0 || kept > 6) throw new Error('decimals must be a whole number from 0 to 6')
  if (rounding !== 'half-away' && rounding !== 'half-even') throw new Error('rounding must be half-away or half-even')
  const step = 10n ** BigInt(6 - kept)
  return textOfUnits(divideUnits(unitsOf(text), step, rounding) * step, kept)
}

/** -1, 0 or 1; `1.50` and `1.5` are equal. Nothing if either is missing. */
export function compareDecimals(a: string, b: string): -1 | 0 | 1
export function compareDecimals(a: string | undefined, b: string | undefined): -1 | 0 | 1 | undefined
export function compareDecimals(a: string | undefined, b: string | undefined): -1 | 0 | 1 | undefined {
  if (a === undefined || b === undefined) return undefined
  const difference = unitsOf(a) - unitsOf(b)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}
