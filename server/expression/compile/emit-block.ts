import { leftOf, nameOf, required, type AstNode } from '../ast.ts'
import { TYPE, unsupported, type Code } from './code.ts'
import type { Emitter, Place } from './emitter.ts'
import { Scope } from './scope.ts'

/** `( $x := 1; $x + 1 )`. `last` emits the last expression. */
export function emitBlock(emitter: Emitter, node: AstNode, at: { place: Place; last: (node: AstNode, place: Place) => Code }): Code {
  const expressions = node.expressions ?? []
  const bound = expressions.filter((expression) => expression.type === 'bind').map((bind) => nameOf(leftOf(bind)))
  const place = { ...at.place, scope: new Scope(at.place.scope, { pending: bound }) }
  const codes = expressions.map((expression, index) => {
    const last = index === expressions.length - 1
    if (expression.type === 'bind') return emitBinding(emitter, expression, { place, last })
    return last ? at.last(expression, place) : emitter.value(expression, place)
  })
  const result = codes.at(-1)
  if (!result) return { js: 'undefined', type: TYPE.missing }
  return { js: codes.length === 1 ? result.js : `(${codes.map((code) => code.js).join()})`, type: result.type, loose: (result.type & TYPE.array) !== 0 }
}

function emitBinding(emitter: Emitter, node: AstNode, at: { place: Place; last: boolean }): Code {
  const name = nameOf(leftOf(node))
  const value = required(node, 'rhs')
  if (name === '' || name === '$') unsupported('a binding of the context')
  if (node.keepArray || node.predicate || node.group || value.type === 'bind') unsupported('a binding that is used as a value')
  const variable = emitter.temp(at.place)
  if (value.type === 'lambda' && !value.thunk) {
    if (at.last) unsupported('a function as result')
    if (value.signature) unsupported('a function with a signature')
    const fn = emitLambda(emitter, value, at.place)
    at.place.scope.bind(name, { js: variable, type: fn.type, arity: value.arguments?.length ?? 0 })
    return { js: `${variable}=${fn.js}`, type: TYPE.any }
  }
  const code = emitter.value(value, at.place)
  at.place.scope.bind(name, { js: variable, type: code.type })
  return { js: `${variable}=${code.js}`, type: code.type }
}

/** A function of the expression as a JavaScript function. Its context is the one of the place where it is written. */
export function emitLambda(emitter: Emitter, node: AstNode, place: Place): { js: string; type: number } {
  if (node.predicate || node.group || node.keepArray) unsupported('a function with a predicate')
  const scope = new Scope(place.scope, { lambda: true })
  const parameters = (node.arguments ?? []).map((parameter) => {
    const js = emitter.id('a')
    scope.bind(nameOf(parameter), { js, type: TYPE.any })
    return js
  })
  return emitter.fn(place, parameters, (frame) => emitter.tail(required(node, 'body'), { frame, context: place.context, scope }))
}
