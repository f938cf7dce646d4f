import { LIBRARY_FUNCTIONS } from '../library.ts'
import { deopt } from './fuel.ts'

const toStringOfLibrary = LIBRARY_FUNCTIONS.get('string')

/** A number that is not NaN. Infinity is the library's error D1001. */
export function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  return Number.isFinite(value) || deopt()
}

/** The effective boolean value; nothing is false. */
export function truth(value: unknown): boolean {
  if (value === true) return true
  if (value === false || value === undefined || value === null) return false
  if (typeof value === 'string') return value.length > 0
  if (typeof value === 'number') return isNumber(value) && value !== 0
  if (Array.isArray(value)) return arrayTruth(value)
  return typeof value === 'object' ? Object.keys(value).length > 0 : deopt()
}

/** The library looks at every element: one that is out of range is an error even after a true one. */
function arrayTruth(array: readonly unknown[]): boolean {
  let found = false
  for (const element of array) if (truth(element)) found = true
  return found
}

/** A defined value as text, as `$string` writes it. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (value === true) return 'true'
  if (value === false) return 'false'
  if (value === null) return 'null'
  return String(toStringOfLibrary?.implementation.call(undefined, value))
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value === 0 ? 0 : value)
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : deopt()
}

/** Deep equality of two defined values. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return deopt()
  if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length && left.every((element, index) => equal(element, right[index]))
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && equal((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]))
}

/** Sets an own property whatever its name is. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else (target as Record<string, unknown>)[key] = value
}
