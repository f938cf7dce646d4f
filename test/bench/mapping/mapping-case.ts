import type { Mapping, MappingRow, RowSource } from '../../../server/model/mapping.ts'

/** One piece of mapping work, done in three ways that give the same. */
export interface MappingCase {
  readonly name: string
  /** Inputs of different values and shapes: optional fields missing, lists of different lengths, other key orders. */
  readonly inputs: readonly unknown[]
  /** As a programmer would write it. What is missing is left out. */
  byHand(input: never): unknown
  /** As an integration specialist would draw it. */
  readonly mapping: Mapping
  /** One expression for the jsonata library. */
  readonly library: string
}

/** How many different inputs a case has. */
export const INPUTS = 500

export const path = (value: string): RowSource => ({ kind: 'path', path: value })
export const expression = (text: string): RowSource => ({ kind: 'expression', text })
export const constant = (value: string | boolean): RowSource => ({ kind: 'constant', value })
export const table = (of: string, entries: Record<string, string>): RowSource => ({ kind: 'table', path: of, entries, otherwise: 'omit' })

/** Rows of pairs of target and source. */
export const rowsOf = (pairs: readonly (readonly [target: string, from: RowSource])[]): MappingRow[] =>
  pairs.map(([target, from], index) => ({ id: `r${index + 1}`, target, from }))

/** A loop over the elements of `of`. */
export const each = (target: string, of: string, rows: MappingRow[]): MappingRow => ({
  id: target,
  target,
  from: { kind: 'each', path: of },
  rows: rows.map((row) => ({ ...row, id: `${target}.${row.id}` })),
})

/** The same numbers from 0 to 1 in every run. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** The value as it arrives: read from a text. */
export const asReceived = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** The object without some of its keys, and with the others in another order. */
export function reshape<T extends object>(value: T, random: () => number, optional: readonly (keyof T & string)[]): T {
  const keep = Object.entries(value).filter(([key]) => !optional.includes(key as keyof T & string) || random() > 0.25)
  const turn = random() < 0.3 ? Math.floor(random() * keep.length) : 0
  return Object.fromEntries([...keep.slice(turn), ...keep.slice(0, turn)]) as T
}
