import type { AstNode } from '../ast.ts'
import type { Bindings } from '../expression.ts'
import { required } from '../ast.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { propertyOf, Unsupported, type Code } from './code.ts'
import { emitTail } from './emit-tail.ts'
import { emitValue } from './emit-value.ts'
import { Emitter } from './emitter.ts'
import { Frame } from './frame.ts'
import { Scope } from './scope.ts'

/** What compiled code gives where a variable of the caller hides a builtin that it calls: then the library is to run. */
export const HIDDEN = Symbol('hidden')

/** Compiled code: the value of the expression, marks of sequences included, or HIDDEN. Throws `DEOPT` or an error of a builtin where the library is to run. */
export type CompiledCode = (input: unknown, bindings: Bindings) => unknown

export type CompileResult =
  | { readonly code: CompiledCode; readonly source: string; readonly reason?: never }
  | { readonly reason: string; readonly code?: never }

/** Turns a tree into a JavaScript function, or says why it is left to the library. */
export function compileCode(ast: AstNode, runtime: Runtime): CompileResult {
  const emitter = new Emitter({ value: emitValue, tail: emitTail })
  try {
    const source = sourceOf(emitter, ast)
    // The only texts of the expression in the source are string literals made by `quote` and numbers.
    const factory = new Function('R', 'K', 'HIDDEN', source) as (runtime: Runtime, constants: readonly unknown[], hidden: symbol) => CompiledCode
    return { code: factory(runtime, emitter.constants, HIDDEN), source }
  } catch (error) {
    if (error instanceof Unsupported) return { reason: error.message }
    if (error instanceof RangeError) return { reason: 'an expression that is nested too deeply' }
    throw error
  }
}

function sourceOf(emitter: Emitter, ast: AstNode): string {
  const frame = new Frame(['c0'])
  const place = { frame, context: 'c0', scope: new Scope() }
  const top: Code = emitter.value(ast.type === 'bind' ? required(ast, 'rhs') : ast, place)
  const top0 = emitter.helper('topContext')
  emitter.helper('hasOwn')
  const hidden = [...emitter.builtins].map((name) => `if(${propertyOf('bindings', name)}!==undefined)return HIDDEN;`)
  const bind = [...emitter.free].map(([name, js]) => `${js}=${propertyOf('bindings', name)};`)
  return [
    '"use strict";',
    `const {${[...emitter.helpers].join()}}=R;`,
    `let ${['$root', ...emitter.free.values()].join()};`,
    ...emitter.hoisted,
    `const main=(c0)=>{${frame.temps.length > 0 ? `let ${frame.temps.join()};` : ''}return ${top.js};};`,
    `return (input,bindings)=>{${hidden.join('')}${bind.join('')}$root=input;return main(${top0}(input));};`,
  ].join('\n')
}
