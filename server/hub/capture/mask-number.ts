import { checksOf, withCheckDigit } from './check-digits.ts'
import type { Draw } from './draw.ts'
import { maskText } from './mask.ts'

/** A number may pass three checks by chance, which one in a thousand does. */
const MOST_DRAWS = 10_000

/** Masks what follows the first `keep` characters; the digits pass every check that they passed before. */
export function maskNumber(text: string, keep: number, draw: Draw): string {
  const checks = checksOf(digitsOf(text))
  const drawn = (): string => text.slice(0, keep) + maskText(text.slice(keep), draw)
  for (let draws = 0; checks.length > 0 && draws < MOST_DRAWS; draws++) {
    const masked = drawn()
    const right = withCheckDigit(digitsOf(masked), checks)
    if (right !== undefined) return masked.replace(/\d(?=\D*$)/, right.slice(-1))
  }
  return drawn()
}

/** The ASCII digits of a text. */
export const digitsOf = (text: string): string => text.replaceAll(/[^0-9]/g, '')
