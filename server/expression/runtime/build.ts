import { deopt, spend, type Fuel } from './fuel.ts'
import type { Step } from './loops.ts'
import type { Sequence } from './sequence.ts'
import { setOwn } from './values.ts'

interface Group {
  readonly items: unknown[]
  /** Which pair of the constructor made the key. */
  readonly pair: number
}

const RESERVED = new Set(['_jsonata_lambda', '_jsonata_function'])

/** Items one after the other, as `$append` does it: arrays are joined; nothing adds nothing, and one item stays as it is. */
function join(items: unknown[]): unknown {
  if (items.length === 1) return items[0]
  if (isJoined(items)) return items
  const present = items.filter((item) => item !== undefined)
  return present.length > 1 ? present.flat() : present[0]
}

/** An array of which joining its items would only make a copy. */
function isJoined(items: Sequence): boolean {
  if (items.length === 0 || items.sequence || items.cons || items.outerWrapper || items.keepSingleton) return false
  for (const item of items) if (item === undefined || Array.isArray(item)) return false
  return true
}

/** The items of a grouping. On an empty array of the input the library would change that array. */
function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value]
  if (value.length > 0) return value
  return (value as Sequence).sequence === true ? [undefined] : deopt()
}

/** Builders of arrays and objects. */
export function createBuilders(fuel: Fuel) {
  /** Group-by and object constructors with computed keys. */
  function group(value: unknown, keys: readonly Step[], values: readonly Step[]): Record<string, unknown> {
    const groups = new Map<string, Group>()
    const items = itemsOf(value)
    spend(fuel, items.length)
    for (const item of items) {
      for (let pair = 0; pair < keys.length; pair++) {
        const key = keys[pair]?.(item)
        if (key === undefined) continue
        if (typeof key !== 'string') return deopt()
        const found = groups.get(key)
        if (found === undefined) groups.set(RESERVED.has(key) ? deopt() : key, { items: [item], pair })
        else if (found.pair === pair) found.items.push(item)
        else return deopt()
      }
    }
    return valuesOf(groups, values)
  }

  /** The elements of an array constructor that is not made of plain values only; `whole[i]` elements are not spread. */
  function array(values: readonly unknown[], whole: readonly boolean[]): unknown[] {
    const out: unknown[] = []
    values.forEach((value, index) => {
      if (value === undefined) return
      if (!whole[index] && Array.isArray(value)) for (const element of value) out.push(element)
      else out.push(value)
    })
    spend(fuel, out.length)
    return out
  }

  function append(left: unknown, right: unknown): unknown {
    if (left === undefined) return right
    if (right === undefined) return left
    const out = (Array.isArray(left) ? left : [left]).concat(Array.isArray(right) ? right : [right])
    spend(fuel, out.length)
    return out
  }

  return { group, array, append, object, objectContext }
}

/** Integer-like keys come first, as in the library's own object of groups. */
function valuesOf(groups: ReadonlyMap<string, Group>, values: readonly Step[]): Record<string, unknown> {
  const order: Record<string, true> = Object.create(null) as Record<string, true>
  for (const key of groups.keys()) order[key] = true
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(order)) {
    const group = groups.get(key)
    const value = group && values[group.pair]?.(join(group.items))
    if (value !== undefined) setOwn(out, key, value)
  }
  return out
}

/** An object of which some values may be missing. */
function object(keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  keys.forEach((key, index) => {
    if (values[index] !== undefined) out[key] = values[index]
  })
  return out
}

/** The context of the values of an object constructor: the items of an array context joined. */
function objectContext(context: unknown[]): unknown {
  return context.length === 0 ? deopt() : join(context)
}
