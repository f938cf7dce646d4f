import { required, type AstNode } from '../ast.ts'
import { unsupported, type Code } from './code.ts'
import { emitBlock } from './emit-block.ts'
import { emitCall } from './emit-call.ts'
import { emitCondition } from './emit-operators.ts'
import type { Emitter, Place } from './emitter.ts'

/** The body of a function. The library runs a call in tail position from a trampoline: its result is not collapsed, and it has no context. */
export function emitTail(emitter: Emitter, node: AstNode, place: Place): Code {
  if (node.predicate || node.group || node.keepArray) return emitter.value(node, place)
  if (node.type === 'lambda' && node.thunk) return emitThunk(emitter, required(node, 'body'), place)
  if (node.type === 'condition') return emitCondition(emitter, node, { place, branch: (branch) => emitter.tail(branch, place) })
  if (node.type === 'block') return emitBlock(emitter, node, { place, last: emitter.tail })
  return emitter.value(node, place)
}

function emitThunk(emitter: Emitter, call: AstNode, place: Place): Code {
  if (call.group) unsupported('a grouping on the last call of a function')
  return emitCall(emitter, call, { place, tail: true })
}
