import { deopt } from './fuel.ts'
import { equal } from './values.ts'

const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** Nothing where an operand is missing; any other type is the library's error. */
function missingOperand(left: unknown, right: unknown): undefined {
  if ((left === undefined || finite(left)) && (right === undefined || finite(right))) return undefined
  return deopt()
}

export const add = (a: unknown, b: unknown): number | undefined => (finite(a) && finite(b) ? a + b : missingOperand(a, b))
export const subtract = (a: unknown, b: unknown): number | undefined => (finite(a) && finite(b) ? a - b : missingOperand(a, b))
export const multiply = (a: unknown, b: unknown): number | undefined => (finite(a) && finite(b) ? a * b : missingOperand(a, b))
export const divide = (a: unknown, b: unknown): number | undefined => (finite(a) && finite(b) ? a / b : missingOperand(a, b))
export const remainder = (a: unknown, b: unknown): number | undefined => (finite(a) && finite(b) ? a % b : missingOperand(a, b))
export const negate = (a: unknown): number | undefined => (finite(a) ? -a : a === undefined ? undefined : deopt())

function comparable(left: unknown, right: unknown): boolean {
  const type = typeof left
  if (type === typeof right && (type === 'number' || type === 'string')) return true
  const fits = (value: unknown): boolean => value === undefined || typeof value === 'number' || typeof value === 'string'
  if (fits(left) && fits(right) && (left === undefined || right === undefined)) return false
  return deopt()
}

export const less = (a: unknown, b: unknown): boolean | undefined => (comparable(a, b) ? (a as number) < (b as number) : undefined)
export const lessOrEqual = (a: unknown, b: unknown): boolean | undefined => (comparable(a, b) ? (a as number) <= (b as number) : undefined)
export const greater = (a: unknown, b: unknown): boolean | undefined => (comparable(a, b) ? (a as number) > (b as number) : undefined)
export const greaterOrEqual = (a: unknown, b: unknown): boolean | undefined => (comparable(a, b) ? (a as number) >= (b as number) : undefined)

/** `=`: false if a side is missing. */
export const same = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && equal(a, b)
/** `!=`: false if a side is missing. */
export const different = (a: unknown, b: unknown): boolean => a !== undefined && b !== undefined && !equal(a, b)

/** `in`: identity with an element; false if a side is missing. */
export function within(value: unknown, list: unknown): boolean {
  if (value === undefined || list === undefined) return false
  return Array.isArray(list) ? list.some((element) => element === value) : list === value
}
