import type { AstNode } from './ast.ts'
import { unboundedReason } from './bounded.ts'
import { type compileCode, type CompiledCode, type CompileResult, HIDDEN } from './compile/compile-code.ts'
import type { Bindings, Expression, ExpressionStats, Origin, Reads } from './expression.ts'
import { failedExpression, invalidExpression } from './expression-problem.ts'
import { parseWithLibrary, ProgramOnDemand, type LibraryProgram } from './library.ts'
import { copiesInput, plainValue, unmarked } from './plain.ts'
import { plainPathOf, treeOfPath, type PathStep } from './plain-path.ts'
import { analyseReads, type ReadAnalysis, type ReadStart } from './reads/analyse-reads.ts'
import { originsOf } from './reads/origins.ts'
import { copyJson, hasReservedKey } from './reserved-keys.ts'
import { deopt, FULL_TANK, type Fuel } from './runtime/fuel.ts'
import type { Clock, Runtime } from './runtime/runtime.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Shadow } from './shadow.ts'
import { isTreeTooDeep, MOST_TREE_LEVELS } from './tree-depth.ts'
import { Problem } from '../model/problem.ts'

/** What all expressions of a compiler share. */
export interface Workshop {
  readonly runtime: Runtime
  readonly fuel: Fuel
  readonly clock: Clock
  readonly sandbox: Sandbox
  readonly stats: ExpressionStats
  /** Where compiled evaluations are repeated by the library; undefined: nowhere. */
  readonly shadow: Shadow | undefined
  readonly makeCode: typeof compileCode
  readonly timeoutMs: number
}

/** An expression that also tells where its value comes from. */
export interface AnalysedExpression extends Expression {
  /** Set if it only names fields and elements. */
  readonly steps: readonly PathStep[] | undefined
  /** Set where its code may be run without `evaluate`. */
  readonly direct: DirectCode | undefined
  analyse(start: ReadStart): ReadAnalysis
}

/** Compiled code for callers that run it in a function of its own, where it is faster: `begin`, `code`, `take`. Whatever is thrown, `evaluate` is right. */
export interface DirectCode {
  /** Undefined once it had to be given up. */
  readonly code: CompiledCode | undefined
  begin(): void
  /** Counts the evaluation; gives the value of the expression for what the code gave. */
  take(value: unknown): unknown
}

/** With so many deopts, and more than half of the runs, an expression stays with the library. */
const MOST_DEOPTS = 25

const NO_BINDINGS: Bindings = Object.freeze({})

/** Parses an expression and chooses how it runs: compiled, by the library, or by the library in a sandbox process. */
export function prepareExpression(text: string, shop: Workshop): AnalysedExpression {
  const steps = plainPathOf(text)
  if (steps) return preparePath(text, steps, shop)
  const program = parse(text, shop)
  if (isTreeTooDeep(program.ast)) throw new Problem('expression.invalid', `The expression is nested deeper than ${MOST_TREE_LEVELS} levels.`, { at: '0' })
  const unbounded = unboundedReason(program.ast)
  const compiled: CompileResult = unbounded === undefined ? shop.makeCode(program.ast, shop.runtime) : { reason: unbounded }
  return new PreparedExpression({
    text,
    steps: undefined,
    program: compiled.code ? new ProgramOnDemand(() => parse(text, shop), program.ast) : program,
    code: compiled.code,
    reason: compiled.reason,
    bounded: unbounded === undefined,
    copies: copiesInput(program.ast),
    shop,
  })
}

/** A plain path needs no parsing; and code only where the reader of a mapping's level does not do. */
function preparePath(text: string, steps: readonly PathStep[], shop: Workshop): AnalysedExpression {
  let code: CompiledCode | undefined
  return new PreparedExpression({
    text,
    steps,
    program: new PathProgram(() => parse(text, shop), steps),
    code: (input, bindings) => (code ??= shop.makeCode(treeOfPath(steps), shop.runtime).code ?? deopt)(input, bindings),
    reason: undefined,
    bounded: true,
    copies: true,
    shop,
  })
}

class PathProgram extends ProgramOnDemand {
  private readonly steps: readonly PathStep[]

  constructor(parse: () => LibraryProgram, steps: readonly PathStep[]) {
    super(parse)
    this.steps = steps
  }

  override get ast(): AstNode {
    return treeOfPath(this.steps)
  }
}

