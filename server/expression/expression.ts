import type { FillCounts } from '../model/fill.ts'
import type { JsonSchema } from '../model/json-schema.ts'
import type { Invariant, Mapping } from '../model/mapping.ts'
import type { FieldError, Problem } from '../model/problem.ts'

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

/**
 * Where a part of a value comes from. `copied`: taken from there as it is. `computed`: made of what is there. `decides`: chosen by what is there.
 * `count`: there are as many as there are elements, whatever they hold. Paths as those of `Reads`; the empty path is the whole.
 */
export interface Origin {
  /** Dotted path in the value. */
  readonly target: string
  readonly path: string
  readonly how: 'copied' | 'computed' | 'decides' | 'count'
  /** False: which part of it counts cannot be told. */
  readonly exact: boolean
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
  /** Where each part of the value comes from, and what else it depends on. */
  readonly origins: readonly Origin[]
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
  /** What each part of its target comes from and depends on; `target` from the top, empty for the whole value. */
  readonly origins: readonly Origin[]
}

/** What a run of a mapping made, of what, and with which variables. */
export interface Made {
  readonly value: unknown
  readonly input: unknown
  readonly bindings: Bindings | undefined
}

/** Whether an invariant held. The problem is `mapping.invariant`; it names the invariant, never a value. */
export type InvariantOutcome = { readonly held: true; readonly problem?: undefined } | { readonly held: false; readonly problem: Problem }

/** An invariant that is ready to be checked. */
export interface CompiledInvariant {
  readonly id: string
  readonly broken: Invariant['broken']
  /** Never fails, and counts nothing: false, nothing and a failing expression are broken. A promise where the expression needs one. */
  check(made: Made): InvariantOutcome | Promise<InvariantOutcome>
}

/** A mapping that is ready to run. */
export interface CompiledMapping {
  /**
   * The target value, or a promise of it if a row or an invariant needs one. All problems of the rows come as one Problem whose `errors` name the
   * target paths. Without such problems the invariants are checked over the value; one that is broken and may not be is `mapping.invariant`.
   */
  run(input: unknown, bindings?: Bindings): unknown
  /** What the rows read; paths below a loop carry the path of the loop. */
  readonly reads: Reads
  /** Dotted target paths without array indexes. */
  readonly writes: readonly string[]
  readonly rows: readonly CompiledRow[]
  readonly invariants: readonly CompiledInvariant[]
  /**
   * What this mapping has counted since it was compiled. Every compilation counts for itself, so that drafts, previews and cases never add to what
   * is live. Runs that a problem ended are counted; a run that still waits for a promise is not. A required row without a value is missing; a loop
   * over nothing is missing.
   */
  fills(): FillCounts
  /** Rows and invariants that cannot run. `path` is the id of the row or the invariant. A mapping with problems fails on every run. */
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
  /** Compiled evaluations that the library repeated to compare. */
  shadow: number
  /** Those of them where the library gave something else. */
  shadowDifference: number
  /** Evaluations that were chosen and not compared: too many waited, or they were too large or too slow. */
  shadowDropped: number
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
