import { PROBLEMS, type ProblemCode, type ProblemKind } from './problem-table.ts'

/** One field that is wrong. `path` is a dotted path into the value that was checked; `message` never holds a value of it. */
export interface FieldError {
  path: string
  message: string
  code?: string
  /** Key of the property of a customer that the field belongs to. */
  property?: string
}

export interface ProblemOptions {
  /** Where: a node id, a field path, a row id, a position in an expression. */
  at?: string
  errors?: readonly FieldError[]
  cause?: unknown
  /** Seconds until a retry makes sense. */
  retryAfter?: number
  /** The machine code of a target system. Safe to store. */
  vendorCode?: string
  /** A write that certainly had no effect: it was refused, or never left. Left out: nobody knows. */
  noEffect?: boolean
  /** What the target system said. May hold personal data: memory only, never logged or stored. */
  vendorMessage?: string
}

/**
 * The one error of Patchbay. `detail` names the place and the reason and never holds a payload value,
 * so that it can be logged, stored and shown. Foreign errors are converted where they enter, with `cause`.
 */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly detail: string
  readonly at: string | undefined
  readonly errors: readonly FieldError[] | undefined
  readonly retryAfter: number | undefined
  readonly vendorCode: string | undefined
  readonly vendorMessage: string | undefined
  readonly noEffect: boolean

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(`${code}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = detail
    this.at = options.at
    this.errors = options.errors
    this.retryAfter = options.retryAfter
    this.vendorCode = options.vendorCode
    this.vendorMessage = options.vendorMessage
    this.noEffect = options.noEffect ?? false
  }

  get kind(): ProblemKind {
    return PROBLEMS[this.code]
  }

  /** The same problem with a place, unless it has one already. */
  placedAt(at: string): Problem {
    return this.at === undefined ? new Problem(this.code, this.detail, { ...this.options(), at }) : this
  }

  /** The same problem of a write that certainly had no effect. */
  withNoEffect(): Problem {
    const { at } = this
    return this.noEffect ? this : new Problem(this.code, this.detail, { ...this.options(), ...(at !== undefined && { at }), noEffect: true })
  }

  private options(): ProblemOptions {
    return {
      ...(this.errors && { errors: this.errors }),
      ...(this.cause !== undefined && { cause: this.cause }),
      ...(this.retryAfter !== undefined && { retryAfter: this.retryAfter }),
      ...(this.vendorCode !== undefined && { vendorCode: this.vendorCode }),
      ...(this.vendorMessage !== undefined && { vendorMessage: this.vendorMessage }),
      ...(this.noEffect && { noEffect: true }),
    }
  }
}

/** Any thrown thing as a Problem; an unforeseen one becomes `fallback` and keeps only the name of its class, since foreign messages may echo values. */
export function toProblem(error: unknown, fallback: ProblemCode = 'internal.error'): Problem {
  if (error instanceof Problem) return error
  const name = error instanceof Error ? error.name : typeof error
  return new Problem(fallback, `Unexpected ${name}.`, { cause: error })
}

/** RFC 9457 problem document. */
export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
  code: ProblemCode
  remedy: string
  at?: string
  errors?: readonly FieldError[]
  vendorCode?: string
  vendorMessage?: string
  /** Run id or request id to find the case again. */
  correlationId?: string
}

/** The problem as its document. `vendorMessage` is left out unless asked for: it may name a person. */
export function problemDocument(problem: Problem, extra: { correlationId?: string; withVendorMessage?: boolean } = {}): ProblemDocument {
  const { status, title, remedy } = problem.kind
  return {
    type: `/docs/problems#${problem.code}`,
    title,
    status,
    detail: problem.detail,
    code: problem.code,
    remedy,
    ...(problem.at !== undefined && { at: problem.at }),
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.vendorCode !== undefined && { vendorCode: problem.vendorCode }),
    ...(extra.withVendorMessage && problem.vendorMessage !== undefined && { vendorMessage: problem.vendorMessage }),
    ...(extra.correlationId !== undefined && { correlationId: extra.correlationId }),
  }
}