function parse(text: string, shop: Workshop): LibraryProgram {
  try {
    return parseWithLibrary(text, { timeoutMs: shop.timeoutMs, now: shop.clock.now })
  } catch (error) {
    throw invalidExpression(error)
  }
}

interface Parts {
  readonly text: string
  readonly steps: readonly PathStep[] | undefined
  readonly program: LibraryProgram
  readonly code: CompiledCode | undefined
  readonly reason: string | undefined
  readonly bounded: boolean
  /** The value is made of parts of the input only. */
  readonly copies: boolean
  readonly shop: Workshop
}

class PreparedExpression implements AnalysedExpression, DirectCode {
  readonly text: string
  readonly steps: readonly PathStep[] | undefined
  readonly bounded: boolean
  reason: string | undefined
  code: CompiledCode | undefined
  private readonly parts: Parts
  private known: ReadAnalysis | undefined
  private runs = 0
  private deopts = 0

  constructor(parts: Parts) {
    this.parts = parts
    this.text = parts.text
    this.steps = parts.steps
    this.bounded = parts.bounded
    this.reason = parts.reason
    this.code = parts.code
  }

  get mode(): 'compiled' | 'library' {
    return this.code ? 'compiled' : 'library'
  }

  analyse(start: ReadStart): ReadAnalysis {
    return analyseReads(this.parts.program.ast, start)
  }

  private get analysis(): ReadAnalysis {
    return (this.known ??= analyseReads(this.parts.program.ast))
  }

  get reads(): Reads {
    return this.analysis.reads
  }

  get origin(): readonly string[] {
    return this.analysis.value.at
  }

  get origins(): readonly Origin[] {
    return originsOf(this.analysis.value, '')
  }

  evaluate(input: unknown, bindings: Bindings = NO_BINDINGS): unknown {
    const { code, parts } = this
    if (!parts.bounded) return this.runSandboxed(input, bindings)
    if (code === undefined) return this.runLibrary(input, bindings)
    const { shadow } = parts.shop
    this.begin()
    try {
      const value = code(input, bindings)
      if (value === HIDDEN) return this.runLibrary(input, bindings)
      const plain = this.take(value)
      if (shadow !== undefined) shadow.watch({ text: this.text, program: parts.program, input, bindings, value: plain })
      return plain
    } catch (error) {
      if (error instanceof Problem) throw error
      this.noteDeopt()
      return this.runLibrary(input, bindings)
    }
  }

  /** A sample for the shadow is taken by `evaluate` only. */
  get direct(): DirectCode | undefined {
    const { bounded, shop } = this.parts
    return bounded && this.code && !shop.shadow ? this : undefined
  }

  begin(): void {
    const { fuel, clock } = this.parts.shop
    fuel.left = FULL_TANK
    clock.at = undefined
  }

  take(value: unknown): unknown {
    const { copies, shop } = this.parts
    if (value === HIDDEN) return deopt()
    const plain = typeof value !== 'object' ? value : copies ? unmarked(value) : plainValue(value, shop.fuel)
    this.runs += 1
    shop.stats.compiled += 1
    return plain
  }

  private noteDeopt(): void {
    this.runs += 1
    this.deopts += 1
    this.parts.shop.stats.deopt += 1
    if (this.deopts < MOST_DEOPTS || this.deopts * 2 < this.runs) return
    this.code = undefined
    this.reason = 'compiled code had to be given up too often'
  }

  private async runLibrary(input: unknown, bindings: Bindings): Promise<unknown> {
    const { program, shop } = this.parts
    shop.stats.library += 1
    try {
      refuseReservedKeys(input, bindings)
      const value = await program.evaluate(copyJson(input), copyJson(bindings) as Bindings)
      return plainValue(value, { left: FULL_TANK })
    } catch (error) {
      throw failedExpression(error)
    }
  }

  private async runSandboxed(input: unknown, bindings: Bindings): Promise<unknown> {
    const { shop, text } = this.parts
    shop.stats.sandboxed += 1
    try {
      refuseReservedKeys(input, bindings)
      return await shop.sandbox.run({ text, input, bindings, now: shop.clock.now() })
    } catch (error) {
      throw failedExpression(error)
    }
  }
}

/** Data that look like functions of the library would be called by it. */
function refuseReservedKeys(input: unknown, bindings: Bindings): void {
  if (hasReservedKey(input) || hasReservedKey(bindings))
    throw new Problem('expression.failed', 'The message holds a key that is reserved for JSONata (_jsonata_*).')
}
