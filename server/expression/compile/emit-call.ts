import { leftOf, nameOf, required, type AstNode } from '../ast.ts'
import { LIBRARY_FUNCTIONS } from '../library.ts'
import { mayBe, quote, TYPE, unsupported, type Code } from './code.ts'
import { emitLambda } from './emit-block.ts'
import type { Emitter, Place } from './emitter.ts'
import { ASYNCHRONOUS, FAST_CALLS, RESULT_TYPES } from './fast-calls.ts'

/** How a call is emitted: `first` is the value in front of `~>`. */
export interface CallPlace {
  readonly place: Place
  readonly first?: Code
  readonly tail?: boolean
}

/** Builtins that take a function, with the runtime function and the most arguments. */
const HIGHER_ORDER: ReadonlyMap<string, { helper: string; most: number }> = new Map(
  Object.entries({
    map: { helper: 'map', most: 2 },
    filter: { helper: 'keep', most: 2 },
    single: { helper: 'single', most: 2 },
    reduce: { helper: 'reduce', most: 3 },
    each: { helper: 'each', most: 2 },
    sift: { helper: 'sift', most: 2 },
    sort: { helper: 'sort', most: 2 },
  }),
)

/** A call of a builtin or of a function that the expression has bound to a name. */
export function emitCall(emitter: Emitter, node: AstNode, at: CallPlace): Code {
  const procedure = required(node, 'procedure')
  if (procedure.type === 'lambda' && !procedure.thunk) return emitDirectCall(emitter, { lambda: procedure, parameters: node.arguments ?? [] }, at)
  const name = nameOf(procedure)
  if (procedure.type !== 'variable' || procedure.predicate || procedure.group || name === '' || name === '$') unsupported('a call of a computed function')
  const parameters = node.arguments ?? []
  const bound = at.place.scope.find(name)
  if (bound) {
    if (bound.arity === undefined) unsupported('a call of a computed function')
    const values = valuesOf(emitter, parameters, at)
    return { js: `${at.place.frame.use(bound.js)}(${values.map((value) => value.js).join()})`, type: TYPE.any, loose: true }
  }
  if (!LIBRARY_FUNCTIONS.has(name)) unsupported(`the unknown function $${name}`)
  emitter.builtins.add(name)
  const higher = HIGHER_ORDER.get(name)
  return higher ? emitHigherOrder(emitter, { ...higher, parameters }, at) : emitBuiltin(emitter, { name, parameters }, at)
}

/** `function($x){ ... }(1)`. */
function emitDirectCall(emitter: Emitter, call: { lambda: AstNode; parameters: readonly AstNode[] }, at: CallPlace): Code {
  const { lambda, parameters } = call
  const list = valuesOf(emitter, parameters, at)
    .map((value) => value.js)
    .join()
  const fn = emitLambda(emitter, lambda, at.place).js
  if (!lambda.signature) return { js: `${fn}(${list})`, type: TYPE.any, loose: true }
  const signature = `K[${emitter.constants.push(lambda.signature) - 1}]`
  const context = at.tail ? emitter.helper('NO_CONTEXT') : emitter.context(at.place)
  return { js: `${fn}(...${emitter.helper('fit')}(${signature},[${list}],${context}))`, type: TYPE.any, loose: true }
}

/** `value ~> $f(x)` and `value ~> $f`. */
export function emitApply(emitter: Emitter, node: AstNode, place: Place): Code {
  const left = leftOf(node)
  const right = required(node, 'rhs')
  if (right.predicate || right.group || right.keepArray) unsupported('a predicate on an applied function')
  if (['lambda', 'partial', 'transform', 'regex'].includes(left.type) || isFunctionName(left, place)) unsupported('a chain of functions')
  const first = emitter.value(left, place)
  if (right.type === 'function') return emitCall(emitter, right, { place, first })
  const fn = emitFunction(emitter, right, { place, most: 1 })
  return { js: `${fn.js}(${first.js})`, type: TYPE.any, loose: true }
}

function isFunctionName(node: AstNode, place: Place): boolean {
  if (node.type !== 'variable') return false
  const bound = place.scope.find(nameOf(node))
  return bound ? bound.arity !== undefined : LIBRARY_FUNCTIONS.has(nameOf(node))
}

function valuesOf(emitter: Emitter, parameters: readonly AstNode[], at: CallPlace): Code[] {
  const values = parameters.map((parameter) => {
    if (['regex', 'lambda', 'partial', 'transform'].includes(parameter.type) || isFunctionName(parameter, at.place)) unsupported('a function as a value')
    return emitter.value(parameter, at.place)
  })
  return at.first ? [at.first, ...values] : values
}

