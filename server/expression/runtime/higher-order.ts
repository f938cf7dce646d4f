import { deopt, spend, type Fuel } from './fuel.ts'
import { emptySequence } from './sequence.ts'
import { setOwn, truth } from './values.ts'

/** A compiled lambda as an argument: value, index or key, whole. */
export type Callback = (...args: unknown[]) => unknown

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

function entriesOf(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return deopt()
  return Object.entries(value)
}

/** `$each` and `$sift`. */
function createObjectFunctions(fuel: Fuel) {
  function each(object: unknown, run: Callback): unknown {
    const out = emptySequence()
    if (object === undefined) return out
    const entries = entriesOf(object)
    spend(fuel, entries.length)
    for (const [key, value] of entries) {
      const result = run(value, key, object)
      if (result !== undefined) out.push(result)
    }
    return out
  }

  function sift(object: unknown, test: Callback): unknown {
    const entries = entriesOf(object)
    spend(fuel, entries.length)
    const kept = entries.filter(([key, value]) => truth(test(value, key, object)))
    if (kept.length === 0) return undefined
    const out = {}
    for (const [key, value] of kept) setOwn(out, key, value)
    return out
  }

  return { each, sift }
}

/** `$map`, `$filter`, `$reduce`, `$single`, `$each` and `$sift` with compiled functions. */
export function createHigherOrder(fuel: Fuel) {
  function map(list: unknown, run: Callback): unknown {
    if (list === undefined) return undefined
    const array = listOf(list)
    spend(fuel, array.length)
    const out = emptySequence()
    array.forEach((value, index) => {
      const result = run(value, index, array)
      if (result !== undefined) out.push(result)
    })
    return out
  }

  function keep(list: unknown, test: Callback): unknown {
    if (list === undefined) return undefined
    const array = listOf(list)
    spend(fuel, array.length)
    const out = emptySequence()
    array.forEach((value, index) => {
      if (truth(test(value, index, array))) out.push(value)
    })
    return out
  }

  function single(list: unknown, test: Callback): unknown {
    if (list === undefined) return undefined
    const array = listOf(list)
    spend(fuel, array.length)
    const found = array.filter((value, index) => truth(test(value, index, array)))
    return found.length === 1 ? found[0] : deopt()
  }

  function reduce(list: unknown, run: Callback, initial?: unknown): unknown {
    if (list === undefined) return undefined
    const array = listOf(list)
    spend(fuel, array.length)
    const fromFirst = initial === undefined && array.length > 0
    let result = fromFirst ? array[0] : initial
    for (let index = fromFirst ? 1 : 0; index < array.length; index++) result = run(result, array[index], index, array)
    return result
  }

  return { map, keep, single, reduce, ...createObjectFunctions(fuel) }
}
