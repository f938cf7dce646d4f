import { nameOf, type AstNode } from '../ast.ts'
import { LIBRARY_FUNCTIONS } from '../library.ts'
import { quote, TYPE, unsupported, type Code } from './code.ts'
import { emitBlock } from './emit-block.ts'
import { emitArray, emitObject } from './emit-build.ts'
import { emitApply, emitCall } from './emit-call.ts'
import { numberLiteral } from './emit-names.ts'
import { emitBinary, emitCondition, emitNegation } from './emit-operators.ts'
import { emitGroup, emitPath, emitStage } from './emit-path.ts'
import type { Emitter, Place } from './emitter.ts'

/** The finished value of a node: its own value, then predicates, grouping and collapsing, in the order of the library. */
export function emitValue(emitter: Emitter, node: AstNode, place: Place): Code {
  if (node.seekingParent) unsupported('the operator %')
  let code = emitNode(emitter, node, place)
  for (const predicate of node.predicate ?? []) code = { js: `${emitStage(emitter, predicate, place)}(${code.js})`, type: TYPE.any, loose: true }
  if (node.group && node.type !== 'path') code = emitGroup(emitter, { input: code.js, pairs: node.group.lhs }, place)
  if (node.keepArray) return { js: `${emitter.helper('collapseKeeping')}(${code.js})`, type: TYPE.any }
  return code.loose ? collapsed(emitter, code, place) : code
}

/** Only an array can be a sequence; most values are none. */
function collapsed(emitter: Emitter, code: Code, place: Place): Code {
  const value = emitter.temp(place)
  return { js: `(typeof(${value}=${code.js})==='object'?${emitter.helper('collapse')}(${value}):${value})`, type: code.type | TYPE.missing }
}

function emitNode(emitter: Emitter, node: AstNode, place: Place): Code {
  switch (node.type) {
    case 'string':
      return { js: quote(nameOf(node)), type: TYPE.string }
    case 'number':
      return { js: numberLiteral(node.value), type: TYPE.number }
    case 'value':
      return { js: String(node.value), type: node.value === null ? TYPE.null : TYPE.boolean }
    case 'name':
      return { js: `${emitter.getter(nameOf(node))}(${emitter.context(place)})`, type: TYPE.any }
    case 'variable':
      return emitVariable(emitter, nameOf(node), place)
    case 'path':
      return emitPath(emitter, node, place)
    case 'wildcard':
      return { js: `${emitter.helper('wildcard')}(${emitter.context(place)})`, type: TYPE.any, loose: true }
    case 'descendant':
      return { js: `${emitter.helper('descendants')}(${emitter.context(place)})`, type: TYPE.any, loose: true }
    default:
      return emitOperation(emitter, node, place)
  }
}

function emitOperation(emitter: Emitter, node: AstNode, place: Place): Code {
  switch (node.type) {
    case 'binary':
      return emitBinary(emitter, node, place)
    case 'unary':
      if (node.value === '[') return emitArray(emitter, node, place)
      return node.value === '{' ? emitObject(emitter, node, place) : emitNegation(emitter, node, place)
    case 'condition':
      return emitCondition(emitter, node, { place, branch: (branch) => emitter.value(branch, place) })
    case 'block':
      return emitBlock(emitter, node, { place, last: emitter.value })
    case 'function':
      return emitCall(emitter, node, { place })
    case 'apply':
      return emitApply(emitter, node, place)
    default:
      return unsupported(node.type === 'lambda' ? 'a function as a value' : `the construct ${node.type}`)
  }
}

function emitVariable(emitter: Emitter, name: string, place: Place): Code {
  if (name === '') return { js: `${emitter.helper('contextValue')}(${emitter.context(place)})`, type: TYPE.any }
  if (name === '$') return { js: '$root', type: TYPE.any }
  const bound = place.scope.find(name)
  if (bound)
    return bound.arity === undefined
      ? { js: place.frame.use(bound.js), type: bound.type, loose: (bound.type & TYPE.array) !== 0 }
      : unsupported('a function as a value')
  if (LIBRARY_FUNCTIONS.has(name)) unsupported('a function as a value')
  return { js: emitter.freeVariable(name), type: TYPE.any }
}
