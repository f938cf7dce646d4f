import { LIBRARY_FUNCTIONS } from '../library.ts'
import { deopt, spend, type Fuel } from './fuel.ts'
import { text } from './values.ts'

/** A text function of one argument: nothing gives nothing, other types are the library's error. */
function ofText<T>(run: (value: string) => T): (value: unknown) => T | undefined {
  return (value) => (typeof value === 'string' ? run(value) : value === undefined ? undefined : deopt())
}

const textOrMissing = (value: unknown): boolean => value === undefined || typeof value === 'string'
const SURROGATE = /[\ud800-\udfff]/

const borrow = (name: string): ((...args: unknown[]) => unknown) => {
  const found = LIBRARY_FUNCTIONS.get(name)
  return (...args) => found?.implementation.apply(undefined, args)
}
const trimOfLibrary = borrow('trim')
const substringOfLibrary = borrow('substring')

function substring(value: unknown, start: unknown, length?: unknown): unknown {
  if (value === undefined && typeof start === 'number' && (length === undefined || typeof length === 'number')) return undefined
  if (typeof value !== 'string' || typeof start !== 'number' || (length !== undefined && typeof length !== 'number')) return deopt()
  if (SURROGATE.test(value)) return substringOfLibrary(value, start, length)
  const from = value.length + start < 0 ? 0 : start
  if (length === undefined) return value.slice(from)
  if (length <= 0) return ''
  return value.slice(from, from >= 0 ? from + length : value.length + from + length)
}

/** `$substringBefore` and `$substringAfter`: the whole text where the mark is not in it. */
function around(cut: (value: string, at: number, mark: string) => string): (value: unknown, mark: unknown) => unknown {
  return (value, mark) => {
    if (typeof value !== 'string' || typeof mark !== 'string') return value === undefined && typeof mark === 'string' ? undefined : deopt()
    const at = value.indexOf(mark)
    return at < 0 ? value : cut(value, at, mark)
  }
}

function contains(value: unknown, part: unknown): boolean | undefined {
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part)
  return textOrMissing(value) && textOrMissing(part) ? undefined : deopt()
}

function split(value: unknown, separator: unknown, limit?: unknown): string[] | undefined {
  if (typeof separator !== 'string' || (limit !== undefined && !(typeof limit === 'number' && limit >= 0))) return deopt()
  return typeof value === 'string' ? value.split(separator, limit) : value === undefined ? undefined : deopt()
}

/** How many nodes a value has as a tree; shared parts count each time. */
function weigh(value: unknown, fuel: Fuel): void {
  if (typeof value === 'string' && value.length > 1000) spend(fuel, value.length / 100)
  if (typeof value !== 'object' || value === null) return
  spend(fuel, 1)
  for (const child of Object.values(value)) weigh(child, fuel)
}

/** Functions on text. Long results cost fuel. */
export function createTextFunctions(fuel: Fuel) {
  function charge<T>(value: T): T {
    if (typeof value === 'string' && value.length > 1000) spend(fuel, value.length / 10)
    return value
  }

  function string(value: unknown): string | undefined {
    if (value === undefined) return undefined
    weigh(value, fuel)
    return charge(text(value))
  }

  const concat = (left: unknown, right: unknown): string =>
    charge((typeof left === 'string' ? left : (string(left) ?? '')) + (typeof right === 'string' ? right : (string(right) ?? '')))

  function join(list: unknown, separator?: unknown): string | undefined {
    if (separator !== undefined && typeof separator !== 'string') return deopt()
    if (list === undefined || typeof list === 'string') return list
    if (!Array.isArray(list) || !list.every((element) => typeof element === 'string')) return deopt()
    spend(fuel, list.length)
    return charge(list.join(separator ?? ''))
  }

  function replace(value: unknown, part: unknown, replacement: unknown): string | undefined {
    if (typeof part !== 'string' || part === '' || typeof replacement !== 'string') return deopt()
    if (value === undefined) return undefined
    return typeof value === 'string' ? charge(value.split(part).join(replacement)) : deopt()
  }

  return {
    uppercase: ofText((value) => value.toUpperCase()),
    lowercase: ofText((value) => value.toLowerCase()),
    trim: ofText(trimOfLibrary),
    length: ofText((value) => (SURROGATE.test(value) ? [...value].length : value.length)),
    substring,
    substringBefore: around((value, at) => value.slice(0, at)),
    substringAfter: around((value, at, mark) => value.slice(at + mark.length)),
    contains,
    split,
    string,
    concat,
    join,
    replace,
  }
}
