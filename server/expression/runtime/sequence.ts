import { deopt } from './fuel.ts'

/**
 * An array with the library's marks. `sequence`: a result list, which collapses to nothing or to its only element; `keepSingleton`: it stays an
 * array even then (`[]` in the expression); `cons`: made by an array constructor and not flattened; `outerWrapper`: the wrapped top-level array.
 */
export type Sequence = unknown[] & { sequence?: boolean; keepSingleton?: boolean; cons?: boolean; outerWrapper?: boolean }

/** An empty sequence. */
export function emptySequence(): Sequence {
  const sequence: Sequence = []
  sequence.sequence = true
  return sequence
}

/** A sequence of one. */
export function sequenceOf(value: unknown): Sequence {
  const sequence: Sequence = [value]
  sequence.sequence = true
  return sequence
}

/** Marks an array made here as a sequence. */
export function markSequence(array: unknown[]): Sequence {
  const sequence: Sequence = array
  sequence.sequence = true
  return sequence
}

/** What the library does to the value of every node: an empty sequence is nothing, a sequence of one is its element. */
export function collapse(value: unknown): unknown {
  if (!Array.isArray(value) || (value as Sequence).sequence !== true) return value
  if (value.length === 0) return undefined
  return value.length === 1 && !(value as Sequence).keepSingleton ? value[0] : value
}

/** `collapse` of a node with `[]`. */
export function collapseKeeping(value: unknown): unknown {
  if (!Array.isArray(value) || (value as Sequence).sequence !== true) return value
  ;(value as Sequence).keepSingleton = true
  return value.length === 0 ? undefined : value
}

/** End of a path with `[]`. The library marks plain arrays too; that has no effect but to change the input. */
export function keepPath(value: unknown): unknown {
  if (!Array.isArray(value)) return deopt()
  const sequence = (value as Sequence).cons && !(value as Sequence).sequence ? sequenceOf(value) : (value as Sequence)
  if (sequence.sequence === true) sequence.keepSingleton = true
  return sequence
}

/** The items that a path starts with: the context itself if it is an array. */
export function itemsOfContext(context: unknown): unknown[] {
  return Array.isArray(context) ? context : [context]
}

/** The items after a step that is not the last one and gave `value`. */
export function itemsOfStep(value: unknown): unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) && !(value as Sequence).cons ? value : [value]
}

/** The context as `$`. */
export function contextValue(context: unknown): unknown {
  return Array.isArray(context) && (context as Sequence).outerWrapper ? context[0] : context
}

/** The input as the context of the top-level node: an array is one item. */
export function topContext(input: unknown): unknown {
  if (!Array.isArray(input) || (input as Sequence).sequence === true) return input
  const wrapped = sequenceOf(input)
  wrapped.outerWrapper = true
  return wrapped
}

/** An array that paths do not flatten. */
export function markConstructed(array: unknown[]): unknown[] {
  return Object.defineProperty(array, 'cons', { enumerable: false, configurable: false, value: true })
}
