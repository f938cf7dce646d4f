import { checkText } from './check-text.ts'
import { compileCode } from './compile/compile-code.ts'
import type { Expressions, ExpressionStats } from './expression.ts'
import { compileMapping } from './mapping/compile-mapping.ts'
import { prepareExpression, type AnalysedExpression, type Workshop } from './prepare-expression.ts'
import { RecentCache } from './recent-cache.ts'
import type { Fuel } from './runtime/fuel.ts'
import { createRuntime, type Clock } from './runtime/runtime.ts'
import { createSandbox } from './sandbox/sandbox.ts'
import { createShadow, type ShadowOptions } from './shadow.ts'

export interface ExpressionOptions {
  /** Milliseconds that one evaluation may take. Default 1000. */
  readonly timeoutMs?: number
  /** Megabytes of heap of a sandbox process. Default 64. */
  readonly memoryMb?: number
  /** The most sandbox processs. Default 2. */
  readonly processes?: number
  /** Characters of an expression. Default 10,000. */
  readonly maxLength?: number
  /** The time of `$now()` and `$millis()`, in milliseconds since 1970. Default the system's. */
  readonly now?: () => number
  /** Compiled evaluations that the library repeats to compare. Left out: none. */
  readonly shadow?: ShadowOptions
  /** Left out: the compiler. */
  readonly makeCode?: typeof compileCode
}

/** Expressions that are kept ready. */
const CACHE_SIZE = 2000

/** A compiler for expressions and mappings. Sandbox processes start with the first expression that needs one; `close` ends them. */
export function createExpressions(options: ExpressionOptions = {}): Expressions {
  const { timeoutMs = 1000, memoryMb = 64, processes = 2, maxLength = 10_000, now = Date.now, makeCode = compileCode } = options
  const fuel: Fuel = { left: 0 }
  const clock: Clock = { now, at: undefined }
  const stats: ExpressionStats = { compiled: 0, library: 0, deopt: 0, sandboxed: 0, shadow: 0, shadowDifference: 0, shadowDropped: 0, cached: 0 }
  const sandbox = createSandbox({ timeoutMs, memoryMb, processes })
  const shadow = options.shadow && options.shadow.share > 0 ? createShadow(options.shadow, stats) : undefined
  const shop: Workshop = { runtime: createRuntime(fuel, clock), fuel, clock, sandbox, stats, shadow, makeCode, timeoutMs }
  const cache = new RecentCache<AnalysedExpression>(CACHE_SIZE)

  function compile(text: string): AnalysedExpression {
    const known = cache.get(text)
    if (known) return known
    checkText(text, maxLength)
    const expression = prepareExpression(text, shop)
    cache.set(text, expression)
    return expression
  }

  return {
    compile,
    compileMapping: (mapping, target) => compileMapping(mapping, { compile, ...(target && { target }) }),
    stats: () => ({ ...stats, cached: cache.size }),
    close: () => {
      shadow?.close()
      return sandbox.close()
    },
  }
}
