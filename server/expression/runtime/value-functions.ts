import { LIBRARY_FUNCTIONS } from '../library.ts'
import { deopt, spend, type Fuel } from './fuel.ts'
import type { createLoops } from './loops.ts'
import { markSequence } from './sequence.ts'
import { setOwn, truth } from './values.ts'

const numberOfLibrary = LIBRARY_FUNCTIONS.get('number')
const roundOfLibrary = LIBRARY_FUNCTIONS.get('round')

const ofNumber =
  (run: (value: number) => number) =>
  (value: unknown): number | undefined =>
    typeof value === 'number' ? run(value) : value === undefined ? undefined : deopt()

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6]

/** Half-even rounding. The short way holds where the shifted number is small and clearly not half-way. */
function round(value: unknown, precision: unknown = 0): unknown {
  if (typeof precision !== 'number') return deopt()
  if (typeof value !== 'number') return value === undefined ? undefined : deopt()
  const power = POWERS[precision]
  if (power !== undefined) {
    const shifted = value * power
    const fraction = shifted - Math.floor(shifted)
    if (Math.abs(shifted) < 1e9 && Math.abs(fraction - 0.5) > 1e-6) return Math.round(shifted) / power + 0
  }
  return roundOfLibrary?.implementation.call(undefined, value, precision === 0 ? undefined : precision)
}

function number(value: unknown): unknown {
  if (typeof value === 'number' || value === undefined) return value
  return typeof value === 'string' || typeof value === 'boolean' ? numberOfLibrary?.implementation.call(undefined, value) : deopt()
}

function sum(list: unknown): number | undefined {
  if (list === undefined) return undefined
  if (typeof list === 'number') return list + 0
  if (!Array.isArray(list)) return deopt()
  let total = 0
  for (const value of list) total += typeof value === 'number' ? value : deopt()
  return total
}

function merge(list: unknown): Record<string, unknown> | undefined {
  if (list === undefined) return undefined
  const out = {}
  for (const object of Array.isArray(list) ? list : [list]) {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) return deopt()
    for (const key of Object.keys(object)) setOwn(out, key, (object as Record<string, unknown>)[key])
  }
  return out
}

/** An object as objects of one property each. Over arrays the objects of all elements. */
function spread(value: unknown): unknown {
  if (Array.isArray(value)) return deopt()
  if (typeof value !== 'object' || value === null) return value
  const out = Object.entries(value).map(([key, element]) => {
    const single = {}
    setOwn(single, key, element)
    return single
  })
  return markSequence(out)
}

/** Functions on numbers, objects and any values. */
export function createValueFunctions(fuel: Fuel, lookUp: ReturnType<typeof createLoops>['lookUp']) {
  function lookup(input: unknown, key: unknown): unknown {
    if (typeof key !== 'string') return deopt()
    if (Array.isArray(input)) spend(fuel, input.length)
    return lookUp(input, key)
  }

  return {
    lookup,
    round,
    number,
    sum,
    merge,
    spread,
    floor: ofNumber(Math.floor),
    ceil: ofNumber(Math.ceil),
    abs: ofNumber(Math.abs),
    count: (list: unknown): number => (list === undefined ? 0 : Array.isArray(list) ? list.length : 1),
    exists: (value: unknown): boolean => value !== undefined,
    boolean: (value: unknown): boolean | undefined => (value === undefined ? undefined : truth(value)),
    not: (value: unknown): boolean | undefined => (value === undefined ? undefined : !truth(value)),
  }
}