function emitHigherOrder(emitter: Emitter, call: { helper: string; most: number; parameters: readonly AstNode[] }, at: CallPlace): Code {
  const { helper, most, parameters } = call
  const position = at.first ? 0 : 1
  const data = at.first ?? (parameters[0] && emitter.value(parameters[0], at.place))
  const fn = parameters[position]
  if (!data || parameters.length + (at.first ? 1 : 0) > most) return unsupported('a call with another number of arguments')
  const run = emitter.helper(helper)
  if (!fn) return helper === 'sort' ? { js: `${run}(${data.js})`, type: TYPE.any, loose: true } : unsupported('a call without a function')
  if (at.tail && (helper === 'sort' || fn.type === 'variable')) unsupported('a function by name in the last call of a function')
  const callback = emitFunction(emitter, fn, { place: at.place, most: 3 })
  if (helper === 'reduce' && callback.arity < 2) unsupported('$reduce with one parameter')
  const rest = valuesOf(emitter, parameters.slice(position + 1), { place: at.place })
  return { js: `${run}(${[data.js, callback.js, ...rest.map((value) => value.js)].join()})`, type: TYPE.any, loose: true }
}

/** A function in an argument: a lambda, a bound name or a synchronous builtin, called with at most `most` arguments. */
function emitFunction(emitter: Emitter, node: AstNode, at: { place: Place; most: number }): { js: string; arity: number } {
  const { place, most } = at
  if (node.predicate || node.group) unsupported('a predicate on a function')
  if (node.signature) unsupported('a function with a signature')
  if (node.type === 'lambda' && !node.thunk) return { js: emitLambda(emitter, node, place).js, arity: node.arguments?.length ?? 0 }
  if (node.type !== 'variable') return unsupported('a computed function')
  const name = nameOf(node)
  const bound = place.scope.find(name)
  if (bound) return bound.arity === undefined ? unsupported('a computed function') : { js: place.frame.use(bound.js), arity: bound.arity }
  const builtin = LIBRARY_FUNCTIONS.get(name)
  if (!builtin || ASYNCHRONOUS.has(name)) return unsupported('a computed function')
  emitter.builtins.add(name)
  const arity = builtin.implementation.length
  if (arity === 0) return unsupported('a function with any number of parameters')
  const parameters = ['x', 'y', 'z'].slice(0, Math.min(most, arity))
  return { js: emitter.hoist('f', `(${parameters.join()})=>${emitter.helper('call')}(${quote(name)},[${parameters.join()}],null)`), arity }
}

function emitBuiltin(emitter: Emitter, call: { name: string; parameters: readonly AstNode[] }, at: CallPlace): Code {
  const regex = emitRegexCall(emitter, call, at)
  if (regex) return regex
  const values = valuesOf(emitter, call.parameters, at)
  const list = values.map((value) => value.js).join()
  const fast = FAST_CALLS.get(`${call.name}/${values.length}`)
  if (fast) {
    const first = values[0]
    const type = fast.total && first && !mayBe(first, TYPE.missing) ? fast.type & ~TYPE.missing : fast.type
    return { js: `${emitter.helper(fast.helper)}(${list})`, type, loose: (type & TYPE.array) !== 0 }
  }
  if (ASYNCHRONOUS.has(call.name)) unsupported(`the function $${call.name}`)
  const context = at.tail ? emitter.helper('NO_CONTEXT') : emitter.context(at.place)
  return { js: `${emitter.helper('call')}(${quote(call.name)},[${list}],${context})`, type: RESULT_TYPES.get(call.name) ?? TYPE.any, loose: true }
}

const REGEX_CALLS: ReadonlyMap<string, { helper: string; arity: number; type: number }> = new Map(
  Object.entries({
    contains: { helper: 'containsMatch', arity: 2, type: TYPE.boolean | TYPE.missing },
    replace: { helper: 'replaceMatches', arity: 3, type: TYPE.string | TYPE.missing },
    split: { helper: 'splitAtMatches', arity: 2, type: TYPE.array | TYPE.missing },
    match: { helper: 'matches', arity: 2, type: TYPE.any },
  }),
)

/** `$contains`, `$replace`, `$split` and `$match` with a literal regular expression. */
function emitRegexCall(emitter: Emitter, call: { name: string; parameters: readonly AstNode[] }, at: CallPlace): Code | undefined {
  const position = at.first ? 0 : 1
  const pattern = call.parameters[position]
  const known = REGEX_CALLS.get(call.name)
  if (!known || pattern?.type !== 'regex' || !(pattern.value instanceof RegExp)) return undefined
  if (pattern.predicate || pattern.group || call.parameters.length - position + 1 !== known.arity) return undefined
  const regex = emitter.hoist('r', `new RegExp(${quote(pattern.value.source)},${quote(pattern.value.flags)})`)
  const others = call.parameters.filter((parameter) => parameter !== pattern)
  const [subject, ...rest] = valuesOf(emitter, others, at)
  if (!subject) return undefined
  return { js: `${emitter.helper(known.helper)}(${[subject.js, regex, ...rest.map((value) => value.js)].join()})`, type: known.type, loose: true }
}
