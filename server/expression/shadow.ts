import { Problem } from '../model/problem.ts'
import type { Bindings, ExpressionStats } from './expression.ts'
import { differingPaths } from './differing-paths.ts'
import type { LibraryProgram } from './library.ts'
import { plainValue } from './plain.ts'
import { hasReservedKey } from './reserved-keys.ts'
import { FULL_TANK } from './runtime/fuel.ts'

/** What the library makes of an expression in another way than compiled code. */
export interface ShadowDifference {
  /** The text of the expression. */
  readonly expression: string
  /** Places in the value that differ, without any of its content; the empty one is the whole value. */
  readonly paths: readonly string[]
}

export interface ShadowOptions {
  /** Which part of the compiled evaluations is repeated, 0 to 1. */
  readonly share: number
  /** 0 to below 1. */
  readonly random: () => number
  /** Told of the first difference of each expression. */
  readonly report: (difference: ShadowDifference) => void
}

/** One evaluation by compiled code. */
export interface Watched {
  readonly text: string
  readonly program: LibraryProgram
  readonly input: unknown
  readonly bindings: Bindings
  readonly value: unknown
}

/** Repeats a share of the compiled evaluations with the library and compares. */
export interface Shadow {
  /** Takes note of an evaluation; the library repeats it later, on copies. */
  watch(evaluation: Watched): void
  /** What still waits is dropped. */
  close(): void
}

/** Evaluations that wait; more are dropped. */
const MOST_WAITING = 100
/** Values in input, bindings and result together; larger ones are dropped, so that what waits stays small. */
const MOST_VALUES = 20_000
/** Expressions whose differences were reported. */
const MOST_REPORTED = 1000

/** Expressions that give something else each time. */
const CHANGING = /\$(?:now|millis|random|shuffle)\b/

/** Makes a shadow that counts in `stats`. One evaluation at a time is repeated, each in a turn of the event loop of its own. */
export function createShadow({ share, random, report }: ShadowOptions, stats: ExpressionStats): Shadow {
  const waiting: Watched[] = []
  const reported = new Set<string>()
  let working = false

  function watch(evaluation: Watched): void {
    if (random() >= share || CHANGING.test(evaluation.text)) return
    const copied = waiting.length < MOST_WAITING ? copyOf(evaluation) : undefined
    if (!copied) {
      stats.shadowDropped += 1
      return
    }
    waiting.push(copied)
    if (!working) plan()
  }

  function plan(): void {
    working = true
    setImmediate(() => void work())
  }

  async function work(): Promise<void> {
    const evaluation = waiting.shift()
    if (evaluation) await repeat(evaluation)
    if (waiting.length > 0) plan()
    else working = false
  }

  async function repeat({ text, program, input, bindings, value }: Watched): Promise<void> {
    const expected = await askLibrary(program, input, bindings)
    if (expected === 'given up') {
      stats.shadowDropped += 1
      return
    }
    stats.shadow += 1
    const paths = expected === 'failed' ? [''] : differingPaths(value, expected.value, text)
    if (paths.length === 0) return
    stats.shadowDifference += 1
    if (reported.has(text) || reported.size >= MOST_REPORTED) return
    reported.add(text)
    report({ expression: text, paths })
  }

  return { watch, close: () => void waiting.splice(0) }
}

/** The library was ended by its time limit, which compiled code need not reach; a Problem is the limit of work. */
const isLimit = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'D1012'

async function askLibrary(program: LibraryProgram, input: unknown, bindings: Bindings): Promise<{ value: unknown } | 'failed' | 'given up'> {
  try {
    return { value: plainValue(await program.evaluate(input, bindings), { left: FULL_TANK }) }
  } catch (error) {
    return error instanceof Problem || isLimit(error) ? 'given up' : 'failed'
  }
}

/** The library marks and extends arrays of its input, and whoever got the value may change it. Undefined: it is too large, or the library can't take it. */
function copyOf({ input, bindings, value, ...rest }: Watched): Watched | undefined {
  const all = [input, bindings, value]
  try {
    if (isLarger(all, MOST_VALUES) || hasReservedKey(all)) return undefined
    return { ...rest, ...structuredClone({ input, bindings, value }) }
  } catch {
    // What can't be copied is no JSON; the run must not notice.
    return undefined
  }
}

/** Are there more values in it than so many? */
function isLarger(value: object, most: number): boolean {
  const open = [value]
  let seen = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const children: unknown[] = Object.values(next)
    seen += children.length
    if (seen > most) return true
    for (const child of children) if (typeof child === 'object' && child !== null) open.push(child)
  }
  return false
}
