import {
  compareDecimals,
  divideUnits,
  minorUnits,
  multiplyDecimals,
  placesOf,
  roundDecimal,
  subtractDecimals,
  sumDecimals,
  textOfUnits,
  unitsOf,
} from '../model/decimal.ts'
import type { ExtraFunction } from './extra-function.ts'

type Run = ExtraFunction['run']

const uses = [unitsOf, placesOf, textOfUnits, divideUnits, minorUnits]

/** Exact arithmetic on decimal texts such as "12.50". Numbers are refused, since they have been rounded already. */
export const DECIMAL_FUNCTIONS: readonly ExtraFunction[] = [
  {
    name: 'decimalSum',
    signature: '<a<s>:s>',
    parameters: ['list'],
    description: 'Adds up decimal texts exactly.',
    example: { text: '$decimalSum(["0.10", "0.20"])', result: '0.30' },
    run: sumDecimals as Run,
    uses,
  },
  {
    name: 'decimalSubtract',
    signature: '<ss:s>',
    parameters: ['a', 'b'],
    description: 'Takes one decimal text from another exactly.',
    example: { text: '$decimalSubtract("1.00", "0.9")', result: '0.10' },
    run: subtractDecimals as Run,
    uses,
  },
  {
    name: 'decimalMultiply',
    signature: '<ss:s>',
    parameters: ['a', 'b'],
    description: 'Multiplies two decimal texts, exact to six decimals.',
    example: { text: '$decimalMultiply("12.50", "3")', result: '37.50' },
    run: multiplyDecimals as Run,
    uses,
  },
  {
    name: 'decimalRound',
    signature: '<s(ns)s?:s>',
    parameters: ['decimal', 'places', 'rounding'],
    description: 'Rounds a decimal text to so many decimals, or to the minor unit of a currency: halves away from zero, or as "half-even" says.',
    example: { text: '$decimalRound("1.005", 2)', result: '1.01' },
    run: roundDecimal as Run,
    uses,
  },
  {
    name: 'decimalCompare',
    signature: '<ss:n>',
    parameters: ['a', 'b'],
    description: 'Gives -1, 0 or 1: which of two decimal texts is greater.',
    example: { text: '$decimalCompare("1.50", "1.5")', result: 0 },
    run: compareDecimals as Run,
    uses,
  },
]
