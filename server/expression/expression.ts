import type { Mapping } from '../model/mapping.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { FieldError } from '../model/problem.ts'

/** Variables of one evaluation, by name without the dollar sign (`{ meta, input, root }`). JSON values only. */
export type Bindings = Readonly<Record<string, unknown>>

/**
 * What an expression reads. `paths` are dotted source paths without array indexes (`customer.emails.value`); those of the variables start
 * with `$meta.`, `$input.` or `$root.`. `everything` holds where the paths cannot be told exactly (wildcards, dynamic keys, the whole source).
 */
export interface Reads {
  readonly paths: readonly string[]
  readonly everything: boolean
}

/** A JSONata expression that is ready to run. */
export interface Expression {
  readonly text: string
  /** `compiled` runs synchronously; `library` runs the jsonata package. Changes to `library` after repeated failures of the compiled code. */
  readonly mode: 'compiled' | 'library'
  /** Why it is not compiled. */
  readonly reason: string | undefined
  /** False: time and memory cannot be bounded beforehand, so that it runs in a sandbox process. */
  readonly bounded: boolean
  readonly reads: Reads
  /** Source paths from which the value may be taken as it is; the empty path is the whole source. None if it is computed. */
  readonly origin: readonly string[]
  /**
   * The value, or a promise of it where the library or the sandbox is used; undefined is "nothing". The result is plain JSON data that may share
   * parts with the input. The input is never changed. Fails only with `expression.failed` or `expression.limit`.
   */
  evaluate(input: unknown, bindings?: Bindings): unknown
}

/** One row of a mapping at any depth, and what it does. */
export interface CompiledRow {
  readonly id: string
  /** Dotted target path from the top, without array indexes; `$` is the whole value. */
  readonly target: string
  readonly mode: 'compiled' | 'library'
  /** What the row reads of the source of the mapping. Of a loop: what decides which elements it has, not their fields. */
  readonly reads: Reads
  /** Paths of the source from which the value is taken as it is; the empty path is the whole source. None for constants and computed values. Of a loop: the list. */
  readonly copies: readonly string[]
}

/** A mapping that is ready to run. */
export interface CompiledMapping {
  /** The target value, or a promise of it if a row needs one. All problems of the rows come as one Problem whose `errors` name the target paths. */
  run(input: unknown, bindings?: Bindings): unknown
  /** What the rows read; paths below a loop carry the path of the loop. */
  readonly reads: Reads
  /** Dotted target paths without array indexes. */
  readonly writes: readonly string[]
  readonly rows: readonly CompiledRow[]
  /** Rows that cannot run. `path` is the row id. A mapping with problems fails on every run. */
  readonly problems: readonly FieldError[]
}

export interface ExpressionStats {
  /** Evaluations done by compiled code. */
  compiled: number
  /** Evaluations done by the library, the ones after a deopt included. */
  library: number
  /** Evaluations that compiled code gave up and the library repeated. */
  deopt: number
  /** Evaluations done in a sandbox process. */
  sandboxed: number
  /** Expressions in the cache. */
  cached: number
}

/** Compiles and runs expressions. Holds a cache and lazily started sandbox processes: close it. */
export interface Expressions {
  /** Cached by text. Fails with `expression.invalid`; `at` is the character position, counted from 0. */
  compile(text: string): Expression
  /** Never fails: what is wrong is in `problems`. */
  compileMapping(mapping: Mapping, target?: JsonSchema): CompiledMapping
  stats(): ExpressionStats
  /** Ends the sandbox processes; evaluations under way in them fail with `expression.limit`. */
  close(): Promise<void>
}
