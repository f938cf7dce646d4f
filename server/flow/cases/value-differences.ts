import type { ValueDifference } from '../../model/case.ts'
import { clipValue } from './clip-value.ts'

/** Differences that are listed of one case. */
export const MOST_DIFFERENCES = 50
/** Parts of a value that are shown: of the first differences, and of the others. */
const LARGE = 1000
const SMALL = 50
const MOST_LARGE = 5
/** Deeper parts of a value count as different unless they are one and the same. */
const DEEPEST = 200

/** What is compared. */
export interface Comparison {
  /** As in ValueDifference. */
  readonly place: string
  readonly expected: unknown
  readonly got: unknown
  /** Dotted paths without array indexes that are not compared, with all below them. */
  readonly ignored?: ReadonlySet<string>
}

interface Walk extends Comparison {
  readonly found: ValueDifference[]
}

interface Place {
  /** With array indexes. */
  readonly path: string
  /** Without. */
  readonly name: string
  readonly depth: number
}

/** Adds the places where two JSON values differ to `found`, until that holds `MOST_DIFFERENCES`. What is undefined counts as not there. */
export function addDifferences(found: ValueDifference[], comparison: Comparison): void {
  compareAt({ ...comparison, found }, comparison, { path: '', name: '', depth: 0 })
}

function compareAt(walk: Walk, { expected, got }: Pick<Comparison, 'expected' | 'got'>, at: Place): void {
  if (walk.found.length >= MOST_DIFFERENCES || Object.is(expected, got) || expected === got || walk.ignored?.has(at.name)) return
  if (at.depth < DEEPEST && Array.isArray(expected) && Array.isArray(got)) return compareLists(walk, { expected, got }, at)
  if (at.depth < DEEPEST && isObject(expected) && isObject(got)) return compareObjects(walk, { expected, got }, at)
  const parts = walk.found.length < MOST_LARGE ? LARGE : SMALL
  walk.found.push({
    place: walk.place,
    path: at.path,
    ...(expected !== undefined && { expected: clipValue(expected, parts) }),
    ...(got !== undefined && { got: clipValue(got, parts) }),
  })
}

function compareLists(walk: Walk, { expected, got }: { expected: unknown[]; got: unknown[] }, { path, name, depth }: Place): void {
  const length = Math.max(expected.length, got.length)
  for (let index = 0; index < length && walk.found.length < MOST_DIFFERENCES; index++)
    compareAt(walk, { expected: expected[index], got: got[index] }, { path: `${path}[${index}]`, name, depth: depth + 1 })
}

function compareObjects(
  walk: Walk,
  { expected, got }: { expected: Record<string, unknown>; got: Record<string, unknown> },
  { path, name, depth }: Place,
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    if (walk.found.length >= MOST_DIFFERENCES) return
    const inside = { path: below(path, key), name: below(name, key), depth: depth + 1 }
    compareAt(walk, { expected: valueOf(expected, key), got: valueOf(got, key) }, inside)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const valueOf = (object: Record<string, unknown>, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)

/** The path of a key; one with other characters stands in backticks. */
function below(path: string, key: string): string {
  const segment = /^[^.[\]`]+$/.test(key) ? key : `\`${key}\``
  return path === '' ? segment : `${path}.${segment}`
}
