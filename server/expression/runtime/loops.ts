import { deopt, spend, type Fuel } from './fuel.ts'
import { collapse, emptySequence, markSequence, sequenceOf, type Sequence } from './sequence.ts'
import { isNumber, truth } from './values.ts'

export type Step = (item: unknown) => unknown

/** End of a step: the results of the items as one sequence, flattened by one level. */
function flatten(results: unknown[], last: boolean): unknown[] {
  const only = results[0]
  if (last && results.length === 1 && Array.isArray(only) && (only as Sequence).sequence !== true) return only
  const out = emptySequence()
  for (const result of results) addFlat(out, result)
  return out
}

/** A step without filters: every result goes straight into the flattened sequence; the first one waits, since it may be the only one. */
function stepFlat(items: readonly unknown[], run: Step, last: boolean): unknown[] {
  let first: unknown
  let count = 0
  let out: Sequence | undefined
  for (let index = 0; index < items.length; index++) {
    const result = run(items[index])
    if (result === undefined) continue
    count += 1
    if (count === 1) {
      first = result
      continue
    }
    if (out === undefined) {
      out = emptySequence()
      addFlat(out, first)
    }
    addFlat(out, result)
  }
  if (out !== undefined) return out
  return flatten(count === 0 ? [] : [first], last)
}

function addFlat(out: unknown[], result: unknown): void {
  if (!Array.isArray(result) || (result as Sequence).cons) out.push(result)
  else for (const element of result) out.push(element)
}

/** The own value of a key; over an array the values of all its elements. Not collapsed. */
export function lookUp(input: unknown, key: string): unknown {
  if (Array.isArray(input)) {
    const out = emptySequence()
    for (const element of input) {
      const value = lookUp(element, key)
      if (Array.isArray(value)) for (const inner of value) out.push(inner)
      else if (value !== undefined) out.push(value)
    }
    return out
  }
  if (typeof input === 'function') return deopt()
  return typeof input === 'object' && input !== null && Object.hasOwn(input, key) ? (input as Record<string, unknown>)[key] : undefined
}

/** A name step on an array. */
export const lookUpAll = (array: unknown[], key: string): unknown => collapse(lookUp(array, key))

function filterByIndex(index: number, value: unknown): unknown {
  const items = Array.isArray(value) ? value : sequenceOf(value)
  const floor = Math.floor(index)
  const item: unknown = items[floor < 0 ? items.length + floor : floor]
  if (item === undefined) return emptySequence()
  return Array.isArray(item) ? item : sequenceOf(item)
}

/** How often an element at `index` is kept by the value of its predicate: numbers select positions. */
function timesKept(selected: unknown, index: number, length: number): number {
  if (isNumber(selected)) return Math.floor(selected) + (selected < 0 ? length : 0) === index ? 1 : 0
  if (!Array.isArray(selected) || !selected.every((element) => isNumber(element))) return truth(selected) ? 1 : 0
  return selected.filter((position: number) => Math.floor(position) + (position < 0 ? length : 0) === index).length
}

/** A predicate: elements for which it is true, or whose position it gives. */
function createFilter(fuel: Fuel) {
  return (keep: Step, value: unknown): unknown => {
    const items = Array.isArray(value) ? value : sequenceOf(value)
    spend(fuel, items.length)
    const out = emptySequence()
    for (let index = 0; index < items.length; index++) {
      const item: unknown = items[index]
      const selected = keep(item)
      if (selected === true) out.push(item)
      else if (selected !== false && selected !== undefined) for (let times = timesKept(selected, index, items.length); times > 0; times--) out.push(item)
    }
    return out
  }
}

/** The loops of compiled code. They spend one unit of fuel for each element. */
export function createLoops(fuel: Fuel) {
  /** One step of a path over all items; `stages` filter the result of each item. */
  function step(items: unknown[], run: Step, options: { stages?: readonly Step[]; last?: boolean } = {}): unknown[] {
    spend(fuel, items.length)
    const { stages } = options
    const out = stepFlat(items, stages ? (item) => stages.reduce((result, stage) => stage(result), run(item)) : run, options.last === true)
    spend(fuel, out.length)
    return out
  }

  /** A step that gives no arrays. */
  function stepPlain(items: unknown[], run: Step): unknown[] {
    spend(fuel, items.length)
    const out: unknown[] = []
    for (const item of items) {
      const result = run(item)
      if (result !== undefined) out.push(result)
    }
    return markSequence(out)
  }

  /** Name steps over several items; the last getter is the last step of the path if `last`. */
  function names(items: unknown[], getters: readonly Step[], last: boolean): unknown[] {
    let current = items
    for (let index = 0; index < getters.length; index++) {
      const getter = getters[index]
      if (getter) current = step(current, getter, { last: last && index === getters.length - 1 })
      if (current.length === 0) return current
    }
    return current
  }

  const namesValue = (items: unknown[], getters: readonly Step[]): unknown => collapse(names(items, getters, true))
  /** The value of a path that found `out` in a list. */
  function valuesOfList(out: unknown[], list: readonly unknown[]): unknown {
    spend(fuel, list.length + out.length)
    return out.length > 1 ? markSequence(out) : out[0]
  }

  return { valuesOfList, step, stepPlain, names, namesValue, filter: createFilter(fuel), filterByIndex, lookUp, lookUpAll }
}
