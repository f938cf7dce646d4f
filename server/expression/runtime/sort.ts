import { deopt, spend, type Fuel } from './fuel.ts'
import type { Step } from './loops.ts'
import { emptySequence, sequenceOf, type Sequence } from './sequence.ts'

interface Row {
  readonly item: unknown
  readonly keys: readonly unknown[]
}

/** True if the second of the two is to come first. */
export type Comparator = (left: unknown, right: unknown) => unknown

/** Merge sort that asks the comparator for the same pairs in the same order as the library: its answers need not be consistent. */
function mergeSort(array: readonly unknown[], swap: (left: unknown, right: unknown) => boolean): unknown[] {
  if (array.length <= 1) return [...array]
  const middle = Math.floor(array.length / 2)
  const left = mergeSort(array.slice(0, middle), swap)
  const right = mergeSort(array.slice(middle), swap)
  const out: unknown[] = []
  let l = 0
  let r = 0
  while (l < left.length && r < right.length) out.push(swap(left[l], right[r]) ? right[r++] : left[l++])
  while (l < left.length) out.push(left[l++])
  while (r < right.length) out.push(right[r++])
  return out
}

/** Keys of one term must be all numbers or all strings; anything else is for the library to judge. */
function checkKeys(rows: readonly Row[], term: number): void {
  let type: string | undefined
  for (const row of rows) {
    const key = row.keys[term]
    if (key === undefined) continue
    if ((typeof key !== 'number' && typeof key !== 'string') || Number.isNaN(key)) deopt()
    if (type !== undefined && type !== typeof key) deopt()
    type = typeof key
  }
}

function compareRows(left: Row, right: Row, descending: readonly boolean[]): number {
  for (let term = 0; term < descending.length; term++) {
    const a = left.keys[term]
    const b = right.keys[term]
    if (a === b) continue
    if (a === undefined) return 1
    if (b === undefined) return -1
    return (a as number) < (b as number) === (descending[term] === true) ? 1 : -1
  }
  return 0
}

/** Sorting: the `^( )` step and `$sort`. */
export function createSorts(fuel: Fuel) {
  /** Missing keys come last in either direction. */
  function sortStep(items: Sequence, terms: readonly Step[], descending: readonly boolean[]): unknown[] {
    if (items.length <= 1) return items.length === 0 ? emptySequence() : items.sequence === true ? items : sequenceOf(items[0])
    spend(fuel, items.length * Math.ceil(Math.log2(items.length)))
    const rows = items.map((item): Row => ({ item, keys: terms.map((term) => term(item)) }))
    for (let term = 0; term < terms.length; term++) checkKeys(rows, term)
    return rows.toSorted((left, right) => compareRows(left, right, descending)).map((row) => row.item)
  }

  function sort(list: unknown, swap?: Comparator): unknown {
    if (list === undefined) return undefined
    const array: unknown[] = Array.isArray(list) ? list : [list]
    if (array.length <= 1) return array
    spend(fuel, array.length * Math.ceil(Math.log2(array.length)))
    return mergeSort(array, swap ? (left, right) => Boolean(swap(left, right)) : naturalOrder(array))
  }

  return { sortStep, sort }
}

function naturalOrder(array: readonly unknown[]): (left: unknown, right: unknown) => boolean {
  const type = typeof array[0]
  if (type !== 'number' && type !== 'string') deopt()
  for (const element of array) if (typeof element !== type || (type === 'number' && !Number.isFinite(element))) deopt()
  return (left, right) => (left as number) > (right as number)
}
