/** Is a number (digits only) right by its check digit? False where it is not of that kind of number. */
type Check = (digits: string) => boolean

const numbersOf = (digits: string): number[] => [...digits].map(Number)

/** Payment cards and device numbers: ISO/IEC 7812. */
export const luhn: Check = (digits) => {
  if (digits.length < 12 || digits.length > 19) return false
  const sum = numbersOf(digits)
    .toReversed()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0)
  return sum % 10 === 0
}

/** Trade items and locations: GTIN-8, -12, -13 and -14, GLN, SSCC (GS1 General Specifications). */
export const gs1: Check = (digits) => {
  if (![8, 12, 13, 14, 18].includes(digits.length)) return false
  const sum = numbersOf(digits)
    .toReversed()
    .reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0)
  return sum % 10 === 0
}

/** Czech company number (IČO); the Czech VAT number of a company has the same digits. */
export const czechCompany: Check = (digits) => {
  if (digits.length !== 8) return false
  const sum = numbersOf(digits.slice(0, 7)).reduce((total, digit, index) => total + digit * (8 - index), 0)
  return (11 - (sum % 11)) % 10 === Number(digits[7])
}

/** Slovak VAT number, and Czech and Slovak birth numbers: ten digits that 11 divides. */
export const elevenDivides: Check = (digits) => digits.length === 10 && Number(digits) % 11 === 0

/** German VAT number: ISO 7064, MOD 11,10. */
export const germanVat: Check = (digits) => {
  if (digits.length !== 9) return false
  const rest = numbersOf(digits.slice(0, 8)).reduce((product, digit) => (((digit + product) % 10 || 10) * 2) % 11, 10)
  return (11 - rest) % 10 === Number(digits[8])
}

/** Austrian VAT number, the digits after `ATU`. */
export const austrianVat: Check = (digits) => {
  if (digits.length !== 8) return false
  const sum = numbersOf(digits.slice(0, 7)).reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0)
  return (96 - sum) % 10 === Number(digits[7])
}

const CHECKS: readonly Check[] = [luhn, gs1, czechCompany, elevenDivides, germanVat, austrianVat]

/** The checks that a number passes, by chance or not. */
export const checksOf = (digits: string): Check[] => CHECKS.filter((check) => check(digits))

/** The number with its last digit changed so that it passes the checks, if one does. */
export function withCheckDigit(digits: string, checks: readonly Check[]): string | undefined {
  const lead = digits.slice(0, -1)
  for (let last = 0; last < 10; last++) if (checks.every((check) => check(`${lead}${last}`))) return `${lead}${last}`
  return undefined
}

/** ISO 13616, with or without spaces. */
export const isIban = (text: string): boolean => /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}$/.test(text) && ibanRest(text.replaceAll(' ', '')) === 1

/** The same IBAN with its check digits made right. */
export function withIbanCheck(iban: string): string {
  const bare = iban.replaceAll(' ', '')
  const check = String(98 - ibanRest(`${bare.slice(0, 2)}00${bare.slice(4)}`)).padStart(2, '0')
  return `${iban.slice(0, 2)}${check}${iban.slice(4)}`
}

function ibanRest(bare: string): number {
  let rest = 0
  for (const character of bare.slice(4) + bare.slice(0, 4)) rest = Number(`${rest}${Number.parseInt(character, 36)}`) % 97
  return rest
}
